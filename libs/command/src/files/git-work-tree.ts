import { lstat, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** True if a folder is in a git work tree: it or one above has a `.git`, which a linked work tree has as a file. */
export async function isInWorkTree(folder: string): Promise<boolean> {
  // A link leads to where the file really is.
  for (let at = await realpath(folder); ; at = dirname(at)) {
    if (await exists(join(at, '.git'))) return true;
    if (at === dirname(at)) return false;
  }
}

function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
