import { setTimeout as pause } from 'node:timers/promises';
import { type AuditLog, type StoredRecord } from '#audit';
import {
  aBatch,
  LASTING_FIELDS,
  type LeafOverrides,
  PERSONAL_FIELDS,
  parseLeaf,
  toRecord,
  verifyDisclosure,
} from '#audit/testing';
import { newId } from '#kernel';
import type { StoreUnderTest } from '#storage/testing';
import { appendNext, recordsOf, seqsOf } from './audit-log-calls.js';

/** Every personal value that a record can have beside it. */
const EVERYTHING = {
  actor_name: 'grace',
  ip: '203.0.113.77',
  user_agent: 'Mozilla/5.0 (grace)',
  access_reason: 'ticket 4711',
  decision_reason: 'allow:grace',
} as const;

/** Erases page after page; resolves to how many records were erased and looked at. */
async function eraseAll(
  log: AuditLog,
  actor: string,
  limit = 100,
): Promise<{ erased: number; pages: (number | null)[] }> {
  const pages: (number | null)[] = [];
  let erased = 0;
  for (let after: number | null = 0; after !== null; ) {
    const page: { last: number | null; erased: number } = await log.erasePersonal(actor, after, limit);
    erased += page.erased;
    after = page.last;
    pages.push(after);
  }
  return { erased, pages };
}

async function everyRecord(log: AuditLog, from: number): Promise<StoredRecord[]> {
  const records: StoredRecord[] = [];
  for (;;) {
    const page = await log.read(from + records.length, 500);
    if (page.length === 0) return records;
    records.push(...page);
  }
}

/** The records as they were, those of `actor` without what stood beside them. */
function withoutThoseOf(actor: string, records: readonly StoredRecord[]): StoredRecord[] {
  return records.map((record) => (parseLeaf(record.leaf).actor_id === actor ? { ...record, personal: {} } : record));
}

export function describeErasure(store: () => StoreUnderTest): void {
  const [grace, other] = [newId(), newId()];
  const fresh = (): LeafOverrides[] => [
    { actor_id: grace, personal: EVERYTHING, lasting: { resource_name: 'prod/of-grace', changes: '[]' } },
    { actor_id: other, personal: EVERYTHING },
    { actor_id: null, personal: EVERYTHING },
    { actor_id: grace, personal: {}, outcome: 'allowed' },
    { actor_id: other, resource_id: grace, personal: { ip: '192.0.2.200', actor_name: 'grace' } },
    { actor_id: grace, personal: { ip: '203.0.113.78' } },
  ];
  let first = 0;
  let before: StoredRecord[] = [];
  beforeAll(async () => {
    first = await appendNext(store().audit, fresh());
    await appendNext(store().audit, fresh());
    before = await everyRecord(store().audit, 1);
  });

  it('erases nothing for an account without records, nor by a part of an id, a name or an empty id', async () => {
    for (const actor of [newId(), grace.slice(0, -1), grace.toUpperCase(), 'grace', 'null', '']) {
      expect(await store().audit.erasePersonal(actor, 0, 100)).toEqual({ last: null, erased: 0 });
    }
    expect(await everyRecord(store().audit, 1)).toEqual(before);
  });

  it('erases only records after the given number, at most as many as asked for', async () => {
    const { audit } = store();
    expect(await audit.erasePersonal(grace, first, 2)).toEqual({ last: first + 5, erased: 1 });
    expect(await everyRecord(audit, first)).toEqual(
      before.slice(first - 1).map((record) => (record.seq === first + 5 ? { ...record, personal: {} } : record)),
    );
    expect(await audit.erasePersonal(grace, first + 11, 5)).toEqual({ last: null, erased: 0 });
  });

  it('leaves every leaf byte for byte, and the values of all other accounts with their proofs', async () => {
    const { audit } = store();
    expect(await eraseAll(audit, grace, 2)).toEqual({ erased: 3, pages: [first + 3, first + 6, first + 11, null] });
    const after = await everyRecord(audit, 1);
    expect(after).toEqual(withoutThoseOf(grace, before));
    for (const { leaf, personal, lasting } of after) {
      const parsed = parseLeaf(leaf);
      for (const field of PERSONAL_FIELDS) {
        const disclosure = personal[field];
        if (disclosure) expect(verifyDisclosure(parsed, field, disclosure)).toBe(true);
      }
      for (const field of LASTING_FIELDS) {
        const disclosure = lasting[field];
        if (disclosure) expect(verifyDisclosure(parsed, field, disclosure)).toBe(true);
        expect(field in parsed.commitments).toBe(disclosure !== undefined);
      }
    }
    expect(parseLeaf(after[first - 1]?.leaf ?? '').commitments).toHaveProperty('access_reason');
  });

  it('finds no record by an erased address, and still finds the other accounts that used it', async () => {
    const { audit } = store();
    expect(await seqsOf(audit, { ip: '203.0.113.78' })).toEqual([]);
    expect(await seqsOf(audit, { ip: EVERYTHING.ip, actor: grace })).toEqual([]);
    const others = [first + 8, first + 7, first + 2, first + 1];
    expect(await seqsOf(audit, { ip: EVERYTHING.ip })).toEqual(others);
    expect(await seqsOf(audit, { ip: '192.0.2.200', resource: grace })).toEqual([first + 10, first + 4]);
  });

  it('still finds the records by the names of their objects [R131]', async () => {
    expect(await seqsOf(store().audit, { resource: 'prod/of-grace' })).toEqual([first + 6, first]);
  });

  it('still shows what was done, with only the id of who did it', async () => {
    const found = await recordsOf(store().audit, { actor: grace }, null, 100);
    expect(found.map(({ seq }) => seq)).toEqual([11, 9, 6, 5, 3, 0].map((place) => first + place));
    for (const record of found.map(toRecord)) {
      for (const field of PERSONAL_FIELDS) expect(record[field]).toBeNull();
      expect(record).toMatchObject({ actor_id: grace, action: 'secret:reveal' });
    }
    const open = (await store().audit.openIntents(1000)).map(({ seq }) => seq);
    expect(open).toEqual(expect.arrayContaining([first + 3, first + 9]));
  });

  it('may be repeated, also on another node, where it holds as well', async () => {
    const node = await store().another();
    try {
      for (const { audit } of [node, store()]) {
        expect((await eraseAll(audit, grace)).erased).toBe(0);
        expect(await everyRecord(audit, 1)).toEqual(withoutThoseOf(grace, before));
        expect(await seqsOf(audit, { ip: '203.0.113.78' })).toEqual([]);
      }
    } finally {
      await node.close();
    }
  });

  it('brings nothing back when an old batch is sent again after a lost answer [R68]', async () => {
    const { audit } = store();
    const actor = newId();
    const batch = aBatch((await audit.head()) + 1, [{ actor_id: actor, personal: { ip: '203.0.113.80' } }, {}]);
    expect(await audit.append(batch)).toBe('appended');
    expect((await eraseAll(audit, actor)).erased).toBe(1);
    expect(await audit.append(batch)).toBe('appended');
    expect((await audit.read(batch.first, 1))[0]?.personal).toEqual({});
    expect(await seqsOf(audit, { ip: '203.0.113.80' })).toEqual([]);
  });
}

