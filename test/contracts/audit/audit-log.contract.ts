import { type AuditLog, BeyondHead, type Leaf } from '#audit';
import { aBatch, type LeafOverrides } from '#audit/testing';
import { newId } from '#kernel';
import type { OpenStore, StoreUnderTest } from '#storage/testing';
import { describeErasure, describeErasureRaces } from './audit-erasure.contract.js';
import { describeHashes } from './audit-hashes.contract.js';
import { appendNext, recordsOf, seqsOf } from './audit-log-calls.js';
import { describeLongAbsence, describeNews } from './audit-news.contract.js';
import { describePruningContract } from './audit-pruning.contract.js';
import { describeAuditScanContract } from './audit-scan.contract.js';

export function describeAuditLogContract(name: string, open: OpenStore): void {
  describe(`AuditLog on ${name}`, () => {
    let store: StoreUnderTest;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    it('is empty at first', async () => {
      expect(await store.audit.head()).toBe(0);
      expect(await recordsOf(store.audit, {}, null, 10)).toEqual([]);
      expect(await store.audit.read(1, 10)).toEqual([]);
      expect(await store.audit.openIntents(10)).toEqual([]);
    });

    describe('appends', () => describeAppends(() => store));
    describe('news', () => describeNews(() => store));
    describe('queries', () => describeQueries(() => store.audit));
    describe('hashes of leaves', () => describeHashes(() => store));
    describe('open intents', () => describeOpenIntents(() => store.audit));
    describe('erases personal values', () => describeErasure(() => store));
    describe('erases while others append', () => describeErasureRaces(() => store));
    describe('news of a long absence', () => describeLongAbsence(() => store));
  });
  describeAuditScanContract(name, open);
  describePruningContract(name, open);
}

function describeAppends(store: () => StoreUnderTest): void {
  it('gives back the exact leaf, with its personal values beside it', async () => {
    const log = store().audit;
    const batch = aBatch((await log.head()) + 1, [
      { personal: { ip: '2001:db8::1', user_agent: 'Größe "1" \u2028 \\ 😀', access_reason: 'ticket 7' } },
      { personal: {}, resource_id: null, actor_id: null },
      { lasting: { resource_name: 'prod/db', changes: '[{"field":"Größe"}]' }, version: 3, model: 2, credential: 'c' },
    ]);
    expect(await log.append(batch)).toBe('appended');
    expect(await log.read(batch.first, 10)).toEqual(batch.records);
  });

  it('does not write into numbers that are taken, as a whole or in part', async () => {
    const log = store().audit;
    const first = await appendNext(log, [{}, {}, {}]);
    const before = await log.read(first, 10);
    expect(await log.append(aBatch(first, [{}]))).toBe('taken');
    expect(await log.append(aBatch(first + 1, [{}, {}, {}, {}]))).toBe('taken');
    expect(await log.append(aBatch(first + 2, [{}, {}]))).toBe('taken');
    expect(await log.head()).toBe(first + 2);
    expect(await log.read(first, 10)).toEqual(before);
  });

  it('writes nothing behind a gap, and says so', async () => {
    const log = store().audit;
    const first = await appendNext(log, [{}]);
    const batches = [first + 2, first + 1_000, 2 ** 50].map((number) => aBatch(number, [{}, {}]));
    for (const batch of batches) await expect(log.append(batch)).rejects.toBeInstanceOf(BeyondHead);
    expect(await log.head()).toBe(first);
    expect(await log.append(aBatch(first + 1))).toBe('appended');
  });

  it('writes a batch once that is repeated after a lost answer [R68]', async () => {
    const log = store().audit;
    const batch = aBatch((await log.head()) + 1, [{}, { outcome: 'allowed' }, {}]);
    const answers = await Promise.all(Array.from({ length: 10 }, () => log.append(batch)));
    expect(new Set(answers)).toEqual(new Set(['appended']));
    await appendNext(log, [{}]);
    expect(await log.append(batch)).toBe('appended');
    expect(await log.head()).toBe(batch.first + 3);
    expect((await log.read(batch.first, 3)).map(({ leaf }) => leaf)).toEqual(batch.records.map(({ leaf }) => leaf));
  });

  it('accepts batches of 256 records', async () => {
    const log = store().audit;
    const first = await appendNext(
      log,
      Array.from({ length: 256 }, () => ({})),
    );
    expect(await log.head()).toBe(first + 255);
    expect((await log.read(first, 300)).map(({ seq }) => seq)).toEqual(
      Array.from({ length: 256 }, (_, n) => first + n),
    );
  });

  it('has neither gap nor fork after two nodes appended at the same time [R70]', async () => {
    const log = store().audit;
    const start = await log.head();
    const node = await store().another();
    const writtenBy = async (writer: AuditLog, name: string) => {
      const requests: string[] = [];
      for (let round = 0; round < 60; round += 1) {
        const leaves = Array.from({ length: 1 + (round % 5) }, () => ({ node: name, request_id: newId() }));
        await appendNext(writer, leaves);
        requests.push(...leaves.map(({ request_id }) => request_id));
      }
      return requests;
    };
    const [here, there] = await Promise.all([writtenBy(log, 'here'), writtenBy(node.audit, 'there')]);
    const records = await log.read(start + 1, 1000);
    expect(await node.audit.read(start + 1, 1000)).toEqual(records);
    await node.close();

    const leaves = records.map(({ leaf }) => JSON.parse(leaf) as Leaf);
    expect(records.map(({ seq }) => seq)).toEqual(records.map((_, index) => start + 1 + index));
    expect(leaves.map(({ seq }) => seq)).toEqual(records.map(({ seq }) => seq));
    const requestsOf = (name: string) => leaves.filter(({ node }) => node === name).map((leaf) => leaf.request_id);
    expect(requestsOf('here')).toEqual(here);
    expect(requestsOf('there')).toEqual(there);
  });
}

