import { type Action, type Caller, PartUnavailable, type Principal } from '#kernel';
import { codeOf } from '#kernel/testing';
import { publishModel, roleOf } from '#policies/testing';
import type { User } from '#users';
import { FRESH_MS } from '../../domain/session.js';
import { addUser, callerAs, type IdentityNode, identityNode } from '../../testing/identity-node.js';
import type { Threshold } from './admission.js';

const CLOSED: Threshold = {
  programs: false,
  beforePasswordChange: false,
  beforeSecondFactor: false,
  fresh: false,
  freshFactor: false,
};
const FRESH: Threshold = { ...CLOSED, fresh: true };

describe('the admission of a session', () => {
  let node: IdentityNode;
  let ada: User;
  let grace: User;

  beforeEach(async () => {
    node = identityNode();
    await publishModel(node.stores.models, { roles: [{ ...roleOf('guarded', []), mfaRequired: true }] });
    ada = await addUser(node, 'ada');
    grace = await addUser(node, 'grace', { roles: ['guarded'] });
    await node.policies.reader.current();
  });

  const callerOf = (user: User, more: Partial<Principal> = {}): Caller => {
    const caller = callerAs(user);
    return { ...caller, principal: { ...caller.principal, authenticatedAt: node.clock.at, ...more } };
  };
  const admit = async (caller: Caller, route: Threshold, action: Action = 'secret:read') =>
    node.admission.admit(caller, action, route);

  it('is refused until a required password change is made, except for the change itself [R26]', async () => {
    const caller = callerOf(grace, { passwordChangeRequired: true, authenticatedAt: 0 });
    expect(await codeOf(admit(caller, FRESH))).toBe('password_change_required');
    expect(await codeOf(admit(caller, { ...FRESH, beforePasswordChange: true }))).toBe('second_factor_required');
    expect(await admit(caller, { ...CLOSED, beforePasswordChange: true, beforeSecondFactor: true })).toBe(true);
  });

  it('refuses a program on every route for people, and elsewhere only for a role that requires a second factor [R134]', async () => {
    const program = { kind: 'service', authenticatedAt: 0 } as const;
    const forAll = { ...CLOSED, programs: true };
    expect(await codeOf(admit(callerOf(ada, program), FRESH, 'auth:delete'))).toBe('person_required');
    expect(node.records.at(-1)).toMatchObject({ action: 'auth:delete', outcome: 'denied' });
    expect(await codeOf(admit(callerOf(grace, program), forAll))).toBe('forbidden');
    expect(await admit(callerOf(ada, program), forAll)).toBe(true);
  });

  it('is refused if a role requires a second factor and the session has shown none', async () => {
    expect(await codeOf(admit(callerOf(grace), CLOSED))).toBe('second_factor_required');
    expect(await admit(callerOf(grace), { ...CLOSED, beforeSecondFactor: true })).toBe(true);
    expect(await admit(callerOf(grace, { mfaAt: 1 }), CLOSED)).toBe(true);
    expect(await admit(callerOf(ada), CLOSED)).toBe(true);
  });

  it('is refused more than 5 minutes after the proof, to the millisecond, if the route needs a fresh session [R25]', async () => {
    const at = (authenticatedAt: number) => callerOf(ada, { authenticatedAt });
    expect(await codeOf(admit(at(node.clock.at - FRESH_MS - 1), FRESH))).toBe('reauthentication_required');
    expect(await admit(at(node.clock.at - FRESH_MS), FRESH)).toBe(true);
    expect(await admit(at(0), CLOSED)).toBe(true);
    expect(FRESH_MS).toBe(300_000);
  });

  it('is refused more than 5 minutes after the second factor, if the route needs that and the account has one [R130]', async () => {
    const guarded = { ...FRESH, freshFactor: true };
    const at = (mfaAt: number | null) => callerOf(ada, { mfaAt, hasCountingFactor: true });
    for (const stale of [node.clock.at - FRESH_MS - 1, null]) {
      expect(await codeOf(admit(at(stale), guarded))).toBe('second_factor_required');
    }
    expect(await admit(at(node.clock.at - FRESH_MS), guarded)).toBe(true);
    expect(await admit(callerOf(ada, { mfaAt: null }), guarded)).toBe(true);
    expect(await admit(callerOf(ada, { mfaAt: null, hasCountingFactor: false }), guarded)).toBe(true);
    expect(await admit(at(0), FRESH)).toBe(true);
  });

  it('asks for the second factor before it asks for a fresh session: a code gives both', async () => {
    const caller = callerOf(grace, { authenticatedAt: 0 });
    expect(await codeOf(admit(caller, FRESH))).toBe('second_factor_required');
    expect(await codeOf(admit(caller, { ...FRESH, beforeSecondFactor: true }))).toBe('reauthentication_required');
  });

  it.each([
    ['password_change_required', { passwordChangeRequired: true }],
    ['second_factor_required', {}],
    ['reauthentication_required', { mfaAt: 1, authenticatedAt: 0 }],
  ] as const)('records %s as a denial; the answer has its id and not its reason', async (code, more) => {
    const caller = callerOf(grace, more);
    const error = await admit(caller, FRESH, 'auth:mfa-enable').catch((refusal) => refusal);
    expect(error).toMatchObject({ code, details: { decisionId: expect.any(String) } });
    expect(node.records.at(-1)).toMatchObject({
      ...{ action: 'auth:mfa-enable', resourceType: 'auth', resourceId: null, outcome: 'denied' },
      ...{ decisionId: error.details.decisionId, requestId: caller.request.requestId },
    });
    expect(error.message).not.toContain(node.records.at(-1)?.reason);
  });

  it('is granted without a promise and without a record if nothing is to be refused', () => {
    expect(node.admission.admit(callerOf(ada), 'secret:reveal', CLOSED)).toBe(true);
    expect(node.admission.admit(callerOf(grace, { mfaAt: 1 }), 'secret:reveal', FRESH)).toBe(true);
    expect(node.records).toEqual([]);
  });

  it('asks the model only for sessions without a second factor, and refuses if the model cannot be read', async () => {
    node.policies.authorizer.requiresSecondFactor = async () => {
      throw new PartUnavailable('authorization');
    };
    expect(await codeOf(admit(callerOf(ada), CLOSED))).toBe('authorization_unavailable');
    expect(node.admission.admit(callerOf(ada, { mfaAt: 1 }), 'secret:read', CLOSED)).toBe(true);
    expect(node.admission.admit(callerOf(ada), 'auth:me', { ...CLOSED, beforeSecondFactor: true })).toBe(true);
  });

  it('waits for a model that has to be read again, and decides by it [R46]', async () => {
    node.policies.authorizer.requiresSecondFactor = async ({ roles }) => roles.includes('guarded');
    expect(await codeOf(admit(callerOf(grace), CLOSED))).toBe('second_factor_required');
    expect(await admit(callerOf(ada), CLOSED)).toBe(true);
  });
});
