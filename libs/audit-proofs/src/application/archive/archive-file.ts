import { createHash, randomUUID } from 'node:crypto';
import { closeSync, createReadStream, fstatSync, openSync, renameSync, statSync } from 'node:fs';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Clock, CofferError, linkNew, syncFolder } from '#kernel';

const PARTIAL = /^audit-\d+-\d+\.tar\.[0-9a-f-]{36}\.partial$/;
const NAME = /^audit-\d+-\d+\.tar$/;
/** A file that a run writes changes within this time, in milliseconds. */
const STILL_MS = 5_000;
/** What file systems without hard links answer, such as those of memory cards and some of networks. */
const NO_LINKS: readonly unknown[] = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'EMLINK', 'EXDEV'];

/** How a file gets its name. A test gives others. */
interface Naming {
  readonly link: typeof linkNew;
  readonly take: typeof takeName;
}

/**
 * Writes an archive under its name only when it is whole and durable. A file that has the name already is never replaced:
 * it stays if `isRepeat` says that it has the same records as the one at `partial`. Errors: `conflict` if it has others.
 */
export async function writeArchive(
  path: string,
  parts: AsyncIterable<Buffer>,
  isRepeat: (partial: string) => boolean = () => false,
  { link = linkNew, take = takeName }: Partial<Naming> = {},
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
    if (!nameNew(partial, path, { link, take }) && !isRepeat(partial))
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

/**
 * Gives a new file its name. False if there is a file of that name. On a file system without hard links, an empty file takes
 * the name first, and the new one replaces that, if it is still the one that this run made. An empty one of a run which was
 * killed between the two is removed by {@link removeAbandoned}.
 */
function nameNew(file: string, name: string, { link, take }: Naming): boolean {
  try {
    return link(file, name);
  } catch (error) {
    if (!NO_LINKS.includes((error as NodeJS.ErrnoException).code)) throw error;
  }
  const own = take(name);
  const found = statSync(name, { bigint: true, throwIfNoEntry: false });
  if (own === null || found?.ino !== own || found.size > 0n) return false;
  renameSync(file, name);
  return true;
}

/** The inode of the empty file that has the name from now on. Null: another file has it. */
export function takeName(name: string): bigint | null {
  let file: number;
  try {
    file = openSync(name, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return null;
  }
  try {
    return fstatSync(file, { bigint: true }).ino;
  } finally {
    closeSync(file);
  }
}

/**
 * Removes the unfinished files of runs that were killed, and the empty ones that have the name of an archive: those that
 * nobody writes for 5 s. A run that is slower than that fails, and deletes no record.
 */
export async function removeAbandoned(folder: string, clock: Clock): Promise<void> {
  const before = await unfinished(folder);
  if (before.size === 0) return;
  await clock.sleep(STILL_MS);
  for (const [name, state] of await unfinished(folder))
    if (before.get(name) === state) await rm(join(folder, name), { force: true });
}

/** The names of unfinished files, and the state of each. */
async function unfinished(folder: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const name of await readdir(folder)) {
    if (!PARTIAL.test(name) && !NAME.test(name)) continue;
    // Another run may have removed it.
    const state = await stat(join(folder, name)).catch(() => null);
    if (state && (PARTIAL.test(name) || state.size === 0))
      found.set(name, `${state.ino} ${state.size} ${state.mtimeMs}`);
  }
  return found;
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
