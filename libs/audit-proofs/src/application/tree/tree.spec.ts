import fc from 'fast-check';
import { leafHash, StoreDamaged } from '#kernel';
import { ManualClock } from '#kernel/testing';
import { decodeEntries } from '../../domain/tree/entries.js';
import { consistencyProof, inclusionProof, treeRoot } from '../../domain/tree/merkle.js';
import { LeavesLog, MemoryTileStore, MemoryTree } from '../../testing/index.js';
import { ArchivedTile, DamagedTile } from './damaged-tile.js';
import { Integrator } from './integrator.js';
import { LeafHashes } from './leaf-hashes.js';
import { Tree } from './tree.js';

const SIZE = 2 ** 16 + 700;

describe('the tree over the audit', () => {
  let log: LeavesLog;
  let tiles: MemoryTileStore;
  let tree: Tree;
  let plain: MemoryTree;

  async function grownTo(size: number) {
    log = new LeavesLog(size);
    tiles = new MemoryTileStore();
    const leaves = new LeafHashes(log);
    const clock = new ManualClock();
    await new Integrator(leaves, tiles, clock).integrate(size);
    tree = new Tree(log, leaves, tiles, clock);
    plain = new MemoryTree(log.texts.map((text) => leafHash(text ?? '')));
  }

  it('has the roots and proofs of all sizes around a tile, before and after it is full', async () => {
    await grownTo(770);
    for (const size of [1, 2, 255, 256, 257, 511, 512, 513, 767, 768, 770]) {
      expect(await tree.root(size)).toEqual(await treeRoot(size, plain.read));
      for (const other of [1, 128, 255, 256, 257, size].filter((from) => from <= size)) {
        expect(await tree.inclusion(other - 1, size)).toEqual(await inclusionProof(other - 1, size, plain.read));
        expect(await tree.consistency(other, size)).toEqual(await consistencyProof(other, size, plain.read));
      }
    }
  });

  it('has them over the tiles of all levels', async () => {
    await grownTo(SIZE);
    for (const size of [2 ** 16 - 1, 2 ** 16, 2 ** 16 + 1, 2 ** 16 + 256, SIZE]) {
      expect(await tree.root(size)).toEqual(await treeRoot(size, plain.read));
      expect(await tree.inclusion(size - 1, size)).toEqual(await inclusionProof(size - 1, size, plain.read));
      expect(await tree.consistency(300, size)).toEqual(await consistencyProof(300, size, plain.read));
    }
  });

  it('reads few tiles for a proof, and a tile that is full once', async () => {
    await grownTo(SIZE);
    const read: string[] = [];
    const tile = tiles.tile.bind(tiles);
    tiles.tile = (at) => {
      read.push(`${at.level}/${at.index}`);
      return tile(at);
    };
    await tree.inclusion(70, SIZE);
    const first = read.splice(0);
    await tree.inclusion(71, SIZE);
    expect(first.sort()).toEqual(['0/0', '0/258', '1/0', '1/1']);
    expect(read.sort()).toEqual(['0/258', '1/1']);
  });

  it('gives the hashes of a tile, full or not, and the texts under it', async () => {
    await grownTo(300);
    expect(await tree.tile({ level: 0, index: 0 }, 256)).toEqual(await tiles.tile({ level: 0, index: 0 }));
    expect(await tree.tile({ level: 0, index: 0 }, 2)).toEqual(await log.leafHashes(1, 2));
    expect(await tree.tile({ level: 0, index: 1 }, 44)).toEqual(await log.leafHashes(257, 44));
    expect(await tree.tile({ level: 1, index: 0 }, 1)).toEqual(await treeRoot(256, plain.read));
    const texts = decodeEntries(await tree.entries(1, 44)).map(String);
    expect(texts).toEqual(log.texts.slice(256, 300));
  });

  it('says which tile is damaged', async () => {
    await grownTo(600);
    const stored = await tiles.tile({ level: 0, index: 1 });
    stored?.fill(7, 0, 1);
    tiles.tile = async (at) => (at.index === 1 ? stored : null);
    await expect(tree.inclusion(300, 600)).rejects.toMatchObject({
      at: { level: 0, index: 1 },
      why: 'its hashes do not have the root that is stored',
    });
    await expect(tree.inclusion(300, 600)).rejects.toBeInstanceOf(StoreDamaged);
  });

  it('says that a tile is damaged, whatever its length and those of its roots are', async () => {
    await grownTo(600);
    const { tile, roots } = tiles;
    const length = fc.integer({ min: 0, max: 20_000 });
    await fc.assert(
      fc.asyncProperty(length, length, async (hashes, root) => {
        fc.pre(hashes !== 8_192 || root !== 32);
        const leaves = new LeafHashes(log);
        tiles.tile = async (at) => (await tile.call(tiles, at)) && Buffer.alloc(hashes, 1);
        tiles.roots = async () => Buffer.alloc(root, 2);
        const fresh = new Tree(log, leaves, tiles, new ManualClock());
        await expect(fresh.tile({ level: 0, index: 1 }, 7)).rejects.toBeInstanceOf(DamagedTile);
        await expect(fresh.inclusion(300, 600)).rejects.toBeInstanceOf(DamagedTile);
        tiles.tile = async () => null;
        const edge = await fresh.root(512).catch((error: unknown) => error);
        if (!Buffer.isBuffer(edge)) expect(edge).toBeInstanceOf(DamagedTile);
        Object.assign(tiles, { tile, roots });
      }),
      { numRuns: 40 },
    );
  });

  it('says that a tile is damaged under which a record has more bytes than an entry may have', async () => {
    await grownTo(300);
    log.texts[270] = 'x'.repeat(65_536);
    await expect(tree.entries(1, 44)).rejects.toEqual(new DamagedTile({ level: 0, index: 1 }, expect.any(String)));
  });

  it('says under which tile a record is missing, or archived', async () => {
    await grownTo(600);
    log.texts[550] = null;
    await expect(tree.root(600)).rejects.toEqual(
      new DamagedTile({ level: 0, index: 2 }, 'a record under it is missing'),
    );
    await expect(tree.entries(2, 88)).rejects.toBeInstanceOf(DamagedTile);
    log.first = async () => 601;
    await expect(tree.entries(2, 88)).rejects.toBeInstanceOf(ArchivedTile);
  });

  it('says that a tile is archived, if an archive deletes it while it is read', async () => {
    await grownTo(600);
    const tile = tiles.tile.bind(tiles);
    tiles.tile = async (at) => {
      const read = await tile(at);
      if (at.level !== 0 || at.index !== 0) return read;
      tiles.roots = async () => Buffer.alloc(0);
      log.first = async () => 513;
      return read;
    };
    await expect(tree.tile({ level: 0, index: 0 }, 256)).rejects.toEqual(new ArchivedTile({ level: 0, index: 0 }));
  });
});
