import { basename, relative, resolve, sep } from 'node:path';

/** What the usual errors of a file system ask for. */
const ADVICE: Readonly<Record<string, string>> = {
  EROFS: 'The file system is read-only: make it writable.',
  EACCES: 'Give the account of the server the right to use it.',
  EPERM: 'Give the account of the server the right to use it.',
  ENOSPC: 'Free some space.',
  EDQUOT: 'Free some space.',
  EIO: 'The disk failed: look at it.',
  ENOTDIR: 'A part of its path is a file.',
  ENAMETOOLONG: 'Its path is too long.',
  EMFILE: 'Too many files are open.',
};

/**
 * One line about an error of the file system: which file, by the variable of `places` that it belongs to, and what to do.
 * Null if it is another error. The way to a folder is not shown, since variables may hold private names.
 *
 * @example
 * fileFailure(error, { DATA_DIR: './data' }); // 'DATA_DIR/outbox cannot be used: EROFS (mkdir). The file ...'
 */
export function fileFailure(error: unknown, places: Readonly<Record<string, string>> = {}): string | null {
  const { code, path, syscall } = (error ?? {}) as { code?: unknown; path?: unknown; syscall?: unknown };
  if (typeof code !== 'string' || typeof path !== 'string' || typeof syscall !== 'string') return null;
  return `${nameOf(resolve(path), places)} cannot be used: ${code} (${syscall}). ${ADVICE[code] ?? ''}`.trim();
}

function nameOf(path: string, places: Readonly<Record<string, string>>): string {
  for (const [variable, place] of Object.entries(places)) {
    const root = resolve(place);
    if (path === root || root.startsWith(path + sep)) return variable;
    if (path.startsWith(root + sep)) return `${variable}/${relative(root, path)}`;
  }
  return `The file or folder ${basename(path)}`;
}
