import { ImportedHasher } from '../ports/imported-hasher.js';
import type { HashOrigin } from '../ports/password-hasher.js';
import { WorkQueue } from './queue/work-queue.js';

/** Hashes that run at once. Each keeps one thread of the pool busy [R7]. */
const LIMITS = { running: 2, waiting: 64, retryAfterSeconds: 2 };

/** The `bcrypt` package: OpenBSD's code. It cuts the input at 72 bytes, as `$2b$` does. */
export class BcryptImportedHasher extends ImportedHasher {
  private readonly queue: WorkQueue;

  /** `onDefect`: told why a hash could not be computed. */
  constructor(onDefect?: (cause: unknown) => void) {
    super();
    this.queue = new WorkQueue(LIMITS, onDefect);
  }

  override hash(setting: string, input: string, origin: HashOrigin | null = null): Promise<string> {
    return this.queue.run(async () => {
      // Loaded on first use: a server without imported accounts never needs it.
      const { default: bcrypt } = await import('bcrypt');
      return bcrypt.hash(input, setting);
    }, origin);
  }
}
