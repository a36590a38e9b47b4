import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SIZE = '16m';
const CHUNK = Buffer.alloc(4_096);

/** A file system of 16 MiB, or of another size, that a test can fill. Only root can mount it. */
export class SmallDisk {
  readonly folder = mkdtempSync(join(tmpdir(), 'coffer-disk-'));
  private readonly filler = join(this.folder, 'filler');

  /** Null if it cannot be mounted. */
  static mount(size = SIZE): SmallDisk | null {
    const disk = new SmallDisk();
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=0700`, 'tmpfs', disk.folder], { stdio: 'ignore' });
      return disk;
    } catch {
      rmSync(disk.folder, { recursive: true });
      return null;
    }
  }

  /**
   * Fills what is free now of the disk, but for `leave` bytes. Not what the server gives back meanwhile: it would take the
   * server's reserve as well.
   */
  fill(leave = 0): void {
    try {
      for (let left = this.freeBytes() - leave; left > 0; left -= CHUNK.length) appendFileSync(this.filler, CHUNK);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }

  freeBytes(): number {
    const { bavail, bsize } = statfsSync(this.folder);
    return bavail * bsize;
  }

  free(): void {
    rmSync(this.filler);
  }

  unmount(): void {
    execFileSync('umount', ['--lazy', this.folder]);
    rmSync(this.folder, { recursive: true });
  }
}
