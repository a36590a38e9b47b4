import type { AuditFilter, AuditLog } from '#audit';
import { aBatch, type LeafOverrides, rowsOf } from '#audit/testing';
import { newId } from '#kernel';
import type { OpenStore, StoreUnderTest } from '#storage/testing';
import { Dice } from '../../factories/dice.js';

/** More than three segments of SQLite's index, and more than MongoDB's first window. */
const RECORDS = 3_300;
const BATCH = 256;
const CASES = 60;
/** The numbers of one window of an export. It fits neither engine's own steps. */
const WINDOW = 300;

const START = Date.UTC(2030, 0, 1);
const ACTORS = [newId(), newId(), newId()];
const RESOURCES = [newId(), newId(), newId(), newId()];
const ACTIONS = ['secret:reveal', 'secret:write', 'user:delete'] as const;
const OUTCOMES = ['succeeded', 'failed', 'denied'] as const;
const NAMES = ['prod/a', 'prod/b', 'prod/c'];
const DECISIONS = [newId(), newId()];
const CREDENTIALS = [newId(), newId()];
const ADDRESSES = ['192.0.2.1', '198.51.100.4', '2001:db8::7'];

function timeOf(seq: number): string {
  return new Date(START + seq * 1_000).toISOString();
}

/** Common and rare values in each field; two clocks that differ by 20 minutes; groups with values of their own. */
function aLog(random: () => number): LeafOverrides[] {
  const one = <T>(values: readonly T[]): T => values[Math.floor(random() ** 4 * values.length)] as T;
  const requests = Array.from({ length: 40 }, () => newId());
  return Array.from({ length: RECORDS }, (_, index) => ({
    at: timeOf(index + 1 + (random() < 0.3 ? 1_200 : 0)),
    actor_id: random() < 0.1 ? null : one(ACTORS),
    resource_id: index < 700 ? newId() : one(RESOURCES),
    action: index % 2 === 0 ? 'secret:reveal' : one(ACTIONS),
    outcome: index % 2 === 0 ? 'succeeded' : one(OUTCOMES),
    request_id: one(requests),
    decision_id: random() < 0.1 ? one(DECISIONS) : null,
    credential: random() < 0.7 ? one(CREDENTIALS) : null,
    lasting: random() < 0.5 ? {} : { resource_name: one(NAMES) },
    personal: random() < 0.2 ? {} : { ip: one(ADDRESSES) },
  }));
}

/** Written apart from the stores and from the log in memory. */
function naive(log: readonly LeafOverrides[], filter: AuditFilter): number[] {
  const found: number[] = [];
  log.forEach((leaf, index) => {
    const same =
      (filter.actor === undefined || leaf.actor_id === filter.actor) &&
      (filter.action === undefined || leaf.action === filter.action) &&
      (filter.resource === undefined || [leaf.resource_id, leaf.lasting?.resource_name].includes(filter.resource)) &&
      (filter.outcome === undefined || leaf.outcome === filter.outcome) &&
      (filter.ip === undefined || leaf.personal?.ip === filter.ip) &&
      (filter.requestId === undefined || leaf.request_id === filter.requestId) &&
      (filter.decisionId === undefined || leaf.decision_id === filter.decisionId) &&
      (filter.credential === undefined || leaf.credential === filter.credential);
    const { at = '' } = leaf;
    if (index + 1 < (filter.fromSeq ?? 1)) return;
    if (same && at >= (filter.from ?? '') && (filter.to === undefined || at < filter.to)) found.unshift(index + 1);
  });
  return found;
}

function aFilter(log: readonly LeafOverrides[], random: () => number): AuditFilter {
  const sample = log[Math.floor(random() * log.length)] ?? {};
  const other = log[Math.floor(random() * log.length)] ?? {};
  const asked = <T>(value: T, share: number): T | undefined => (random() < share ? value : undefined);
  return {
    actor: asked(sample.actor_id ?? undefined, 0.4),
    action: asked(other.action, 0.4),
    resource: asked((random() < 0.5 ? sample.resource_id : other.lasting?.resource_name) ?? undefined, 0.35),
    decisionId: asked(sample.decision_id ?? undefined, 0.5),
    credential: asked(sample.credential ?? undefined, 0.4),
    outcome: asked(sample.outcome, 0.4),
    ip: asked(other.personal?.ip, 0.3),
    requestId: asked(sample.request_id, 0.15),
    fromSeq: asked(1 + Math.floor(random() * RECORDS), 0.2),
    from: asked(timeOf(random() * RECORDS), 0.3),
    to: asked(timeOf(random() * RECORDS), 0.3),
  };
}