function describeQueries(audit: () => AuditLog): void {
  const mine = {
    ...{ actor_id: newId(), resource_id: newId(), request_id: newId(), named: newId(), decision_id: newId() },
    credential: newId(),
  };
  const at = '2031-05-06T07:08:09.010Z';
  const leaves: readonly LeafOverrides[] = [
    { actor_id: mine.actor_id },
    { actor_id: mine.actor_id, resource_id: mine.resource_id },
    { actor_id: mine.actor_id, resource_id: mine.resource_id, outcome: 'denied', action: 'secret:destroy' },
    { request_id: mine.request_id, personal: { ip: '198.51.100.9' } },
    { request_id: mine.request_id, at },
    { personal: { user_agent: '198.51.100.9' } },
    { resource_id: mine.named, lasting: { resource_name: 'prod/named' } },
    { resource_id: null, lasting: { resource_name: 'prod/named' }, outcome: 'denied', decision_id: mine.decision_id },
    { resource_id: 'prod/named', lasting: { resource_name: 'prod/named' } },
    { resource_id: null, lasting: { resource_name: 'prod/named/deeper' } },
    { credential: mine.credential, actor_id: mine.actor_id, action: 'secret:list' },
  ];
  let first = 0;
  const nth = (...places: readonly number[]) => places.map((place) => first + place - 1);
  beforeAll(async () => {
    first = await appendNext(audit(), leaves);
  });

  it('shows no record that one of its filters excludes', async () => {
    const log = audit();
    const { actor_id: actor, resource_id: resource, request_id: requestId } = mine;
    expect(await seqsOf(log, { actor })).toEqual(nth(11, 3, 2, 1));
    expect(await seqsOf(log, { resource })).toEqual(nth(3, 2));
    expect(await seqsOf(log, { actor, resource, outcome: 'denied' })).toEqual(nth(3));
    expect(await seqsOf(log, { actor, action: 'secret:destroy' })).toEqual(nth(3));
    expect(await seqsOf(log, { actor, outcome: 'succeeded' })).toEqual(nth(11, 2, 1));
    expect(await seqsOf(log, { requestId })).toEqual(nth(5, 4));
    expect(await seqsOf(log, { ip: '198.51.100.9' })).toEqual(nth(4));
    expect(await seqsOf(log, { actor, requestId })).toEqual([]);
    expect(await seqsOf(log, { actor: newId() })).toEqual([]);
  });

  it('finds an object by its id or its name, each record once', async () => {
    const log = audit();
    expect(await seqsOf(log, { resource: mine.named })).toEqual(nth(7));
    expect(await seqsOf(log, { resource: 'prod/named' })).toEqual(nth(9, 8, 7));
    expect(await seqsOf(log, { resource: 'prod/named', outcome: 'denied' })).toEqual(nth(8));
    expect(await seqsOf(log, { resource: 'prod/NAMED' })).toEqual([]);
    expect(await seqsOf(log, { resource: 'prod' })).toEqual([]);
  });

  it('finds a decision', async () => {
    const log = audit();
    expect(await seqsOf(log, { decisionId: mine.decision_id })).toEqual(nth(8));
    expect(await seqsOf(log, { decisionId: mine.decision_id, outcome: 'succeeded' })).toEqual([]);
    expect(await seqsOf(log, { decisionId: newId() })).toEqual([]);
  });

  it('finds what somebody did by one session, key or binding', async () => {
    const log = audit();
    const { credential, actor_id: actor } = mine;
    expect(await seqsOf(log, { credential })).toEqual(nth(11));
    expect(await seqsOf(log, { credential, actor, action: 'secret:list' })).toEqual(nth(11));
    expect(await seqsOf(log, { credential, action: 'secret:reveal' })).toEqual([]);
    expect(await seqsOf(log, { credential: newId() })).toEqual([]);
  });

  it('includes the beginning of a time and excludes its end', async () => {
    const log = audit();
    expect(await seqsOf(log, { from: at, to: '2031-05-06T07:08:09.011Z' })).toEqual(nth(5));
    expect(await seqsOf(log, { from: '2031-05-06T07:08:09.011Z' })).toEqual([]);
    expect(await seqsOf(log, { requestId: mine.request_id, to: at })).toEqual(nth(4));
  });

  it('pages by number from the newest record down to the first one', async () => {
    const log = audit();
    const head = await log.head();
    expect(await seqsOf(log, {}, null, 2)).toEqual([head, head - 1]);
    expect(await seqsOf(log, {}, first + 4, 3)).toEqual(nth(4, 3, 2));
    expect(await seqsOf(log, { actor: mine.actor_id }, first + 2, 10)).toEqual(nth(2, 1));
    expect(await seqsOf(log, {}, 3, 10)).toEqual([2, 1]);
    expect(await seqsOf(log, {}, 1, 10)).toEqual([]);
  });

  it('is complete up to the head at the time of the call', async () => {
    const log = audit();
    const actor = newId();
    for (let written = 1; written <= 20; written += 1) {
      const seq = await appendNext(log, [{ actor_id: actor }]);
      const found = await seqsOf(log, { actor });
      expect(found).toHaveLength(written);
      expect(found[0]).toBe(seq);
    }
  });

  it('gives back leaf and personal values in an answer', async () => {
    const [record] = await recordsOf(audit(), { ip: '198.51.100.9' }, null, 1);
    expect(record).toEqual((await audit().read(first + 3, 1))[0]);
    expect(record?.personal.ip?.value).toBe('198.51.100.9');
  });
}

