import { BundleError } from '../../domain/bundle/bundle-error.js';
import { parseKeptPath } from '../../domain/bundle/bundle-paths.js';
import type { OpenedCheckpoint } from '../../domain/notes/checkpoint.js';
import { NoteError } from '../../domain/notes/note-error.js';
import { treeRoot } from '../../domain/tree/merkle.js';
import type { BundleFiles } from './bundle-files.js';
import { type BundleTiles, TileMissing } from './bundle-tiles.js';
import type { Problems } from './problems.js';
import type { Trust } from './trust.js';

/** What `open` gives; null, and a problem, for a checkpoint that is refused. `name`: of it, as in a sentence. */
export function openedOr(problems: Problems, name: string, open: () => OpenedCheckpoint): OpenedCheckpoint | null {
  try {
    return open();
  } catch (error) {
    if (!(error instanceof NoteError)) throw error;
    problems.add(null, `${name} is refused: ${error.message}.`);
    return null;
  }
}

/** Checks that the tree extends every kept checkpoint. */
export async function checkKept(
  files: BundleFiles,
  paths: readonly string[],
  trust: Trust,
  tiles: BundleTiles,
  problems: Problems,
): Promise<void> {
  for (const path of paths) {
    const kept = openedOr(problems, path, () => trust.openEarlier(files.read(path) ?? Buffer.alloc(0)));
    if (kept === null) continue;
    if (parseKeptPath(path)?.size !== kept.checkpoint.size) problems.add(null, `${path} has another size in it.`);
    else await checkExtends(kept, tiles, path, problems);
  }
}

/**
 * Checks that the tree extends a checkpoint. BundleError if nothing is wrong but that the bundle lacks the records at the
 * end of the checkpoint, so that nobody can say.
 */
export async function checkExtends(
  { checkpoint: { size, root } }: OpenedCheckpoint,
  tiles: BundleTiles,
  name: string,
  problems: Problems,
): Promise<void> {
  if (size > tiles.size) {
    problems.add(null, `${name} covers ${size} records, this bundle ${tiles.size}: the log was rolled back, or cut.`);
    return;
  }
  try {
    const found = await treeRoot(size, tiles.read);
    if (!found.equals(root))
      problems.add(null, `${name} is of another tree: of its first ${size} records, some changed.`);
  } catch (error) {
    if (!(error instanceof TileMissing)) throw error;
    const what = `${name} ends at record ${size}, which the bundle does not have: get a bundle that has it.`;
    if (problems.total === 0) throw new BundleError(what);
    problems.add(null, what);
  }
}
