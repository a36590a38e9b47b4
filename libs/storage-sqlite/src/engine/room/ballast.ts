import { randomFillSync } from 'node:crypto';
import { existsSync, statfsSync, statSync, truncateSync } from 'node:fs';
import { open, rm, statfs, truncate } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Room for a start and for some thousand deletions, whose log is emptied into the file every 5 s. */
export const BALLAST_BYTES = 32 * 1_048_576;
/** With less free than this, SQLite's log cannot grow: then the ballast is given up. */
export const LEAST_BYTES = 4 * 1_048_576;
const CHUNK_BYTES = 1_048_576;

/** The bytes that this process may still write on the disk of `folder`. */
export type FreeBytes = (folder: string) => Promise<number>;

export async function freeOnDisk(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/**
 * A file beside the store that only takes room. When the disk is full, whoever filled it, it is emptied: so a start and
 * deletions still have room. It is filled again when there is enough.
 */
export class Ballast {
  private readonly file: string;

  constructor(storeFile: string) {
    this.file = join(dirname(storeFile), 'ballast.bin');
  }

  /** Empties the file if the disk is full. Called before the store opens, since that has to write. */
  releaseAtStart(): void {
    if (this.size() === 0) return;
    const { bavail, bsize } = statfsSync(dirname(this.file));
    if (bavail * bsize < LEAST_BYTES) truncateSync(this.file);
  }

  /**
   * Empties or fills the file, by the bytes that are free. Returns how many of them may be used: the room of an emptied
   * ballast is for making room, and does not count.
   */
  async settle(free: number): Promise<number> {
    const size = this.size();
    if (size === BALLAST_BYTES) {
      if (free < LEAST_BYTES) await truncate(this.file);
      return free;
    }
    // Twice: filling it must not be what makes the disk full.
    if (free > 2 * BALLAST_BYTES) await this.fill();
    return existsSync(this.file) ? Math.max(0, free - BALLAST_BYTES) : free;
  }

  private size(): number {
    return existsSync(this.file) ? statSync(this.file).size : 0;
  }

  /** By chance, because a file system that compresses would keep no room for zeros. */
  private async fill(): Promise<void> {
    const file = await open(this.file, 'w', 0o600);
    try {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      for (let written = 0; written < BALLAST_BYTES; written += CHUNK_BYTES) {
        await file.write(randomFillSync(chunk));
      }
      await file.sync();
    } catch {
      await rm(this.file, { force: true });
    } finally {
      await file.close();
    }
  }
}
