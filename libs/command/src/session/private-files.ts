import { randomUUID } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { lstat, mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { failed } from '../failure.js';

const OTHERS = 0o077;
const LONGEST = 1_048_576;

/** Windows has no such modes: there, the folder of the settings is the person's own. */
const HAS_MODES = process.platform !== 'win32';

/** Makes the folder for its owner alone, if it is not there. Refuses one that others can read. */
export async function privateFolder(folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  const found = await lstat(folder);
  if (!found.isDirectory()) throw failed(`${folder} is not a folder.`);
  requirePrivate(folder, found, 'chmod 700');
}

/** The text of a file that its owner alone can read. Null: there is no file. Refuses a link, and a file that others can read. */
export async function readPrivate(file: string): Promise<string | null> {
  const handle = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
      if (error.code === 'ELOOP') throw failed(`${file} is a link: it must be a file.`);
      throw error;
    },
  );
  if (handle === null) return null;
  try {
    const found = await handle.stat();
    if (!found.isFile() || found.size > LONGEST) throw failed(`${file} is not a file of this command.`);
    requirePrivate(file, found, 'chmod 600');
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

/** Replaces the file at once: a reader finds the old text or the new one. */
export async function writePrivate(file: string, text: string): Promise<void> {
  const fresh = join(dirname(file), `.${randomUUID()}.new`);
  try {
    await writeFile(fresh, text, { flag: 'wx', mode: 0o600, flush: true });
    await rename(fresh, file);
  } catch (error) {
    // A disk that is full leaves a part of it.
    await rm(fresh, { force: true });
    throw error;
  }
}

function requirePrivate(path: string, { mode, uid }: Stats, remedy: string): void {
  if (!HAS_MODES) return;
  if (uid !== process.getuid?.()) throw failed(`${path} belongs to another account of this machine.`);
  if ((mode & OTHERS) !== 0)
    throw failed(`Others can read ${path}: \`${remedy}\` it, then \`coffer logout\` ends what they may have read.`);
}
