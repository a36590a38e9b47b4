import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { newId, StartError } from '#kernel';
import { codeOf, ManualClock } from '#kernel/testing';
import { aSecret } from '#secrets/testing';
import { openSqliteStore } from '../open-store.js';
import { openDatabase } from './database.js';

const PAGE = 4_096;

describe('failures of the file', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-failures-'));
    file = join(folder, 'coffer.db');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function open(warnings: string[], clock = new ManualClock()) {
    return openSqliteStore({ file, clock, onWarn: (message) => warnings.push(message) });
  }

  /** A store with 200 secrets whose rows fill many pages. Returns their ids. */
  async function filled(): Promise<string[]> {
    const store = await open([]);
    const ids: string[] = [];
    for (let at = 0; at < 200; at++) {
      const secret = { ...aSecret(), id: newId(), path: `a/${at}`, description: 'x'.repeat(400) };
      await store.secrets.heads.insert(secret, newId());
      ids.push(secret.id);
    }
    await store.engine.close();
    return ids;
  }

  /** Overwrites a page that holds rows of secrets, and no other table. */
  function damage(): void {
    const db = new DatabaseSync(file, { readOnly: true });
    const [first] = db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'secrets'").all();
    db.close();
    const handle = openSync(file, 'r+');
    writeSync(handle, Buffer.alloc(PAGE, 0xff), 0, PAGE, (Number(first?.rootpage) - 1) * PAGE);
    closeSync(handle);
    expect(statSync(file).size).toBeGreaterThan(20 * PAGE);
  }

  it('have a code of their own where a page is damaged, are logged once a minute, and end the readiness', async () => {
    const [id = ''] = await filled();
    damage();
    const warnings: string[] = [];
    const clock = new ManualClock();
    const store = await open(warnings, clock);
    await store.engine.check();
    expect(await codeOf(store.secrets.heads.load(id))).toBe('store_damaged');
    expect(await codeOf(store.secrets.heads.load(id))).toBe('store_damaged');
    expect(await codeOf(store.engine.check())).toBe('store_damaged');
    expect(warnings).toEqual([expect.stringMatching(/^a read failed: .*database disk image is malformed$/)]);
    clock.at += 60_000;
    expect(await codeOf(store.secrets.heads.load(id))).toBe('store_damaged');
    expect(warnings).toHaveLength(2);
    const late = { ...aSecret(), id: newId(), path: 'a/late' };
    expect(await codeOf(store.secrets.heads.insert(late, newId()))).toBe('store_damaged');
    expect(warnings.at(-1)).toBe('a write was unavailable: database disk image is malformed');
    await store.engine.close();
  });

  it.each([
    [
      'is no database',
      () => writeFileSync(file, 'x'.repeat(8_192)),
      /file is not a database.*restore it from a backup/,
    ],
    ['is a folder', () => mkdirSync(file), /EISDIR/],
    ['belongs to another program', () => new DatabaseSync(file).exec('CREATE TABLE t (a)'), /not one of Coffer/],
  ])('while it opens name the file and the cause when it %s', async (_, prepare, expected) => {
    prepare();
    const refused = await openDatabase({ file, clock: new ManualClock() }, ['CREATE TABLE a (b)']).catch(
      (error: unknown) => error,
    );
    expect(refused).toBeInstanceOf(StartError);
    expect(String(refused)).toMatch(/DATA_DIR\/coffer\.db does not open: /);
    expect(String(refused)).toMatch(expected);
  });
});
