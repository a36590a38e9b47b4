import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { AuditFilter } from '#audit';
import { aBatch, rowsOf } from '#audit/testing';
import { newId } from '#kernel';
import { ManualClock } from '#kernel/testing';
import type { StorePorts } from '#storage';
import { openSqliteStore } from '../open-store.js';
import { ERASURE_READS } from './audit-erasure.repository.js';

const ADDRESS = '2001:db8:4711::4712';
const BROWSER = 'Mozilla/5.0 (a browser that nobody else has)';

describe('the erasure of personal values on SQLite', () => {
  const leaver = newId();
  let folder: string;
  let file: string;
  let store: StorePorts;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-erasure-'));
    file = join(folder, 'coffer.db');
    store = await openSqliteStore({ file, clock: new ManualClock() });
  });
  afterEach(async () => {
    await store.engine.close();
    rmSync(folder, { recursive: true });
  });

  /** Appends `batches` batches of 100 records, alternately of the leaver and of others. */
  async function append(batches: number): Promise<void> {
    const head = await store.audit.head();
    const personal = { ip: ADDRESS, user_agent: BROWSER };
    const pair = [{ actor_id: leaver, personal }, { personal: { actor_name: 'somebody who stays' } }];
    const leaves = Array.from({ length: 50 }, () => pair).flat();
    for (let turn = 0; turn < batches; turn += 1) await store.audit.append(aBatch(head + 1 + 100 * turn, leaves));
  }

  async function query(filter: AuditFilter) {
    return (await store.audit.query(filter, null, 1000, rowsOf())).records;
  }

  async function erase(): Promise<void> {
    for (let after: number | null = 0; after !== null; ) {
      after = (await store.audit.erasePersonal(leaver, after, 1000)).last;
    }
  }

  it('is the only change that the file allows: no program can set a personal value or remove a part of them', async () => {
    await append(1);
    await store.audit.erasePersonal(leaver, 0, 1);
    const before = await store.audit.read(1, 10);
    const other = new DatabaseSync(file, { timeout: 1000 });
    for (const personal of [`'{"ip":null}'`, `'{"ip":{"salt":"","value":"192.0.2.1"}}'`, "'{ }'", 'NULL']) {
      for (const seq of [1, 2]) {
        const change = `UPDATE OR REPLACE audit_log SET personal = ${personal} WHERE seq = ${seq}`;
        expect(() => other.exec(change)).toThrow(/only erased|NOT NULL/);
      }
    }
    expect(() => other.exec("UPDATE audit_log SET personal = '{}', leaf = '{}' WHERE seq = 2")).toThrow(
      'only appended',
    );
    other.close();
    expect(await store.audit.read(1, 10)).toEqual(before);
  });

  it('leaves no byte of an address, a browser or their salts in the file, also after a restart', async () => {
    await append(14);
    const salts = (await store.audit.read(1, 1400)).flatMap(({ personal }) => personal.ip?.salt ?? []);
    const missing = (texts: string[], bytes = readFileSync(file)) => texts.filter((text) => !bytes.includes(text));
    const theirs = [ADDRESS, BROWSER, ...salts];
    await store.engine.close();
    expect(missing(theirs)).toEqual([]);

    store = await openSqliteStore({ file, clock: new ManualClock() });
    await erase();
    await store.engine.close();
    expect(existsSync(`${file}-wal`)).toBe(false);
    expect(missing(theirs)).toEqual(theirs);
    expect(missing(['somebody who stays'])).toEqual([]);

    store = await openSqliteStore({ file, clock: new ManualClock() });
    expect((await query({ ip: ADDRESS })).length).toBe(0);
    expect((await query({ actor: leaver })).every(({ personal }) => !personal.ip)).toBe(true);
    expect(await store.audit.head()).toBe(1400);
  });

  it('walks the index and the newer records in order, and sorts nothing', () => {
    const database = new DatabaseSync(file, { readOnly: true });
    const planOf = (sql: string) =>
      database
        .prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .all()
        .map(({ detail }) => String(detail));
    expect(planOf(ERASURE_READS.older)).toEqual([
      'SEARCH segments USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)',
      'SEARCH terms USING PRIMARY KEY (segment=? AND field=? AND value=? AND seq>?)',
      'SEARCH log USING INTEGER PRIMARY KEY (rowid=?)',
    ]);
    expect(planOf(ERASURE_READS.newer)).toEqual(['SEARCH log USING INTEGER PRIMARY KEY (rowid>?)']);
    database.close();
  });
});
