import { CofferError, forbidden, OutcomeUnknown, PartUnavailable } from '#kernel';
import { aRequest } from '#kernel/testing';
import { toRecord } from '../domain/leaf.js';
import { ANN, auditNode } from '../testing/audit-node.js';
import { outcomesOf, READ, WRITE } from '../testing/audit-records.js';
import { MemoryAuditLog } from '../testing/memory-audit-log.js';
import type { Audited } from './audited.js';
import { AUDIT_TIMINGS } from './timings.js';

describe('the audit trail', () => {
  let log: MemoryAuditLog;
  let node: ReturnType<typeof auditNode>;

  beforeEach(async () => {
    log = new MemoryAuditLog();
    node = auditNode(log);
    await node.runtime.start();
  });

  afterEach(async () => {
    await node.clock.drive(node.runtime.stop());
  });

  /** Long enough for every retry, renewal and settlement. */
  async function inAWhile(): Promise<void> {
    await node.clock.advance(2 * AUDIT_TIMINGS.settle);
  }

  it('records a failed mutation as failed, and throws its error unchanged', async () => {
    const error = new CofferError('path_taken', 'The path is taken.');
    const mutation = node.trail.mutation(aRequest(), ANN, WRITE, () => Promise.reject(error));
    await expect(mutation).rejects.toBe(error);
    expect(outcomesOf(log)).toEqual(['allowed', 'failed']);
  });

  it('names in the outcome the decision of a refusal that came inside the effect, and whose id the caller gets', async () => {
    const mutation = node.trail.mutation(aRequest(), ANN, WRITE, () =>
      Promise.reject(forbidden('d-1', 'secret:write')),
    );
    await expect(mutation).rejects.toMatchObject({ details: { decisionId: 'd-1' } });
    expect(log.leaves().map(({ outcome, decision_id }) => [outcome, decision_id])).toEqual([
      ['allowed', null],
      ['failed', 'd-1'],
    ]);
  });

  it('refuses a second mutation of the same resource by the same request while the first is open', async () => {
    const request = aRequest();
    const nested = () => node.trail.mutation(request, ANN, WRITE, async () => 1);
    await expect(node.trail.mutation(request, ANN, WRITE, nested)).rejects.toThrow('one action at a time');
  });

  it('refuses a mutation of a type that its action is never about, before anything is written', async () => {
    const what = { ...WRITE, resourceType: 'user' };
    const mutation = node.trail.mutation(aRequest(), ANN, what, async () => 1);
    await expect(mutation).rejects.toThrow('secret:rotate never changes a user');
    expect(log.leaves()).toEqual([]);
  });

  it('has the intent in the log before the effect, and the outcome before the answer', async () => {
    const request = aRequest();
    const result = await node.trail.mutation(request, ANN, WRITE, async () => {
      expect(outcomesOf(log)).toEqual(['allowed']);
      return 'done';
    });
    expect(result).toBe('done');
    expect(request.audited).toBe(true);
    const [intent, outcome] = log.leaves();
    expect(outcome).toMatchObject({ outcome: 'succeeded', request_id: request.requestId, action: 'secret:rotate' });
    expect(outcome).toMatchObject({ actor_id: ANN.userId, resource_id: 's1', node: intent?.node, seq: 2 });
  });

  it('adds to the outcome what is known only once it is done, and keeps what the intent said', async () => {
    const changes = [{ field: 'roles', before: [], after: ['auditor'], omitted: 0 }];
    await node.trail.mutation(
      aRequest(),
      ANN,
      { ...WRITE, changes },
      async () => 5,
      (version) => ({ version }),
    );
    expect(log.all().map(toRecord)).toMatchObject([
      { outcome: 'allowed', version: null, changes },
      { outcome: 'succeeded', version: 5, changes },
    ]);
  });

  it('asks the settlement after a lost answer until it knows, and records the true outcome [R69]', async () => {
    let asked = 0;
    node.settlements.register('secret', {
      settle: async (intent) => {
        asked++;
        expect(intent).toMatchObject({ seq: 1, outcome: 'allowed', resource_id: 's1' });
        if (asked === 1) throw new PartUnavailable('store');
        return 'succeeded';
      },
    });
    const lost = new OutcomeUnknown();
    const mutation = node.trail.mutation(aRequest(), ANN, WRITE, () => Promise.reject(lost));
    await expect(mutation).rejects.toBe(lost);
    await inAWhile();
    expect(outcomesOf(log)).toEqual(['allowed', 'succeeded']);
    expect(asked).toBe(2);
  });

  it.each([new TypeError('a defect'), new CofferError('internal_error', 'A defect.')])(
    'asks the settlement after %p: it may have come after the publication [R69]',
    async (defect) => {
      node.settlements.register('secret', { settle: async () => 'succeeded' });
      const mutation = node.trail.mutation(aRequest(), ANN, WRITE, () => Promise.reject(defect));
      await expect(mutation).rejects.toBe(defect);
      await inAWhile();
      expect(outcomesOf(log)).toEqual(['allowed', 'succeeded']);
    },
  );

  it('records unknown when a settlement has a defect', async () => {
    node.settlements.register('secret', { settle: () => Promise.reject(new TypeError('a defect')) });
    const mutation = node.trail.mutation(aRequest(), ANN, WRITE, () => Promise.reject(new OutcomeUnknown()));
    await expect(mutation).rejects.toThrow(OutcomeUnknown);
    // Ten questions, with pauses of up to 5 s between them.
    await node.clock.advance(10 * AUDIT_TIMINGS.settle);
    expect(outcomesOf(log)).toEqual(['allowed', 'unknown']);
    expect(node.alarms).toContain('an intent about a secret could not be settled');
  });

  it('records a denial with its decision, and the reason only beside the leaf', async () => {
    const request = aRequest({ accessReason: 'incident 7', ip: '203.0.113.7' });
    await node.trail.denied(request, ANN, { ...READ, decisionId: 'd1', reason: 'denied by policy night' });
    expect(request.audited).toBe(true);
    const [stored] = log.all();
    expect(stored?.leaf).not.toMatch(/"ann"|night|incident|curl|203\.0\.113/);
    expect(stored?.personal).toMatchObject({
      actor_name: { value: 'ann' },
      decision_reason: { value: 'denied by policy night' },
      access_reason: { value: 'incident 7' },
    });
    expect(log.leaves()[0]).toMatchObject({ outcome: 'denied', decision_id: 'd1' });
  });

  it('records the given name of an unknown actor', async () => {
    const what: Audited = { action: 'auth:login', resourceType: 'session', resourceId: null, actorName: 'unknown:x' };
    await node.trail.failed(aRequest(), null, what);
    expect(log.leaves()[0]).toMatchObject({ actor_id: null, outcome: 'failed' });
    expect(log.all()[0]?.personal.actor_name?.value).toBe('unknown:x');
  });

  it('finishes what is open at a graceful stop, and refuses records after it', async () => {
    const effect = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const mutation = node.trail.mutation(aRequest(), ANN, WRITE, () => {
      begun.resolve();
      return effect.promise;
    });
    const reads = Array.from({ length: 600 }, () => node.trail.succeeded(aRequest(), ANN, READ));
    await begun.promise;
    expect(outcomesOf(log)[0]).toBe('allowed');
    effect.resolve();
    await mutation;
    await node.clock.drive(node.runtime.stop());
    await Promise.all(reads);
    expect(log.all()).toHaveLength(602);
    await expect(node.trail.succeeded(aRequest(), ANN, READ)).rejects.toMatchObject({
      code: 'audit_unavailable',
    });
  });
});
