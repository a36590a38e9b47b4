import type { AppendedBatches, AuditBatch, AuditLog } from '#audit';
import { HASH_BYTES } from '#kernel';

/** So many hashes of this node's newest records are kept: 128 KB. That is about a second of the highest load. */
const MOST_KEPT = 4_096;

type Kept = Pick<AuditBatch, 'first' | 'hashes'>;

/**
 * The hashes of the leaves. Those of this node's newest records are in memory, from when they got their numbers: to read
 * them back would cost more than to hash them again.
 */
export class LeafHashes {
  /** Batches without gaps between them, the oldest first. */
  private kept: Kept[] = [];
  private count = 0;

  constructor(private readonly log: AuditLog) {}

  /** Begins to keep what this node appends. */
  follow(appended: AppendedBatches): void {
    appended.listen((batch) => this.keep(batch));
  }

  /**
   * The hashes of the records from the number `from` on, 32 bytes each, at most `limit`. It ends before the first number
   * that has no record. Throws what the log throws.
   */
  async read(from: number, limit: number): Promise<Buffer> {
    return this.inMemory(from, limit) ?? this.log.leafHashes(from, limit);
  }

  private keep({ first, hashes }: Kept): void {
    const last = this.kept.at(-1);
    if (last && endOf(last) !== first) this.forget();
    this.kept.push({ first, hashes });
    this.count += hashes.length / HASH_BYTES;
    for (let [oldest] = this.kept; oldest && this.count > MOST_KEPT; [oldest] = this.kept) {
      this.kept.shift();
      this.count -= oldest.hashes.length / HASH_BYTES;
    }
  }

  private forget(): void {
    this.kept = [];
    this.count = 0;
  }

  /** Null: not all of them are kept. */
  private inMemory(from: number, limit: number): Buffer | null {
    const [oldest, newest] = [this.kept[0], this.kept.at(-1)];
    if (!oldest || !newest || from < oldest.first || from + limit > endOf(newest)) return null;
    const parts = this.kept
      .filter((batch) => endOf(batch) > from && batch.first < from + limit)
      .map(({ first, hashes }) => hashes.subarray(at(from - first), at(from + limit - first)));
    return Buffer.concat(parts);
  }
}

/** The number after the last of a batch. */
function endOf({ first, hashes }: Kept): number {
  return first + hashes.length / HASH_BYTES;
}

function at(records: number): number {
  return Math.max(0, records) * HASH_BYTES;
}
