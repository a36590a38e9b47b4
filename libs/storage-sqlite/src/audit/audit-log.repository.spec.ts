import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { AuditFilter } from '#audit';
import { aBatch, aRecord, batchOf, type LeafOverrides, rowsOf } from '#audit/testing';
import { newId } from '#kernel';
import { ManualClock } from '#kernel/testing';
import type { StorePorts } from '#storage';
import { openDatabase } from '../engine/database.js';
import { MIGRATIONS } from '../migrations.js';
import { openSqliteStore } from '../open-store.js';
import { SEGMENT_RECORDS } from './audit-index.schema.js';

describe('the audit log on SQLite', () => {
  let folder: string;
  let file: string;
  let store: StorePorts;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-audit-'));
    file = join(folder, 'coffer.db');
    store = await openSqliteStore({ file, clock: new ManualClock() });
  });
  afterEach(async () => {
    await store.engine.close();
    rmSync(folder, { recursive: true });
  });

  it('does not write a batch beyond the head, which would leave a gap', async () => {
    await store.audit.append(aBatch(1));
    await expect(store.audit.append(aBatch(3))).rejects.toThrow('does not follow the head');
    expect(await store.audit.head()).toBe(1);
  });

  it('does not write a batch whose numbers are not consecutive', async () => {
    const batch = batchOf(1, [aRecord(1), aRecord(3)]);
    await expect(store.audit.append(batch)).rejects.toThrow('not consecutive');
    expect(await store.audit.head()).toBe(0);
  });

  it('does not let any program that opens the file change or delete a leaf', async () => {
    const batch = aBatch(1, [{}, {}]);
    await store.audit.append(batch);
    const other = new DatabaseSync(file, { timeout: 1000 });
    expect(() => other.exec("UPDATE audit_log SET leaf = '{}'")).toThrow('only appended to');
    expect(() => other.exec('UPDATE audit_log SET seq = 9 WHERE seq = 2')).toThrow('only appended to');
    expect(() => other.exec('DELETE FROM audit_log')).toThrow('only appended to');
    const replace = "REPLACE INTO audit_log (seq, leaf, personal) VALUES (2, '{}', '{}')";
    expect(() => other.exec(replace)).toThrow('only appended to');
    other.close();
    expect(await store.audit.read(1, 10)).toEqual(batch.records);
  });

  it('finds the decisions and credentials of what an older build has indexed without them', async () => {
    const older = join(folder, 'older.db');
    const database = await openDatabase({ file: older, clock: new ManualClock() }, MIGRATIONS.slice(0, 7));
    await database.writer.close();
    database.reader.close();
    const rows = Array.from({ length: SEGMENT_RECORDS + 10 }, (_, index) => {
      const refused = index % 100 === 7;
      const decision_id = refused ? `decision-${index + 1}` : null;
      const credential = refused ? `session-${index + 1}` : 'another';
      return aRecord(index + 1, { outcome: refused ? 'denied' : 'succeeded', decision_id, credential, personal: {} });
    });
    const raw = new DatabaseSync(older);
    const insert = raw.prepare("INSERT INTO audit_log (seq, leaf, personal) VALUES (?, ?, '{}')");
    for (const { seq, leaf } of rows) insert.run(seq, leaf);
    raw.exec(`INSERT INTO audit_segments VALUES (0, '2026-01-01', '2026-12-31');
      INSERT INTO audit_terms SELECT 0, 'outcome', outcome, seq FROM audit_log WHERE seq <= ${SEGMENT_RECORDS}`);
    raw.close();
    const migrated = await openSqliteStore({ file: older, clock: new ManualClock() });
    for (const seq of [8, 908, 1_008]) {
      const { records } = await migrated.audit.query({ decisionId: `decision-${seq}` }, null, 10, rowsOf());
      expect(records.map((record) => record.seq)).toEqual([seq]);
      for (const more of [{}, { outcome: 'denied' as const }]) {
        const found = await migrated.audit.query({ credential: `session-${seq}`, ...more }, null, 10, rowsOf());
        expect(found.records.map((record) => record.seq)).toEqual([seq]);
      }
    }
    await migrated.engine.close();
  });

  it('does not let any program change what an erasure leaves', async () => {
    await store.audit.append(aBatch(1, [{ lasting: { resource_name: 'prod/db' } }]));
    const other = new DatabaseSync(file, { timeout: 1000 });
    expect(() => other.exec("UPDATE audit_log SET lasting = '{}'")).toThrow('only appended to');
    other.close();
  });

  describe('with more records than one segment of the index', () => {
    const people = [newId(), newId(), newId()];
    const rare = newId();
    const total = 3 * SEGMENT_RECORDS + 100;

    function leafOf(seq: number): LeafOverrides {
      return {
        at: new Date(1_790_000_000_000 + seq * 1000).toISOString(),
        actor_id: people[seq % 3] ?? null,
        resource_id: seq === 5 || seq === SEGMENT_RECORDS || seq === total ? rare : newId(),
        lasting: seq % 7 === 0 ? { resource_name: 'prod/named' } : {},
        decision_id: seq % 10 === 0 ? `decision-${seq}` : null,
        outcome: seq % 10 === 0 ? 'denied' : 'succeeded',
        personal: { ip: seq % 4 === 0 ? '198.51.100.4' : '192.0.2.1' },
      };
    }
    const everything = () => Array.from({ length: total }, (_, index) => total - index);
    const at = (seq: number) => new Date(1_790_000_000_000 + seq * 1000).toISOString();
    const segments = () => {
      const db = new DatabaseSync(file, { readOnly: true });
      const count = Number(db.prepare('SELECT count(*) AS n FROM audit_segments').get()?.n);
      db.close();
      return count;
    };

    beforeEach(async () => {
      for (let first = 1; first <= total; first += 256) {
        const length = Math.min(256, total - first + 1);
        await store.audit.append(
          aBatch(
            first,
            Array.from({ length }, (_, index) => leafOf(first + index)),
          ),
        );
      }
      while (segments() < 3) await new Promise((resolve) => setTimeout(resolve, 10));
    });

    it('finds with the index exactly the records that a full scan finds', async () => {
      const cases: [AuditFilter, (seq: number) => boolean][] = [
        [{}, () => true],
        [{ actor: people[1] }, (seq) => seq % 3 === 1],
        [{ resource: rare }, (seq) => [5, SEGMENT_RECORDS, total].includes(seq)],
        [{ resource: 'prod/named' }, (seq) => seq % 7 === 0],
        [{ resource: 'prod/named', actor: people[1] }, (seq) => seq % 21 === 7],
        [{ decisionId: 'decision-1500' }, (seq) => seq === 1500],
        [{ outcome: 'denied', actor: people[2] }, (seq) => seq % 10 === 0 && seq % 3 === 2],
        [{ ip: '198.51.100.4', outcome: 'denied', action: 'secret:reveal' }, (seq) => seq % 20 === 0],
        [{ from: at(1000), to: at(2100) }, (seq) => seq >= 1000 && seq < 2100],
        [{ from: at(2000), actor: people[0] }, (seq) => seq >= 2000 && seq % 3 === 0],
        [{ to: at(3) }, (seq) => seq < 3],
        [{ action: 'user:write' }, () => false],
      ];
      for (const [filter, expected] of cases) {
        const found: number[] = [];
        for (let before: number | null = null; ; ) {
          const { records, next } = await store.audit.query(filter, before, 700, rowsOf());
          found.push(...records.map(({ seq }) => seq));
          if (next === null) break;
          before = next;
        }
        expect(found).toEqual(everything().filter(expected));
      }
    });

    it.each<[string, AuditFilter, number]>([
      ['an absent action', { outcome: 'succeeded', action: 'user:delete' }, 64],
      ['an absent address', { outcome: 'succeeded', action: 'secret:reveal', ip: '192.0.2.99' }, 128],
      ['an absent path', { outcome: 'succeeded', action: 'secret:reveal', resource: 'prod/none' }, 128],
      ['a rare resource', { outcome: 'succeeded', action: 'secret:reveal', resource: rare }, 129],
    ])('is driven by the rarest term: %s beside frequent ones [R99]', async (_, filter, counted) => {
      const budget = rowsOf(10_000);
      expect((await store.audit.query(filter, null, 10, budget)).next).toBeNull();
      // All newer records, one row for each segment, and in each the counts of its terms up to 64.
      expect(budget.examined).toBeLessThanOrEqual(100 + 3 * (1 + counted + 2));
    });

    it('looks at no more than its budget and one step, although two frequent terms have no record in common [R99]', async () => {
      const filter: AuditFilter = { outcome: 'denied', ip: '192.0.2.1', actor: people[0], to: at(10_000) };
      const missing = { ...filter, outcome: 'succeeded', action: 'user:delete' } as const;
      for (const one of [filter, missing]) {
        const budget = rowsOf(500);
        await store.audit.query(one, null, 5_000, budget);
        expect(budget.examined).toBeLessThanOrEqual(500 + SEGMENT_RECORDS + 4 * 64);
      }
    });

    it('erases indexed and other records, page by page, and leaves none of their addresses in the index', async () => {
      const [leaver] = people;
      let erased = 0;
      for (let after: number | null = 0; after !== null; ) {
        const page: { last: number | null; erased: number } = await store.audit.erasePersonal(leaver ?? '', after, 500);
        erased += page.erased;
        after = page.last;
      }
      expect(erased).toBe(everything().filter((seq) => seq % 3 === 0).length);
      const other = new DatabaseSync(file, { readOnly: true });
      const left = other.prepare("SELECT count(*) AS n FROM audit_terms WHERE field = 'ip' AND seq % 3 = 0").get();
      const kept = other.prepare("SELECT count(*) AS n FROM audit_terms WHERE field = 'ip'").get();
      other.close();
      expect(left?.n).toBe(0);
      expect(kept?.n).toBe(3 * SEGMENT_RECORDS - SEGMENT_RECORDS);
      const found = await store.audit.query({ ip: '198.51.100.4' }, 17, 10, rowsOf(10_000));
      expect(found.records.map(({ seq }) => seq)).toEqual([16, 8, 4]);
      const none = await store.audit.query({ ip: '198.51.100.4', actor: leaver }, null, 10, rowsOf(10_000));
      expect(none).toEqual({ records: [], missing: [], next: null, archivedBefore: null });
    });
  });
});
