import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CofferError, linkNew, syncFolder } from '#kernel';

/**
 * Writes an archive under its name only when it is whole and durable. A file that has the name already is never replaced:
 * it stays if `isRepeat` says that it has the same records as the one at `partial`. Errors: `conflict` if it has others.
 */
export async function writeArchive(
  path: string,
  parts: AsyncIterable<Buffer>,
  isRepeat: (partial: string) => boolean = () => false,
): Promise<void> {
  const partial = `${path}.${randomUUID()}.partial`;
  const file = await open(partial, 'wx', 0o600);
  try {
    try {
      for await (const part of parts) await file.writeFile(part);
      await file.sync();
    } finally {
      await file.close();
    }
    if (!linkNew(partial, path) && !isRepeat(partial))
      throw new CofferError(
        'conflict',
        `${path} exists, and is not an archive of the same records and values. Nothing was deleted. Move the file away, and call the command again.`,
      );
  } finally {
    await rm(partial, { force: true });
  }
  // Also for a file that was there: the run that named it may have been killed before this.
  syncFolder(dirname(path));
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
