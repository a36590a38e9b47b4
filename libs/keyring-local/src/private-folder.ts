import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StartError, syncFolder } from '#kernel';

/** The permissions of group and others. */
const OTHERS = 0o077;

/** Makes the folder with mode 0700, and the folders above it that are missing. */
export function makePrivateFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  syncFolder(dirname(path));
}

/** Whether `path` exists. StartError if users other than its owner may use it. Windows has no such modes. */
export function presentAndPrivate(path: string, kind: 'folder' | 'file'): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return false;
  if (kind === 'folder' ? !found.isDirectory() : !found.isFile()) {
    throw new StartError(`KEYRING_DIR: ${path} is not a ${kind}.`);
  }
  if (process.platform !== 'win32' && (found.mode & OTHERS) !== 0) {
    const mode = kind === 'folder' ? '700' : '600';
    throw new StartError(
      `KEYRING_DIR: ${path} can be used by others: run chmod ${mode} on it, and think about who may have read it.`,
    );
  }
  return true;
}
