import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { aCheckpoint, aTile } from '#audit-proofs/testing';
import { PartUnavailable } from '#kernel';
import { ManualClock } from '#kernel/testing';
import type { StorePorts } from '#storage';
import { openSqliteStore } from '../open-store.js';
import { openQueryPlans, type QueryPlans } from '../testing/query-plans.js';
import { CHECKPOINT_READS } from './checkpoint.repository.js';
import { TILE_READS } from './tile.repository.js';

describe('tiles and checkpoints on SQLite', () => {
  let folder: string;
  let store: StorePorts;
  let other: DatabaseSync;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-tiles-'));
    const file = join(folder, 'coffer.db');
    store = await openSqliteStore({ file, clock: new ManualClock() });
    other = new DatabaseSync(file, { timeout: 1000 });
  });
  afterEach(async () => {
    other.close();
    await store.engine.close();
    rmSync(folder, { recursive: true });
  });

  it('let no program that opens the file change, replace or delete a tile', async () => {
    await store.tiles.add([aTile(0, 0), aTile(0, 1)]);
    const refused = {
      'UPDATE audit_tiles SET root = zeroblob(32) WHERE idx = 1': 'never changed',
      'UPDATE OR REPLACE audit_tiles SET idx = 0 WHERE idx = 1': 'never changed',
      'REPLACE INTO audit_tiles VALUES (0, 0, zeroblob(32), zeroblob(8192))': 'never changed',
      'DELETE FROM audit_tiles WHERE idx = 0': 'only tiles of archived leaves',
      'INSERT INTO audit_tiles VALUES (0, 2, zeroblob(31), zeroblob(8192))': 'CHECK',
      'INSERT INTO audit_tiles VALUES (0, 2, zeroblob(32), zeroblob(8191))': 'CHECK',
    };
    for (const [sql, reason] of Object.entries(refused)) expect(() => other.exec(sql)).toThrow(reason);
    expect(await store.tiles.tile(aTile(0, 0))).toEqual(aTile(0, 0).hashes);
  });

  it('let no program delete a tile that the tile above does not have, though its leaves are archived', async () => {
    await store.tiles.add([aTile(0, 0), aTile(0, 1)]);
    other.exec("UPDATE audit_progress SET upto = 512 WHERE name = 'archived'");
    expect(() => other.exec('DELETE FROM audit_tiles WHERE idx = 0')).toThrow('only tiles of archived leaves');
    other.exec('INSERT INTO audit_tiles VALUES (1, 0, zeroblob(32), zeroblob(8192))');
    other.exec('DELETE FROM audit_tiles WHERE level = 0 AND idx = 0');
    expect(() => other.exec('DELETE FROM audit_tiles WHERE level = 1')).toThrow('only tiles of archived leaves');
  });

  it('let no program put a smaller checkpoint in the place of the newest, or change the history', async () => {
    await store.checkpoints.publish('signed', aCheckpoint(9));
    await store.checkpoints.keep(aCheckpoint(9));
    const refused = [
      'UPDATE audit_checkpoints SET size = 8',
      "UPDATE audit_checkpoints SET document = '{}'",
      "UPDATE audit_checkpoints SET kind = 'witnessed'",
      "REPLACE INTO audit_checkpoints VALUES ('signed', 1, 8, '{}')",
      'DELETE FROM audit_checkpoints',
      "UPDATE audit_checkpoint_history SET document = '{}'",
      "REPLACE INTO audit_checkpoint_history VALUES (1, 9, '{}')",
      'DELETE FROM audit_checkpoint_history',
    ];
    for (const sql of refused) expect(() => other.exec(sql)).toThrow(/larger one|never changed/);
    expect(await store.checkpoints.newest('signed')).toEqual(aCheckpoint(9));
  });

  it('let no program lower or remove how far the log is archived or streamed', () => {
    other.exec("UPDATE audit_progress SET upto = 7 WHERE name = 'streamed'");
    const refused = [
      'UPDATE audit_progress SET upto = 6',
      "UPDATE audit_progress SET name = 'x' WHERE name = 'archived'",
      "REPLACE INTO audit_progress VALUES ('archived', 0)",
      "INSERT INTO audit_progress VALUES ('other', 9)",
      'DELETE FROM audit_progress',
    ];
    for (const sql of refused) expect(() => other.exec(sql)).toThrow('only rises');
  });

  it('answer with PartUnavailable when the store is closed', async () => {
    await store.engine.close();
    const calls = [
      store.tiles.count(0),
      store.tiles.roots(0, 0, 1),
      store.tiles.add([aTile(0, 0)]),
      store.checkpoints.newest('signed'),
      store.checkpoints.publish('signed', aCheckpoint(1)),
      store.checkpoints.kept(null, 1),
      store.streamProgress.acknowledge(1),
      store.audit.leafHashes(1, 1),
    ];
    for (const call of calls) await expect(call).rejects.toBeInstanceOf(PartUnavailable);
  });
});

describe('the reads of tiles and checkpoints on SQLite', () => {
  let plans: QueryPlans;
  beforeAll(async () => {
    plans = await openQueryPlans();
  });
  afterAll(() => plans.close());

  it.each([
    ['tile', [0, 1], 'audit_tiles USING PRIMARY KEY (level=? AND idx=?)'],
    ['roots', [0, 1, 9], 'audit_tiles USING PRIMARY KEY (level=? AND idx>?)'],
    ['lowest', [], 'audit_tiles USING PRIMARY KEY (level=?)'],
    ['drop', [0, 9], 'audit_tiles USING PRIMARY KEY (level=? AND idx>? AND idx<?)'],
  ] as const)('%s walks the key in order and sorts nothing', async (name, values, key) => {
    expect(await plans.planOf(TILE_READS[name], ...values)).toEqual([`SEARCH ${key}`]);
  });

  it('count looks at the last tile of two levels', async () => {
    const steps = await plans.planOf(TILE_READS.counted, 0);
    const last = 'SEARCH audit_tiles USING PRIMARY KEY (level=?)';
    expect(steps.filter((step) => /SEARCH|SCAN [a-z]/.test(step))).toEqual([last, last]);
  });

  it.each([
    ['newest', ['signed'], 'audit_checkpoints USING PRIMARY KEY (kind=?)'],
    ['kept', [1, 1, 9], 'audit_checkpoint_history USING PRIMARY KEY ((epoch,size)>(?,?))'],
  ] as const)('%s of checkpoints walks the key in order and sorts nothing', async (name, values, key) => {
    expect(await plans.planOf(CHECKPOINT_READS[name], ...values)).toEqual([`SEARCH ${key}`]);
  });
});
