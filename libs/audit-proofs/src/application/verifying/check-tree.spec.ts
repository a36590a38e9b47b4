import { randomBytes } from 'node:crypto';
import { END_OF_TAR, tarFile } from '../../domain/bundle/ustar.js';
import { tileRoot } from '../../domain/tree/tiles.js';
import { BundleTiles } from './bundle-tiles.js';
import { checkTree } from './check-tree.js';
import { Problems } from './problems.js';
import { memorySource, TarFiles } from './tar-files.js';

/** A full tile of level 1. It stands for 65,536 records, which a bundle of a part of the log need not have. */
const SIZE = 65_536;

describe('the tiles above those of the records', () => {
  const hashes = randomBytes(8_192);
  const root = tileRoot(hashes);
  const problemsOf = async (tile: Buffer, above: Buffer) => {
    const files = [tarFile('tile/1/000', tile, 0), tarFile('tile/2/000.p/1', above, 0), END_OF_TAR];
    const problems = new Problems();
    await checkTree(new BundleTiles(TarFiles.open(memorySource(Buffer.concat(files))), SIZE), root, problems);
    return problems.list().map(({ what }) => what);
  };

  it('are compared with the tile above them, and the highest with the root', async () => {
    expect(await problemsOf(hashes, root)).toEqual([]);
    const notLinked = 'Tile 1/0 is not the one that the tile above it says.';
    expect(await problemsOf(randomBytes(8_192), root)).toEqual([notLinked]);
    const otherRoot = 'The tree has another root than the checkpoint.';
    expect(await problemsOf(hashes, randomBytes(32))).toEqual([notLinked, otherRoot]);
  });
});
