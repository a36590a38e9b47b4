import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StartError, syncFolder } from '#kernel';

const OTHERS = 0o077;

/** Makes the folder, 0700, with what is missing above it. */
export function makePrivateFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  syncFolder(dirname(path));
}

/** Whether there is something at `path`; refuses it where anyone but its owner may use it. Windows has no such modes. */
export function presentAndPrivate(path: string, kind: 'folder' | 'file'): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return false;
  if (kind === 'folder' ? !found.isDirectory() : !found.isFile()) {
    throw new StartError(`KEYRING_DIR: ${path} is not a ${kind}.`);
  }
  if (process.platform !== 'win32' && (found.mode & OTHERS) !== 0) {
    const mode = kind === 'folder' ? '700' : '600';
    throw new StartError(`KEYRING_DIR: ${path} can be used by others: chmod ${mode} it, and think who read it.`);
  }
  return true;
}
