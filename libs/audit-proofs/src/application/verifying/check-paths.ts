import {
  CHECKPOINT_FILE,
  HOWTO_FILE,
  MANIFEST_FILE,
  POLICY_FILE,
  parseKeptPath,
  parseValuesPath,
  VKEY_FILE,
} from '../../domain/bundle/bundle-paths.js';
import type { Manifest } from '../../domain/bundle/manifest.js';
import { parseTilePath, TILE_WIDTH, type TilePath } from '../../domain/tree/tiles.js';
import { groupOf } from '../bundles/bundle-range.js';
import type { BundleFiles } from './bundle-files.js';
import type { BundleTiles } from './bundle-tiles.js';
import type { Problems } from './problems.js';

const ONCE: readonly string[] = [CHECKPOINT_FILE, HOWTO_FILE, MANIFEST_FILE, POLICY_FILE, VKEY_FILE];

/** What the paths of a bundle say that it has. */
export interface Contents {
  /** The indexes of its entry bundles, ascending. */
  readonly groups: readonly number[];
  /** Paths of earlier checkpoints. */
  readonly kept: readonly string[];
}

/** Sorts the files of a bundle. A file that does not belong into this bundle is a problem. */
export function checkPaths(files: BundleFiles, tiles: BundleTiles, manifest: Manifest, problems: Problems): Contents {
  const groups: number[] = [];
  const leafTiles: number[] = [];
  const kept: string[] = [];
  const [first, last] = [groupOf(manifest.from_seq), groupOf(manifest.to_seq)];
  for (const path of files.paths()) {
    const tile = parseTilePath(path);
    const values = parseValuesPath(path);
    const isWanted = values !== null && (values.kind === 'lasting' || manifest.personal === 'included');
    if (tile?.kind === 'entries' && isPlaced(tiles, tile)) groups.push(tile.index);
    else if (parseKeptPath(path) !== null) kept.push(path);
    else if (tile?.kind === 'tile' && isPlaced(tiles, tile)) {
      if (tile.level === 0 && tile.width === TILE_WIDTH) leafTiles.push(tile.index);
    } else if (isWanted && values.index >= first && values.index <= last) continue;
    else if (!ONCE.includes(path)) problems.add(null, `${path} does not belong into this bundle.`);
  }
  const checked = new Set(groups);
  const unused = leafTiles.filter((index) => !checked.has(index));
  if (unused.length > 0) problems.add(null, `There are ${unused.length} tiles of records that are not in the bundle.`);
  return { groups: groups.sort((a, b) => a - b), kept: kept.sort() };
}

/** Whether a tree of this size has it, with that width. */
function isPlaced(tiles: BundleTiles, path: TilePath): boolean {
  const at = path.kind === 'tile' ? path : { level: 0, index: path.index };
  return tiles.width(at) === path.width;
}

/** Tells of the records between `from_seq` and `to_seq` of which the bundle has no entries. */
export function checkGaps(groups: readonly number[], { from_seq, to_seq }: Manifest, problems: Problems): void {
  let next = from_seq;
  const gap = (end: number) => {
    if (next < end) problems.add(next, `Records ${next} to ${end - 1}: they are missing.`);
  };
  for (const group of groups) {
    const first = group * TILE_WIDTH + 1;
    if (first < next || first > to_seq) continue;
    gap(first);
    next = first + TILE_WIDTH;
  }
  gap(to_seq + 1);
}
