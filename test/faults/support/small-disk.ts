import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SIZE = '16m';
const CHUNK = Buffer.alloc(4_096);

/** A file system of 16 MiB that a test can fill. Only root can mount it. */
export class SmallDisk {
  readonly folder = mkdtempSync(join(tmpdir(), 'coffer-disk-'));
  private readonly filler = join(this.folder, 'filler');

  /** Null if it cannot be mounted. */
  static mount(): SmallDisk | null {
    const disk = new SmallDisk();
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE},mode=0700`, 'tmpfs', disk.folder], { stdio: 'ignore' });
      return disk;
    } catch {
      rmSync(disk.folder, { recursive: true });
      return null;
    }
  }

  /** Fills the rest of the disk. */
  fill(): void {
    try {
      for (;;) appendFileSync(this.filler, CHUNK);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }

  free(): void {
    rmSync(this.filler);
  }

  unmount(): void {
    execFileSync('umount', ['--lazy', this.folder]);
    rmSync(this.folder, { recursive: true });
  }
}
