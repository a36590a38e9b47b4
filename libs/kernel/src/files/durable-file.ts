import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

/**
 * Writes a file that a power cut must not lose or tear. Writes a temporary file (mode 0600) beside it, fsyncs it, reads
 * it back, renames it, and fsyncs the folder. If a step fails it throws, and the file stays as it was.
 */
export function writeDurably(path: string, contents: string | Uint8Array): void {
  const beside = unfinished(path);
  writeBeside(beside, contents);
  renameSync(beside, path);
  syncFolder(dirname(path));
}

/** The temporary file of {@link writeDurably}. A crash may leave it. */
export function unfinished(path: string): string {
  return `${path}.new`;
}

/**
 * As {@link writeDurably}, but never replaces a file. Of several processes at once, one creates the file. False if it
 * exists already. The file system must support hard links.
 */
export function createDurably(path: string, contents: string | Uint8Array): boolean {
  const beside = `${path}.${randomUUID()}.new`;
  try {
    writeBeside(beside, contents);
    if (!linkNew(beside, path)) return false;
  } finally {
    rmSync(beside, { force: true });
  }
  syncFolder(dirname(path));
  return true;
}

/** Gives a file a further name. False if there is a file of that name: unlike a rename, a link never replaces one. */
export function linkNew(file: string, name: string): boolean {
  try {
    linkSync(file, name);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function writeBeside(beside: string, contents: string | Uint8Array): void {
  const bytes = Buffer.from(contents);
  const file = openSync(beside, 'w', 0o600);
  try {
    let written = 0;
    while (written < bytes.length) written += writeSync(file, bytes, written);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  const readBack = readFileSync(beside);
  const isSame = readBack.equals(bytes);
  // The contents may be keys.
  for (const copy of [bytes, readBack]) copy.fill(0);
  if (!isSame) {
    unlinkSync(beside);
    throw new Error(`${beside} does not read back as it was written`);
  }
}

/** Makes renames and removals in a folder durable. */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return; // Windows has no handle for a folder to flush
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
