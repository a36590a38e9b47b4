import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Writes an archive under its name only when it is whole and durable. One of that name is replaced by it. */
export async function writeArchive(path: string, parts: AsyncIterable<Buffer>): Promise<void> {
  const partial = `${path}.partial`;
  const file = await open(partial, 'w', 0o600);
  try {
    for await (const part of parts) await file.writeFile(part);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(partial, path);
  await syncFolder(dirname(path));
}

/** SHA-256 of what is on the disk, in hexadecimal. */
export async function digestOf(path: string): Promise<string> {
  const digest = createHash('sha256');
  for await (const part of createReadStream(path)) digest.update(part);
  return digest.digest('hex');
}

/** @example archivePath('/backup', { first: 1, last: 65_536 }) // '/backup/audit-1-65536.tar' */
export function archivePath(
  folder: string,
  { first, last }: { readonly first: number; readonly last: number },
): string {
  return join(folder, `audit-${first}-${last}.tar`);
}

/** After this, the new name is durable, too. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
