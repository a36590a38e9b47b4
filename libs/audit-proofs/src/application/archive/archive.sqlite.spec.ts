import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PublishedSize } from '#audit';
import { aBatch, assembleAudit } from '#audit/testing';
import { HASH_BYTES, leafHash, SystemClock } from '#kernel';
import { aRequest } from '#kernel/testing';
import type { StoreUnderTest } from '#storage/testing';
import { openSqlite } from '#storage-sqlite/testing';
import { inclusionProof, type ReadNodes } from '../../domain/tree/merkle.js';
import { nodeInTile, nodeOfTile, TILE_WIDTH, tilePath } from '../../domain/tree/tiles.js';
import { verifyConsistency, verifyInclusion } from '../../domain/tree/verify.js';
import { LocalSigner, MemorySigningHead } from '../../testing/index.js';
import { assembleProofs, type Proofs } from '../assemble.js';
import { BundleWriter } from '../bundles/bundle-writer.js';
import { openBundle } from '../verifying/open-bundle.js';
import { type BundleReport, verifyBundle } from '../verifying/verify-bundle.js';
import { type Archive, Archiving } from './archive.js';
import { writeArchive } from './archive-file.js';

const WHOLE = TILE_WIDTH * TILE_WIDTH;
const RECORDS = WHOLE + 2 * TILE_WIDTH;

/** On this thread. Threads are for the built files, and are tested with them. */
async function verifyHere(path: string): Promise<BundleReport> {
  const files = openBundle(path);
  try {
    return await verifyBundle(files, {});
  } finally {
    files.close();
  }
}

/** One whole archive, as it is shipped, on a real store. */
describe('an archive of 65,536 records on SQLite', () => {
  let folder: string;
  let store: StoreUnderTest;
  let proofs: Proofs;
  let archive: Archive | null;
  let bundles: BundleWriter;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-archive-'));
    store = await openSqlite();
    const { audit: log, leases, tiles, checkpoints } = store;
    const [clock, alarm] = [new SystemClock(), { raise: () => {} }];
    const leaves = Array.from({ length: TILE_WIDTH }, () => ({}));
    for (let first = 1; first <= RECORDS; first += TILE_WIDTH) await log.append(aBatch(first, leaves));
    const audit = assembleAudit({ log, leases, clock, alarm, strangersPerMinute: 0 });
    await audit.runtime.start();
    stop = () => audit.runtime.stop();
    const { place, appended, trail } = audit;
    const [head, signer, size] = [new MemorySigningHead(), new LocalSigner(), new PublishedSize()];
    proofs = assembleProofs(
      { log, tiles, store: checkpoints, head, signer, place, appended, size, trail, alarm, clock },
      {
        scrubPerSecond: 0,
        keyOverlapMs: 1_000,
        everyMs: 1_000,
        origin: 'coffer.example.com/audit',
        defaultOrigin: async () => '',
      },
    );
    await proofs.rounds.round();
    bundles = new BundleWriter(log, tiles, checkpoints, clock);
    const parts = { log, tiles, checkpoints, trail, bundles, verify: verifyHere, clock };
    const archiving = new Archiving(parts, (step) => {
      if (step === 'recorded') void proofs.rounds.round();
    });
    const options = { before: '2099-01-01T00:00:00.000Z', folder, personal: false };
    archive = await archiving.run(aRequest(), 'coffer', options);
  });
  afterAll(async () => {
    await stop();
    await store.close();
    rmSync(folder, { recursive: true });
  });

  it('takes the records and the tiles over them, and leaves the tree as it is', async () => {
    expect(archive).toMatchObject({ first: 1, last: WHOLE });
    expect(await store.audit.first()).toBe(WHOLE + 1);
    expect(await store.tiles.tile({ level: 0, index: 0 })).toBeNull();
    expect(await store.tiles.tile({ level: 0, index: TILE_WIDTH - 1 })).toBeNull();
    expect(await store.tiles.count(0)).toBe(TILE_WIDTH + 2);
    const newest = await store.checkpoints.newest('signed');
    const size = newest?.size ?? 0;
    expect(size).toBeGreaterThan(RECORDS);
    expect((await proofs.tree.root(size)).toString('base64')).toBe(newest?.root);
    const [root, earlier] = [await proofs.tree.root(size), await proofs.tree.root(RECORDS)];
    const proof = await proofs.tree.consistency(RECORDS, size);
    expect(verifyConsistency({ from: RECORDS, to: size, fromRoot: earlier, toRoot: root, proof })).toBe(true);
    const index = WHOLE + 7;
    const leaf = await store.audit.leafHashes(index + 1, 1);
    expect(verifyInclusion({ leaf, index, size, proof: await proofs.tree.inclusion(index, size), root })).toBe(true);
  });

  it('leaves what a bundle of the other records needs, which is all that the next archive is made of', async () => {
    const path = join(folder, 'rest.tar');
    await writeArchive(path, bundles.stream({ personal: false }));
    const size = (await store.checkpoints.newest('signed'))?.size ?? 0;
    const range = { from_seq: WHOLE + 1, to_seq: size, records: size - WHOLE };
    expect(await verifyHere(path)).toMatchObject({ consistent: true, ...range });
    const next = bundles.stream({ fromSeq: WHOLE + 1, toSeq: WHOLE + TILE_WIDTH, personal: false });
    await writeArchive(join(folder, 'next.tar'), next);
    expect(await verifyHere(join(folder, 'next.tar'))).toMatchObject({ consistent: true, records: TILE_WIDTH });
  });

  it('proves an archived record against the checkpoint of today', async () => {
    const files = openBundle(archive?.path ?? '');
    const newest = await store.checkpoints.newest('signed');
    const size = newest?.size ?? 0;
    const read: ReadNodes = (nodes) =>
      Promise.all(
        nodes.map(async (node) => {
          const { tile, first, count } = nodeInTile(node);
          const isArchived = tile.level === 0 && tile.index < TILE_WIDTH;
          const stored = () => proofs.tree.tile(tile, first + count);
          const hashes = isArchived ? files.read(tilePath(tile, TILE_WIDTH)) : await stored();
          return nodeOfTile(hashes ?? Buffer.alloc(0), { first, count });
        }),
      );
    const root = Buffer.from(newest?.root ?? '', 'base64');
    for (const index of [0, 300, WHOLE - 1]) {
      const tile = files.read(tilePath({ level: 0, index: Math.floor(index / TILE_WIDTH) }, TILE_WIDTH));
      const place = (index % TILE_WIDTH) * HASH_BYTES;
      const leaf = tile?.subarray(place, place + HASH_BYTES) ?? leafHash('');
      const proof = await inclusionProof(index, size, read);
      expect(verifyInclusion({ leaf, index, size, proof, root })).toBe(true);
    }
    files.close();
  });
});
