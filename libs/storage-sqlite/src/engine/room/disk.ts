import { dirname } from 'node:path';
import { Ballast, type FreeBytes, freeOnDisk, LEAST_BYTES } from './ballast.js';

/** The disk of the store: how much it can still take, and the ballast on it. */
export class Disk {
  private readonly folder: string;
  private readonly ballast: Ballast;

  constructor(
    storeFile: string,
    private readonly freeBytes: FreeBytes = freeOnDisk,
  ) {
    this.folder = dirname(storeFile);
    this.ballast = new Ballast(storeFile);
  }

  /** Called before the store opens. */
  makeRoom(): void {
    this.ballast.releaseAtStart();
  }

  /**
   * The bytes that can still be stored. `unused`: bytes of the store's file that hold nothing. They count only while its
   * log can grow, since every write goes through the log.
   */
  async free(unused: number): Promise<number> {
    const free = await this.ballast.settle(await this.freeBytes(this.folder));
    return free < LEAST_BYTES ? free : free + unused;
  }
}
