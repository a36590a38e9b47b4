import { closeSync, fsyncSync, openSync, readFileSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Writes a file that must not be lost or torn by a power cut: beside its place (mode 0600), fsynced, read back,
 * renamed over it, and its folder fsynced. Throws, and leaves what was there, when any step fails.
 */
export function writeDurably(path: string, contents: string | Uint8Array): void {
  const beside = `${path}.new`;
  const bytes = Buffer.from(contents);
  const file = openSync(beside, 'w', 0o600);
  try {
    let written = 0;
    while (written < bytes.length) written += writeSync(file, bytes, written);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  if (!readFileSync(beside).equals(bytes)) {
    unlinkSync(beside);
    throw new Error(`${path} does not read back as it was written`);
  }
  renameSync(beside, path);
  syncFolder(dirname(path));
}

/** Makes the renames and removals inside a folder durable. */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return; // Windows has no handle for a folder to flush
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
