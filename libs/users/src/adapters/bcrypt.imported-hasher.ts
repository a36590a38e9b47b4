import { ImportedHasher } from '../ports/imported-hasher.js';
import { WorkQueue } from './work-queue.js';

/** Hashes that run at once. Each keeps one thread of the pool busy [R7]. */
const CONCURRENT = 2;
const QUEUED = 64;
const RETRY_AFTER_SECONDS = 2;

/** The `bcrypt` package: OpenBSD's code. It cuts the input at 72 bytes, as `$2b$` does. */
export class BcryptImportedHasher extends ImportedHasher {
  private readonly queue = new WorkQueue(CONCURRENT, QUEUED, RETRY_AFTER_SECONDS);

  override hash(setting: string, input: string): Promise<string> {
    return this.queue.run(async () => {
      // Loaded on first use: a server without imported accounts never needs it.
      const { default: bcrypt } = await import('bcrypt');
      return bcrypt.hash(input, setting);
    });
  }
}
