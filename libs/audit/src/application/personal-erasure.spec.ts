import { newId, PartUnavailable } from '#kernel';
import { aRequest } from '#kernel/testing';
import { parseLeaf, toRecord } from '../domain/leaf.js';
import { PERSONAL_FIELDS } from '../domain/record.js';
import { ANN, type AuditNode, auditNode } from '../testing/audit-node.js';
import { aRecord } from '../testing/audit-records.js';
import { MemoryAuditLog } from '../testing/memory-audit-log.js';

const BOB = { userId: newId(), username: 'bob' };
const OPERATOR = 'coffer';

describe('the erasure of personal values in the trail', () => {
  let log: MemoryAuditLog;
  let node: AuditNode;

  beforeEach(async () => {
    log = new MemoryAuditLog();
    node = auditNode(log);
    await node.runtime.start();
    const what = { action: 'secret:read', resourceType: 'secret', resourceId: 's1' } as const;
    const ofBob = Array.from({ length: 2_100 }, () => node.trail.succeeded(aRequest(), BOB, what));
    const ofOthers = [ANN, null].map((actor) =>
      node.trail.denied(aRequest({ accessReason: 'why' }), actor, { ...what, decisionId: newId(), reason: 'no' }),
    );
    await Promise.all([...ofBob, ...ofOthers]);
  });
  afterEach(() => node.clock.drive(node.runtime.stop()));

  const erase = (request = aRequest()) => node.clock.drive(node.erasure.erase(request, OPERATOR, BOB.userId));
  const leaves = () => log.all().map(({ seq, leaf }) => `${seq} ${leaf}`);
  const recordsOf = (actor: string | null) =>
    log
      .all()
      .map(toRecord)
      .filter(({ actor_id, action }) => actor_id === actor && action !== 'audit:erase');
  const personalOf = (actor: string | null) =>
    recordsOf(actor).flatMap((record) => PERSONAL_FIELDS.filter((field) => record[field] !== null));

  it('erases the personal values of one actor only, and changes no leaf and no number', async () => {
    const before = leaves();
    const others = [personalOf(ANN.userId), personalOf(null)];
    expect(await erase()).toBe(2_100);
    expect(leaves().slice(0, before.length)).toEqual(before);
    expect(recordsOf(BOB.userId)).toHaveLength(2_100);
    expect(personalOf(BOB.userId)).toEqual([]);
    expect([personalOf(ANN.userId), personalOf(null)]).toEqual(others);
    expect(others[0]).toHaveLength(5);
  });

  it('is recorded before and after, with the name of the operator', async () => {
    const request = aRequest();
    await erase(request);
    const own = log.all().map(toRecord).slice(-2);
    const record = { ...{ action: 'audit:erase', resource_type: 'user', resource_id: BOB.userId }, actor_id: null };
    expect(own).toMatchObject([
      { ...record, outcome: 'allowed', actor_name: OPERATOR, request_id: request.requestId },
      { ...record, outcome: 'succeeded', actor_name: OPERATOR, ip: request.ip },
    ]);
  });

  it('erases nothing if it cannot be recorded first', async () => {
    log.hooks.before = (operation) => {
      if (operation === 'append') throw new PartUnavailable('store');
    };
    await expect(erase()).rejects.toThrow('audit');
    log.hooks.before = () => {};
    expect(personalOf(BOB.userId).length).toBeGreaterThan(0);
  });

  it('is settled by one run, however long that takes and however often it is asked for', async () => {
    const begun: number[] = [];
    log.hooks.before = async (operation) => {
      if (operation !== 'erasePersonal') return;
      begun.push(node.clock.now());
      if (begun.length === 2) throw new PartUnavailable('store');
      await node.clock.sleep(4_000);
    };
    node.settlements.register('user', {
      settle: async ({ resource_id, request_id }) => {
        await node.erasure.finish(resource_id ?? '', request_id);
        return 'succeeded';
      },
    });
    const [intent] = [aRecord(1, { action: 'audit:erase', resource_type: 'user', resource_id: BOB.userId })];
    const ask = () => node.clock.drive(node.settlements.ask(parseLeaf(intent.leaf)));
    const answers = [];
    do answers.push(await ask());
    while (answers.at(-1) === null && answers.length < 10);
    expect(answers.at(-1)).toBe('succeeded');
    expect(answers.length).toBeGreaterThan(2);
    // Three batches and the end, and one batch that failed.
    expect(begun).toHaveLength(5);
    expect(personalOf(BOB.userId)).toEqual([]);
    expect(await ask()).toBe('succeeded');
    expect(begun).toHaveLength(5);
  });

  it('is of unknown outcome when it was interrupted, and continues when it is repeated', async () => {
    let batches = 0;
    log.hooks.before = (operation) => {
      if (operation === 'erasePersonal' && ++batches === 2) throw new PartUnavailable('store');
    };
    await expect(erase()).rejects.toMatchObject({
      code: 'outcome_unknown',
    });
    expect(personalOf(BOB.userId).length).toBeGreaterThan(0);
    expect(await erase()).toBe(1_100);
    expect(personalOf(BOB.userId)).toEqual([]);
    expect(await erase()).toBe(0);
  });
});