function describeOpenIntents(audit: () => AuditLog): void {
  const open = async () => (await audit().openIntents(1000)).map(({ seq }) => seq);

  it('closes an intent only by an outcome of the same request, action and resource [R69]', async () => {
    const intent = { request_id: newId(), action: 'secret:write', resource_id: newId(), outcome: 'allowed' } as const;
    const first = await appendNext(audit(), [intent]);
    await appendNext(audit(), [
      { ...intent, outcome: 'succeeded', request_id: newId() },
      { ...intent, outcome: 'succeeded', resource_id: newId() },
      { ...intent, outcome: 'succeeded', resource_id: null },
      { ...intent, outcome: 'succeeded', action: 'secret:rotate' },
    ]);
    expect(await open()).toContain(first);
    const [found] = (await audit().openIntents(1000)).filter(({ seq }) => seq === first);
    expect(found).toMatchObject({ leaf: { ...intent, seq: first } });
    await appendNext(audit(), [{ ...intent, outcome: 'failed' }]);
    expect(await open()).not.toContain(first);
  });

  it.each(['succeeded', 'failed', 'unknown'] as const)(
    'is settled by %s, in the same batch as well',
    async (outcome) => {
      const intent = { request_id: newId(), action: 'user:write', resource_id: null } as const;
      const first = await appendNext(audit(), [
        { ...intent, outcome: 'allowed' },
        { ...intent, outcome },
      ]);
      expect(await open()).not.toContain(first);
    },
  );

  it('is not settled by an outcome that came before it', async () => {
    const intent = { request_id: newId(), action: 'role:write', resource_id: newId() } as const;
    const first = await appendNext(audit(), [
      { ...intent, outcome: 'succeeded' },
      { ...intent, outcome: 'allowed' },
    ]);
    expect(await open()).toContain(first + 1);
  });

  it('lists the oldest first, at most as many as asked for', async () => {
    const all = await open();
    expect(all).toEqual([...all].sort((a, b) => a - b));
    expect(all.length).toBeGreaterThanOrEqual(2);
    expect((await audit().openIntents(1)).map(({ seq }) => seq)).toEqual(all.slice(0, 1));
  });
}
