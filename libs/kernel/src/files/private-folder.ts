import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { StartError } from '../errors.js';
import { syncFolder } from './durable-file.js';

/** The permissions of group and others. */
const OTHERS = 0o077;

/**
 * Makes the folder and the missing ones above it, all with mode 0700. One after the other: in a place where none can be
 * made, such as /proc, Node's own recursive way never ends. Errors are those of the file system.
 */
export function makePrivateFolder(path: string): void {
  const missing: string[] = [];
  for (let at = resolve(path); !existsSync(at); at = dirname(at)) missing.unshift(at);
  for (const folder of missing) {
    try {
      mkdirSync(folder, { mode: 0o700 });
    } catch (error) {
      // Another process makes it at the same time.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    syncFolder(dirname(folder));
  }
}

/**
 * Whether `path` exists. StartError, which names `variable`, if it is of another kind, or if users other than its owner may
 * use it. Windows has no such modes.
 */
export function presentAndPrivate(variable: string, path: string, kind: 'folder' | 'file'): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return false;
  if (kind === 'folder' ? !found.isDirectory() : !found.isFile()) {
    throw new StartError(`${variable}: ${path} is not a ${kind}.`);
  }
  if (process.platform !== 'win32' && (found.mode & OTHERS) !== 0) {
    const mode = kind === 'folder' ? '700' : '600';
    throw new StartError(
      `${variable}: ${path} can be used by others: run chmod ${mode} on it, and think about who may have read it.`,
    );
  }
  return true;
}