async function pages(log: AuditLog, filter: AuditFilter, limit: number, rows: number): Promise<number[]> {
  const found: number[] = [];
  for (let before: number | null = null; ; ) {
    const { records, next } = await log.query(filter, before, limit, rowsOf(rows));
    expect(records.length).toBeLessThanOrEqual(limit);
    found.push(...records.map(({ seq }) => seq));
    if (next === null) return found;
    expect(next).toBeLessThan(before ?? Number.POSITIVE_INFINITY);
    before = next;
  }
}

/** What one query without an end finds below `before`, the oldest first, and how many rows it says it has looked at. */
async function examinedIn(log: AuditLog, filter: AuditFilter, before: number) {
  const budget = rowsOf();
  const { records, next } = await log.query(filter, before, RECORDS, budget);
  expect(next).toBeNull();
  return { seqs: records.map(({ seq }) => seq).reverse(), examined: budget.examined };
}

export function describeAuditScanContract(name: string, open: OpenStore): void {
  describe(`Queries of a long AuditLog on ${name}`, () => {
    const dice = new Dice(4_711);
    const random = () => dice.fraction();
    const log = aLog(random);
    let store: StoreUnderTest;
    beforeAll(async () => {
      store = await open();
      for (let first = 1; first <= RECORDS; first += BATCH) {
        await store.audit.append(aBatch(first, log.slice(first - 1, first - 1 + BATCH)));
      }
    });
    afterAll(() => store.close());

    it('find in parts, with any budget and any limit, exactly what a full scan finds [R99]', async () => {
      for (let turn = 0; turn < CASES; turn += 1) {
        const filter = aFilter(log, random);
        const limit = [1, 7, 50, 200][turn % 4] as number;
        const rows = [1, 300, 2_000, Number.POSITIVE_INFINITY][Math.floor(turn / 4) % 4] as number;
        const expected = naive(log, filter);
        // Pages of one record each are enough for a hundred.
        const size = expected.length > 100 ? Math.max(limit, 50) : limit;
        const found = await pages(store.audit, filter, size, rows);
        expect({ filter, size, rows, found }).toEqual({ filter, size, rows, found: expected });
      }
    });

    it('look at no more rows below `fromSeq`, so an export in windows looks at each record once', async () => {
      const [actor] = ACTORS;
      const frequent = { actor, action: 'secret:reveal' };
      const rare = { resource: log[5]?.resource_id ?? undefined };
      for (const filter of [frequent, rare, { ...rare, ...frequent }]) {
        const found: number[] = [];
        let examined = 0;
        for (let low = 1; low <= RECORDS; low += WINDOW) {
          const part = await examinedIn(store.audit, { ...filter, fromSeq: low }, low + WINDOW);
          expect(part.examined).toBeLessThanOrEqual(3 * WINDOW);
          examined += part.examined;
          found.push(...part.seqs);
        }
        expect(found).toEqual(naive(log, filter).reverse());
        expect(examined).toBeLessThanOrEqual(3 * RECORDS);
      }
    });

    it('seek the first number from which on a record in the times may be', async () => {
      for (let turn = 0; turn < CASES; turn += 1) {
        const { from, to } = aFilter(log, random);
        const start = 1 + Math.floor(random() * RECORDS);
        const first = naive(log, { from, to }).findLast((seq) => seq >= start) ?? null;
        const found = await store.audit.seek({ from, to }, start);
        if (found === null) expect(first).toBeNull();
        else expect(found).toBeGreaterThanOrEqual(start);
        if (first !== null) expect(found).toBeLessThanOrEqual(first);
      }
      expect(await store.audit.seek({}, RECORDS + 1)).toBeNull();
      expect(await store.audit.seek({}, RECORDS)).toBe(RECORDS);
    });
  });
}
