import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
const MOUNTS = '/proc/mounts';
/** Bytes: many times what a run keeps at one time. */
const ROOM = 4 * 2 ** 30;
/** A run makes files all the time. */
const QUIET_MS = 600_000;

/** True if the temporary files of a run can be in memory: `mounts` is /proc/mounts, `free` is in bytes. Some are programs. */
export function fitsMemory(mounts: string, free: number): boolean {
  const options = /^\S+ \/dev\/shm tmpfs (\S+)/m.exec(mounts)?.[1]?.split(',');
  return options !== undefined && !options.includes('noexec') && free >= ROOM;
}

/** The same, for this machine as it is now. */
export function fitsMemoryHere(): boolean {
  if (![MEMORY, MOUNTS].every(existsSync)) return false;
  const { bavail, bsize } = statfsSync(MEMORY);
  return fitsMemory(readFileSync(MOUNTS, 'utf8'), Math.min(bavail * bsize, process.availableMemory()));
}

/**
 * Keeps the temporary files of this run in memory, if there is room. On a disk each change waits until it is written, which
 * is 40 % of the time of the embedded pair. A killed process loses nothing in memory either. TMPDIR names another place. What
 * killed runs left is removed.
 */
export function placeInMemory(): void {
  if (process.env.TMPDIR) return;
  removeLeftOvers();
  if (!fitsMemoryHere()) return;
  const folder = mkdtempSync(`${MEMORY}/coffer-tests-${process.pid}-`);
  // As /tmp is: for every account.
  chmodSync(folder, 0o1777);
  process.env.TMPDIR = folder;
  process.once('exit', () => {
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    } catch (error) {
      // A program that was left behind still uses it. That is no failure of the run.
      process.stderr.write(`${folder} could not be removed: ${String(error)}\n`);
    }
  });
}

/** What runs that are no more have left. Another container may share the folder and number its processes anew. */
function removeLeftOvers(): void {
  if (!existsSync(MEMORY)) return;
  for (const name of readdirSync(MEMORY)) {
    const folder = join(MEMORY, name);
    const [, pid] = /^coffer-tests-(\d+)-/.exec(name) ?? [];
    try {
      const isLeft =
        pid !== undefined && !existsSync(`/proc/${pid}`) && Date.now() - statSync(folder).mtimeMs > QUIET_MS;
      if (isLeft) rmSync(folder, { recursive: true, force: true });
    } catch {
      // It is another account's, or another run has removed it.
    }
  }
}