export function describeErasureRaces(store: () => StoreUnderTest): void {
  it('neither loses, blocks nor changes records that two nodes append meanwhile [R70]', async () => {
    const { audit } = store();
    const start = await audit.head();
    const node = await store().another();
    const [leaver, stays] = [newId(), newId()];
    const written: StoredRecord[] = [];
    let writing = true;
    const append = async (log: AuditLog) => {
      for (let round = 0; round < 40; ) {
        const leaves = [leaver, stays, leaver].slice(0, 1 + (round % 3));
        const batch = aBatch(
          (await log.head()) + 1,
          leaves.map((actor_id) => ({ actor_id, personal: EVERYTHING })),
        );
        if ((await log.append(batch)) !== 'appended') continue;
        written.push(...batch.records);
        round += 1;
      }
    };
    const erase = async (log: AuditLog) => {
      let erased = 0;
      while (writing) {
        // Without a pause, the erasures would keep SQLite's one writer busy, and no append would get its turn.
        await pause(5);
        erased += (await eraseAll(log, leaver, 7)).erased;
      }
      return erased;
    };
    try {
      const erasing = Promise.all([erase(audit), erase(node.audit)]);
      await Promise.all([append(audit), append(node.audit)]).finally(() => {
        writing = false;
      });
      const meanwhile = await erasing;
      expect(Math.max(...meanwhile)).toBeGreaterThan(0);
      await eraseAll(audit, leaver);
      written.sort((a, b) => a.seq - b.seq);
      expect(written.map(({ seq }) => seq)).toEqual(written.map((_, index) => start + 1 + index));
      for (const log of [audit, node.audit]) {
        expect(await everyRecord(log, start + 1)).toEqual(withoutThoseOf(leaver, written));
        expect(await recordsOf(log, { ip: EVERYTHING.ip, actor: leaver }, null, 10)).toEqual([]);
      }
    } finally {
      await node.close();
    }
  });

  it('erases everything in a log that is partly indexed', async () => {
    const { audit } = store();
    const start = await audit.head();
    const actor = newId();
    for (let batch = 0; batch < 5; batch += 1) {
      await appendNext(
        audit,
        Array.from({ length: 256 }, (_, n) => (n % 4 ? {} : { actor_id: actor, personal: { ip: '203.0.113.90' } })),
      );
    }
    expect((await eraseAll(audit, actor, 100)).erased).toBe(5 * 64);
    expect(await seqsOf(audit, { ip: '203.0.113.90' }, null, 1000)).toEqual([]);
    const left = (await everyRecord(audit, start + 1)).filter(({ personal }) => personal.ip === undefined);
    expect(left).toHaveLength(5 * 64);
  });
}
