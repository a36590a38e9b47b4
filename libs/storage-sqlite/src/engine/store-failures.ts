import { BoundedCache, type Clock, PartUnavailable, StoreDamaged } from '#kernel';

/** SQLite's texts for SQLITE_CORRUPT and SQLITE_NOTADB. */
const DAMAGED = /disk image is malformed|is not a database/;
/** A failure with the same text is logged again after this time, in milliseconds. */
const AGAIN_MS = 60_000;
/** Different texts that are remembered at most. */
const TEXTS = 100;

/** What SQLite's texts for a file that does not open mean for the operator. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [DAMAGED, 'The file is damaged, or it is another one: restore it from a backup.'],
  [/disk I\/O error|EIO/, 'The disk failed, or its file system cannot lock files: look at the disk.'],
  [/full|ENOSPC|EDQUOT/, 'Free some space.'],
  [/readonly|EROFS/, 'The file system is read-only, or the file is: make it writable.'],
  [/unable to open|EACCES|EPERM/, 'Give the account of the server the right to write there.'],
  [/locked/, 'Another program holds it.'],
];

/** Why the file of the store does not open, in one line for the operator. */
export function openingFailure(reason: string): string {
  const advice = ADVICE.find(([text]) => text.test(reason))?.[1] ?? '';
  return `DATA_DIR/coffer.db does not open: ${reason}. ${advice}`.trim();
}

/** The error of a call that SQLite failed. */
export function failureOf(cause: unknown): PartUnavailable {
  const text = cause instanceof Error ? cause.message : String(cause);
  return DAMAGED.test(text) ? new StoreDamaged(cause) : new PartUnavailable('store', cause);
}

/**
 * Logs failures that a caller only sees as a 503, each text once a minute. Remembers that the file is damaged: the store
 * is not ready from then on, since other pages may be damaged, too. Only a start on a restored file ends that.
 */
export class StoreFailures {
  private found: string | null = null;
  private readonly told: BoundedCache<true>;

  constructor(
    private readonly log: (message: string) => void,
    clock: Clock,
  ) {
    this.told = new BoundedCache(clock, { max: TEXTS, maxAgeMs: AGAIN_MS });
  }

  readonly warn = (message: string): void => {
    if (DAMAGED.test(message)) this.found ??= message;
    if (this.told.get(message)) return;
    this.told.set(message, true);
    this.log(message);
  };

  /** The first failure that showed that the file is damaged; null: none did. */
  get damage(): string | null {
    return this.found;
  }
}
