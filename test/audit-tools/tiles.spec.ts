import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { checkpointText, decodeEntries, entriesPath, parseTilePath, tilePath } from '#audit-proofs';
import { bundleTar, filesIn, NoteSigner, ProvenLog } from '#audit-proofs/testing';
import { describeWithAuditTools } from './support/installed.js';
import { logFolder } from './support/log-folder.js';
import { askGo, runFsck } from './support/programs.js';

const SIZE = 600;

/** The files of a bundle of the whole log. */
async function bundleFiles(): Promise<{ log: ProvenLog; files: Map<string, Buffer> }> {
  const log = new ProvenLog('coffer.example.org/1');
  await log.append(Array.from({ length: SIZE }, () => ({})));
  await log.checkpoint();
  return { log, files: filesIn(await bundleTar(log.writer, { personal: false })) };
}

/** What Tessera's program says of these files. */
async function fsck(files: ReadonlyMap<string, Buffer>) {
  const folder = logFolder(files);
  try {
    return await runFsck(folder, join(folder, 'audit.vkey'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describeWithAuditTools('Go about the bundles of Coffer', () => {
  let log: ProvenLog;
  let files: Map<string, Buffer>;
  beforeAll(async () => {
    ({ log, files } = await bundleFiles());
  });

  it.each([
    'tile/0/000',
    'tile/0/002.p/88',
    'tile/1/000.p/2',
    'tile/entries/001',
    'tile/entries/002.p/88',
    'checkpoint',
  ])('refuses a bundle with a changed byte in %s [R116]', async (path) => {
    const bytes = Buffer.from(files.get(path) ?? '');
    const at = bytes.length >> 1;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    expect(await fsck(new Map(files).set(path, bytes))).toMatchObject({ ok: false });
  });

  it('refuses a bundle without one of its tiles, with another key, or with a signed checkpoint of another tree [R116]', async () => {
    const without = new Map(files);
    without.delete('tile/0/001');
    expect(await fsck(without)).toMatchObject({ ok: false });
    const other = Buffer.from(new NoteSigner(log.origin).vkey);
    expect(await fsck(new Map(files).set('audit.vkey', other))).toMatchObject({ ok: false });
    const text = checkpointText({ origin: log.origin, size: SIZE, root: Buffer.alloc(32, 1) });
    const forged = Buffer.from(log.signer().note(text));
    expect(await fsck(new Map(files).set('checkpoint', forged))).toMatchObject({ ok: false });
  });

  it('accepts the whole bundle in a folder', async () => {
    const { ok, output } = await fsck(files);
    expect([ok, output]).toEqual([true, expect.stringContaining(`log with size ${SIZE}`)]);
  });

  it('makes the same tiles from the records', async () => {
    const paths = [...files.keys()].flatMap((path) => parseTilePath(path) ?? []);
    const leaves = paths
      .filter(({ kind }) => kind === 'entries')
      .flatMap(({ index, width }) => decodeEntries(files.get(entriesPath(index, width)) ?? Buffer.alloc(0)));
    const tiles = paths.filter((path) => path.kind === 'tile');
    const cases = tiles.map(({ level, index, width }) => ({ op: 'tile', level, index, width }));
    const [, ...made] = await askGo([{ op: 'tree', leaves }, ...cases]);
    const names = tiles.map((tile) => tilePath(tile, tile.width));
    expect(made.map(({ bytes }) => bytes)).toEqual(names.map((name) => files.get(name)));
    expect(names.sort()).toEqual(['tile/0/000', 'tile/0/001', 'tile/0/002.p/88', 'tile/1/000.p/2']);
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
