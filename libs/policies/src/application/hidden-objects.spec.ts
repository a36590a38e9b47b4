import fc from 'fast-check';
import { recordedTrail } from '#audit/testing';
import { type Caller, CofferError, newId, type Permission } from '#kernel';
import { CompiledModel } from '../domain/decisions/compiled-model.js';
import type { AuthorizationModel } from '../domain/model.js';
import type { RequestFacts } from '../domain/request-facts.js';
import { anyName, anyPolicies, naiveDecision, SOME_FACTS } from '../testing/naive-policies.js';
import { callerWith } from '../testing/policy-services.js';
import { Authorizer } from './authorizer.js';
import type { Need } from './judge.js';
import type { ModelReader } from './model/model-reader.js';

const ROLES = ['r0', 'r1'];
const ID = newId();
const READ: Permission = 'secret:read';
const VISIBLE_BY: readonly Permission[] = ['secret:read', 'secret:list'];

function callerAt({ ip, now, mfaAt }: RequestFacts): Caller {
  const { principal, request } = callerWith(...ROLES);
  return { principal: { ...principal, mfaAt }, request: { ...request, ip, receivedAt: now } };
}

/** What a refusal shows; null: it was allowed. */
async function shown(work: () => unknown) {
  try {
    await work();
    return null;
  } catch (error) {
    if (!(error instanceof CofferError)) throw error;
    return { code: error.code, message: error.message, details: Object.keys(error.details) };
  }
}

async function answers(model: AuthorizationModel, caller: Caller, name: string) {
  const compiled = new CompiledModel(1, model);
  const authorizer = new Authorizer({ snapshot: () => compiled } as unknown as ModelReader, recordedTrail().trail);
  const need: Need = { permission: READ, name, resourceType: 'secret', resourceId: ID, visibleBy: VISIBLE_BY };
  return {
    byId: await shown(() => authorizer.require(caller, need)),
    absentById: await shown(() => authorizer.absent(caller, READ, 'secret', ID)),
    byName: await shown(() => authorizer.require(caller, { ...need, isAskedByName: true })),
    absentByName: await shown(() => authorizer.absent(caller, READ, 'secret', null, name)),
  };
}

const anyCase = [anyPolicies(ROLES), fc.constantFrom(...SOME_FACTS), anyName] as const;

describe('an object that the caller may not see', () => {
  it('is answered as one that does not exist, by its id and by its name', async () => {
    let hidden = 0;
    const property = fc.asyncProperty(...anyCase, async (model, facts, name) => {
      if (VISIBLE_BY.some((one) => naiveDecision(model, ROLES, facts, one, name))) return;
      hidden += 1;
      const { byId, absentById, byName, absentByName } = await answers(model, callerAt(facts), name);
      expect(byId).toEqual(absentById);
      expect(byName).toEqual(absentByName);
      expect(byId?.code).toBe('not_found');
    });
    await fc.assert(property, { numRuns: 500 });
    expect(hidden).toBeGreaterThan(50);
  });
});

describe('a refusal for want of a second factor', () => {
  it('is one that a second factor alone would have changed', async () => {
    const seen = new Set<string | undefined>();
    const property = fc.asyncProperty(...anyCase, async (model, facts, name) => {
      const caller = callerAt(facts);
      const { byId, byName, absentByName } = await answers(model, caller, name);
      const opens = naiveDecision(model, ROLES, { ...facts, mfaAt: facts.now }, READ, name);
      const isAllowed = naiveDecision(model, ROLES, facts, READ, name);
      expect(byName === null).toBe(isAllowed);
      if (isAllowed) return;
      const visible = VISIBLE_BY.some((one) => naiveDecision(model, ROLES, facts, one, name));
      expect(byName?.code === 'second_factor_required').toBe(opens);
      expect(absentByName?.code === 'second_factor_required').toBe(opens);
      expect(byId?.code === 'second_factor_required').toBe(opens && visible);
      seen.add(byId?.code).add(byName?.code);
    });
    await fc.assert(property, { numRuns: 1_000 });
    expect([...seen].sort()).toEqual(['forbidden', 'not_found', 'second_factor_required']);
  });
});
