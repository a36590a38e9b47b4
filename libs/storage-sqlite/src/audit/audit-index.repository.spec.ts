import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { aRecord, batchOf, copiesOf, rowsOf } from '#audit/testing';
import { newId } from '#kernel';
import { ManualClock } from '#kernel/testing';
import type { StorePorts } from '#storage';
import { openSqliteStore } from '../open-store.js';
import { SEGMENT_RECORDS } from './audit-index.schema.js';

const GONE = 1_500;
const actor = newId();

describe('the index of the audit log on SQLite', () => {
  let folder: string;
  let file: string;
  let store: StorePorts;
  const open = async () => {
    store = await openSqliteStore({ file, clock: new ManualClock() });
  };
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-index-'));
    file = join(folder, 'coffer.db');
    await open();
  });
  afterEach(async () => {
    await store.engine.close();
    rmSync(folder, { recursive: true });
  });

  async function appendUpTo(last: number): Promise<void> {
    const template = aRecord(1, { actor_id: actor });
    for (let first = (await store.audit.head()) + 1; first <= last; first += 250) {
      await store.audit.append(batchOf(first, copiesOf(template, first, Math.min(250, last - first + 1))));
    }
  }
  function alter(sql: string): void {
    const database = new DatabaseSync(file, { timeout: 10_000 });
    const triggers = database.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").all();
    for (const { name } of triggers) database.exec(`DROP TRIGGER ${name}`);
    database.exec(sql);
    for (const trigger of triggers) database.exec(String(trigger.sql));
    database.close();
  }

  async function indexed(segments: readonly number[]): Promise<void> {
    const database = new DatabaseSync(file, { readOnly: true });
    const found = () => database.prepare('SELECT segment FROM audit_segments ORDER BY segment').all();
    const newest = segments.at(-1);
    while (found().at(-1)?.segment !== newest || found().length < segments.length) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const seen = found().map(({ segment }) => segment);
    database.close();
    expect(seen).toEqual(segments);
  }

  async function found(): Promise<number[]> {
    const seqs: number[] = [];
    for (let before: number | null = null; ; ) {
      const { records, next } = await store.audit.query({ actor }, before, 500, rowsOf());
      seqs.push(...records.map(({ seq }) => seq));
      if (next === null) return seqs.reverse();
      before = next;
    }
  }

  async function erased(): Promise<number> {
    let sum = 0;
    for (let after: number | null = 0; after !== null; ) {
      const page: { last: number | null; erased: number } = await store.audit.erasePersonal(actor, after, 1_000);
      sum += page.erased;
      after = page.last;
    }
    return sum;
  }

  const head = 3 * SEGMENT_RECORDS + 10;
  const others = Array.from({ length: head }, (_, index) => index + 1).filter((seq) => seq !== GONE);

  it('has all other records of a segment, if one was removed before the segment was indexed', async () => {
    await appendUpTo(1_600);
    alter(`DELETE FROM audit_log WHERE seq = ${GONE}`);
    await appendUpTo(head);
    await indexed([0, 1, 2]);
    expect(await found()).toEqual(others);
    expect((await store.audit.query({}, GONE + 2, 3, rowsOf())).missing).toEqual([GONE]);
    expect(await store.audit.seek({}, 1_300)).toBe(1_300);
    expect(await erased()).toBe(others.length);
  });

  it('gets a segment that an older build left out', async () => {
    await appendUpTo(head - 1);
    await indexed([0, 1, 2]);
    alter(`DELETE FROM audit_log WHERE seq = ${GONE};
      DELETE FROM audit_segments WHERE segment = 1; DELETE FROM audit_terms WHERE segment = 1`);
    expect(await store.audit.seek({}, 1_300)).toBe(1_300);
    await store.engine.close();
    await open();
    await appendUpTo(head);
    await indexed([0, 1, 2]);
    expect(await found()).toEqual(others);
    expect(await erased()).toBe(others.length);
  });
});
