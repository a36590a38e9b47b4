import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { entriesPath, parseTilePath, tilePath } from '#audit-proofs';
import { NoteSigner } from '#audit-proofs/testing';
import { describeWithAuditTools } from './support/installed.js';
import { logFiles, logFolder } from './support/log-folder.js';
import { askGo, runFsck } from './support/programs.js';

const ORIGIN = 'coffer.example.org/1';
const LEAVES = Array.from({ length: 600 }, (_, at) => `{"seq":${at + 1},"text":"ü"}`);
const log = new NoteSigner(ORIGIN);

describeWithAuditTools('Go about tiles', () => {
  let files: Map<string, Buffer>;
  beforeAll(async () => {
    files = await logFiles(LEAVES, log);
  });

  /** What Tessera's program says of the log with these files. */
  async function fsck(changed: ReadonlyMap<string, Buffer>, vkey = log.vkey) {
    const folder = logFolder(changed);
    try {
      writeFileSync(join(folder, 'audit.vkey'), vkey);
      return await runFsck(folder, join(folder, 'audit.vkey'));
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  it.each([
    'tile/0/000',
    'tile/0/002.p/88',
    'tile/1/000.p/2',
    'tile/entries/001',
    'tile/entries/002.p/88',
    'checkpoint',
  ])('refuses a log with a changed byte in %s [R116]', async (path) => {
    const bytes = Buffer.from(files.get(path) ?? '');
    const at = bytes.length >> 1;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    expect(await fsck(new Map(files).set(path, bytes))).toMatchObject({ ok: false });
  });

  it('refuses a log without one of its files, with another key, or with the checkpoint of another log [R116]', async () => {
    const without = new Map(files);
    without.delete('tile/0/001');
    expect(await fsck(without)).toMatchObject({ ok: false });
    expect(await fsck(files, new NoteSigner(ORIGIN).vkey)).toMatchObject({ ok: false });
    const other = (await logFiles(LEAVES.toReversed(), log)).get('checkpoint') ?? Buffer.alloc(0);
    expect(await fsck(new Map(files).set('checkpoint', other))).toMatchObject({ ok: false });
  });

  it('accepts a log of Coffer in a folder', async () => {
    const { ok, output } = await fsck(files);
    expect([ok, output]).toEqual([true, expect.stringContaining('log with size 600')]);
  });

  it('makes the same tiles', async () => {
    const paths = [...files.keys()].flatMap((path) => parseTilePath(path) ?? []);
    const tiles = paths.filter((path) => path.kind === 'tile');
    const cases = tiles.map(({ level, index, width }) => ({ op: 'tile', level, index, width }));
    const [, ...made] = await askGo([{ op: 'tree', leaves: LEAVES }, ...cases]);
    expect(made.map(({ bytes }) => bytes)).toEqual(tiles.map((tile) => files.get(tilePath(tile, tile.width))));
    expect(tiles.map((tile) => tilePath(tile, tile.width))).toEqual([
      'tile/0/000',
      'tile/0/001',
      'tile/0/002.p/88',
      'tile/1/000.p/2',
    ]);
  });

  it('has the same paths, but for the height in front', async () => {
    const indexes = [0, 9, 999, 1_000, 999_999, 1_000_000, 1_234_067, 987_654_321_012];
    const places = indexes.flatMap((index) => [1, 17, 255, 256].map((width) => ({ index, width })));
    const cases = places.flatMap((place) => [-1, 0, 3].map((level) => ({ op: 'path', level, ...place })));
    const ours = places.flatMap(({ index, width }) => [
      entriesPath(index, width),
      ...[0, 3].map((level) => tilePath({ level, index }, width)),
    ]);
    const theirs = (await askGo(cases)).map(({ path }) =>
      path.replace('tile/8/', 'tile/').replace('/data/', '/entries/'),
    );
    expect(theirs).toEqual(ours);
  });
});
