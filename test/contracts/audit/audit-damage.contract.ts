import type { AuditFilter } from '#audit';
import { aBatch, rowsOf } from '#audit/testing';
import { newId } from '#kernel';
import type { StoreUnderTest } from '#storage/testing';

/** A store whose log somebody can damage as the owner of the database can, past every check. */
export interface Damageable extends StoreUnderTest {
  removeRecords(seqs: readonly number[]): Promise<void>;
  /** Changes the text of a record, and nothing else. */
  editRecord(seq: number): Promise<void>;
  /** Puts other texts in the place of what is stored. SQLite takes none that is no JSON. */
  replaceRecord(seq: number, leaf: string, personal?: string): Promise<void>;
}

/** One segment of SQLite's index, and records behind it. */
const RECORDS = 1_280;
const BATCH = 256;
/** In the segment and behind it, alone and together. The first one is an open intent. */
const GONE = [1_200, 1_100, 1_099, 6, 5];

/** The numbers of the open intents. Of one that is lost, what is told of it. */
async function openIn({ audit }: StoreUnderTest, limit = 100): Promise<(number | string)[]> {
  return (await audit.openIntents(limit)).map((one) => ('damage' in one ? one.damage.what : one.seq));
}

export function describeAuditDamageContract(name: string, open: () => Promise<Damageable>): void {
  describe(`An AuditLog on ${name} from which somebody removed records`, () => {
    const [actor, other] = [newId(), newId()];
    let store: Damageable;
    beforeAll(async () => {
      store = await open();
      for (let first = 1; first <= RECORDS; first += BATCH) {
        const ofSeq = (seq: number) => ({
          ...{ actor_id: actor, request_id: GONE.includes(seq) ? other : newId() },
          ...(seq === GONE[0] ? { outcome: 'allowed' as const } : {}),
        });
        await store.audit.append(
          aBatch(
            first,
            Array.from({ length: BATCH }, (_, index) => ofSeq(first + index)),
          ),
        );
      }
      // The index is complete: a record that is removed before it is indexed is like one that was never there.
      await store.audit.query({ actor }, null, 1, rowsOf());
      await store.removeRecords(GONE);
    });
    afterAll(() => store.close());

    async function pages(filter: AuditFilter, limit: number) {
      const [found, missing]: [number[], number[]] = [[], []];
      for (let before: number | null = null; ; ) {
        const scan = await store.audit.query(filter, before, limit, rowsOf(2_000));
        found.push(...scan.records.map(({ seq }) => seq));
        missing.push(...scan.missing);
        if (scan.next === null) return { found, missing };
        before = scan.next;
      }
    }
    const kept = Array.from({ length: RECORDS }, (_, index) => RECORDS - index).filter((seq) => !GONE.includes(seq));

    it('tells of them in a query with a filter, and finds all others', async () => {
      expect(await pages({ actor }, 100)).toEqual({ found: kept, missing: GONE });
      expect(await pages({ actor, fromSeq: 6 }, 7)).toEqual({
        found: kept.filter((seq) => seq > 6),
        missing: GONE.filter((seq) => seq > 5),
      });
    });

    it('tells of them also if nothing else matches', async () => {
      const { found, missing } = await pages({ actor, requestId: other }, 100);
      expect({ found, missing }).toEqual({ found: [], missing: GONE });
    });

    it('tells of an open intent among them', async () => {
      expect(await openIn(store)).toEqual(['Record 1200 is missing.']);
    });

    it('reads on behind them', async () => {
      const from = async (seq: number) => (await store.audit.read(seq, 3)).map((record) => record.seq);
      expect([await from(4), await from(5), await from(1_098)]).toEqual([
        [4, 7, 8],
        [7, 8, 9],
        [1_098, 1_101, 1_102],
      ]);
    });
  });

  describe(`An AuditLog on ${name} in which somebody replaced records`, () => {
    const LEAVES = [
      '"no leaf"',
      '17',
      'null',
      '[]',
      '{"v":2,"seq":3}',
      '{"v":2,"actor_id":{"a":1},"at":7,"outcome":[]}',
    ];
    const actor = newId();

    it('reads, finds, indexes, erases and settles all others', async () => {
      const store = await open();
      const { audit } = store;
      const opened = { actor_id: actor, outcome: 'allowed' as const };
      await audit.append(aBatch(1, [{}, ...LEAVES.map(() => opened), opened]));
      for (const [index, leaf] of LEAVES.entries()) await store.replaceRecord(index + 2, leaf);
      const last = LEAVES.length + 2;
      expect((await audit.follow(0, () => true)).head).toBe(last);
      expect((await audit.read(1, 100)).map(({ seq }) => seq)).toHaveLength(last);
      expect((await audit.query({}, null, 100, rowsOf())).records).toHaveLength(last);
      expect((await audit.query({ actor }, null, 100, rowsOf())).records.map(({ seq }) => seq)).toEqual([last]);
      expect((await openIn(store)).filter((one) => typeof one === 'number')).toEqual([last]);
      for (let first = last + 1; first < 2_200; first += 250) {
        await audit.append(
          aBatch(
            first,
            Array.from({ length: 250 }, () => ({ actor_id: actor })),
          ),
        );
      }
      await store.replaceRecord(1, '{"v":2,"seq":1}', '"no values"');
      expect((await audit.read(1, 1))[0]).toMatchObject({ seq: 1, personal: {}, unreadable: true });
      const page = await audit.query({ actor, to: '2100-01-01T00:00:00.000Z' }, null, 5_000, rowsOf());
      const head = await audit.head();
      expect(page.records).toHaveLength(head - last + 1);
      let erased = 0;
      for (let after: number | null = 0; after !== null; ) {
        const step: { last: number | null; erased: number } = await audit.erasePersonal(actor, after, 1_000);
        erased += step.erased;
        after = step.last;
      }
      expect(erased).toBe(head - last + 1);
      await store.close();
    });

    it.each(['request_id', 'action', 'resource_type', 'resource_id'] as const)(
      'takes an open intent for lost whose record names another %s than when it was written',
      async (field) => {
        const store = await open();
        const opened = { outcome: 'allowed' as const };
        const batch = aBatch(1, [opened, opened]);
        await store.audit.append(batch);
        expect(await openIn(store)).toEqual([1, 2]);
        const leaf = JSON.parse(batch.records[0]?.leaf ?? '');
        const others = { action: 'user:write', resource_type: 'user', resource_id: newId(), request_id: newId() };
        await store.replaceRecord(1, JSON.stringify({ ...leaf, [field]: others[field] }));
        const lost = 'Record 1 and its index differ in the request, the action or the object.';
        expect(await openIn(store)).toEqual([lost, 2]);
        await store.replaceRecord(1, JSON.stringify({ ...leaf, at: '2026-11-22T09:30:00.001Z' }));
        expect(await openIn(store)).toEqual([1, 2]);
        await store.close();
      },
    );

    it('tells which open intents are lost', async () => {
      const store = await open();
      const opened = { outcome: 'allowed' as const };
      await store.audit.append(aBatch(1, [...LEAVES.map(() => opened), opened]));
      const last = LEAVES.length + 1;
      expect(await openIn(store)).toHaveLength(last);
      for (const [index, leaf] of LEAVES.entries()) await store.replaceRecord(index + 1, leaf);
      const lost = LEAVES.map((_, index) => `Record ${index + 1} cannot be read.`);
      expect(await openIn(store)).toEqual([...lost, last]);
      expect(await openIn(store, 1)).toEqual(lost.slice(0, 1));
      await store.close();
    });
  });
}
