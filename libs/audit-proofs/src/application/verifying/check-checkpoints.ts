import { BundleError } from '../../domain/bundle/bundle-error.js';
import { parseKeptPath } from '../../domain/bundle/bundle-paths.js';
import type { Checkpoint } from '../../domain/notes/checkpoint.js';
import { NoteError } from '../../domain/notes/note-error.js';
import { treeRoot } from '../../domain/tree/merkle.js';
import type { BundleFiles } from './bundle-files.js';
import { type BundleTiles, TileMissing } from './bundle-tiles.js';
import type { Problems } from './problems.js';
import type { Trust } from './trust.js';

/** The earlier checkpoints in a bundle. */
export interface KeptCheckpoints {
  /** How many the tree was compared with. */
  readonly checked: number;
  /**
   * How many have no signature of a key that is trusted: they were signed by keys that are retired, or by anybody. They are
   * not compared: whoever forges a bundle may leave them out as well.
   */
  readonly unchecked: number;
}

/** What `open` gives; null, and a problem, for a checkpoint that is refused. `name`: of it, as in a sentence. */
export function openedOr<Opened>(problems: Problems, name: string, open: () => Opened): Opened | null {
  try {
    return open();
  } catch (error) {
    if (!(error instanceof NoteError)) throw error;
    problems.add(null, `${name} is refused: ${error.message}.`);
    return null;
  }
}

/** Checks that the tree extends every kept checkpoint that a trusted key signed. */
export async function checkKept(
  files: BundleFiles,
  paths: readonly string[],
  trust: Trust,
  tiles: BundleTiles,
  problems: Problems,
): Promise<KeptCheckpoints> {
  const count = { checked: 0, unchecked: 0 };
  const sized = paths.map((path) => ({ path, size: parseKeptPath(path)?.size ?? 0 }));
  const rootOf = newestRoot(tiles);
  for (const { path, size } of sized.sort((a, b) => a.size - b.size)) {
    const kept = openedOr(problems, path, () => trust.readEarlier(files.read(path) ?? Buffer.alloc(0)));
    if (kept === null) continue;
    count[kept.isSigned ? 'checked' : 'unchecked']++;
    if (size !== kept.checkpoint.size) problems.add(null, `${path} has another size in it.`);
    else if (kept.isSigned) await checkExtends(kept.checkpoint, tiles, path, problems, rootOf);
  }
  return count;
}

type RootOf = (size: number) => Promise<Buffer>;

/** The root of the first `size` records. It is kept until another size is asked for: checkpoints of many epochs may have one. */
function newestRoot(tiles: BundleTiles): RootOf {
  let newest: { size: number; root: Promise<Buffer> } | null = null;
  return (size) => {
    if (newest?.size !== size) newest = { size, root: treeRoot(size, tiles.read) };
    return newest.root;
  };
}

/**
 * Checks that the tree extends a checkpoint. BundleError if nothing is wrong but that the bundle lacks the records at the
 * end of the checkpoint, so that nobody can say.
 */
export async function checkExtends(
  { size, root }: Checkpoint,
  tiles: BundleTiles,
  name: string,
  problems: Problems,
  rootOf = newestRoot(tiles),
): Promise<void> {
  if (size > tiles.size) {
    problems.add(null, `${name} covers ${size} records, this bundle ${tiles.size}: the log was rolled back, or cut.`);
    return;
  }
  try {
    const found = await rootOf(size);
    if (!found.equals(root))
      problems.add(null, `${name} is of another tree: of its first ${size} records, some changed.`);
  } catch (error) {
    if (!(error instanceof TileMissing)) throw error;
    const what = `${name} ends at record ${size}, which the bundle does not have: get a bundle that has it.`;
    if (problems.total === 0) throw new BundleError(what);
    problems.add(null, what);
  }
}
