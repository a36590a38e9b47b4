import { basename } from 'node:path';
import { ConfigError } from '#config';
import { CofferError, StartError } from '#kernel';

/** What the usual errors of a file system ask for. */
const ADVICE: Readonly<Record<string, string>> = {
  EROFS: 'The file system is read-only: make it writable.',
  EACCES: 'Give the account of the server the right to use it.',
  EPERM: 'Give the account of the server the right to use it.',
  ENOSPC: 'Free some space.',
  EDQUOT: 'Free some space.',
  EIO: 'The disk failed: look at it.',
  ENOTDIR: 'A part of its path is a file.',
};

/** One line for each problem that stopped the start. No line has a stack or a configured value. */
export function startFailureLines(error: unknown): readonly string[] {
  if (error instanceof ConfigError) return error.problems;
  if (error instanceof StartError || error instanceof CofferError) return [error.message];
  const { code, path, syscall } = (error ?? {}) as { code?: unknown; path?: unknown; syscall?: unknown };
  if (typeof code === 'string' && typeof path === 'string' && typeof syscall === 'string') {
    return [`The file or folder ${basename(path)} cannot be used: ${code} (${syscall}). ${ADVICE[code] ?? ''}`.trim()];
  }
  const name = error instanceof Error ? error.name : typeof error;
  return [`Something unexpected stopped the start: ${name}${typeof code === 'string' ? ` (${code})` : ''}`];
}
