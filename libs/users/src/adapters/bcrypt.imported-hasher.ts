import { ImportedHasher } from '../ports/imported-hasher.js';
import { WorkQueue } from './work-queue.js';

/** As many as of the hashes of our own: each keeps one thread of the pool busy, for as long as its cost says [R7]. */
const CONCURRENT = 2;
const QUEUED = 64;
const RETRY_AFTER_SECONDS = 2;

/** The `bcrypt` package: OpenBSD's code, with a length that is cut at 72 bytes and never wraps (`$2b$`). */
export class BcryptImportedHasher extends ImportedHasher {
  private readonly queue = new WorkQueue(CONCURRENT, QUEUED, RETRY_AFTER_SECONDS);

  override hash(setting: string, input: string): Promise<string> {
    return this.queue.run(async () => {
      // Loaded with the first: a server without imported accounts never needs it.
      const { default: bcrypt } = await import('bcrypt');
      return bcrypt.hash(input, setting);
    });
  }
}
