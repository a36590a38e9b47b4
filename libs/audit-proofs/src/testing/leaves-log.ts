import type { StoredRecord } from '#audit';
import { MemoryAuditLog } from '#audit/testing';
import { leafHash } from '#kernel';

/** A log of short leaves, for trees of any size: only what the tree reads of it works. */
export class LeavesLog extends MemoryAuditLog {
  /** The text of each leaf, by its number minus 1. Null: it was deleted. A test may change them. */
  readonly texts: (string | null)[] = [];
  private readonly known = new Map<string, Buffer>();

  constructor(size = 0) {
    super();
    this.grow(size);
  }

  grow(records: number): void {
    for (let more = 0; more < records; more++) this.texts.push(`{"seq":${this.texts.length + 1}}`);
  }

  override async head(): Promise<number> {
    return this.texts.length;
  }

  override async first(): Promise<number> {
    return 1;
  }

  override async read(from: number, limit: number): Promise<StoredRecord[]> {
    const range = this.texts.slice(from - 1, from - 1 + limit);
    return range.flatMap((leaf, at) => (leaf === null ? [] : [{ seq: from + at, leaf, personal: {}, lasting: {} }]));
  }

  override async leafHashes(from: number, limit: number): Promise<Buffer> {
    const range = this.texts.slice(from - 1, from - 1 + limit);
    const end = range.indexOf(null);
    return Buffer.concat((end < 0 ? range : range.slice(0, end)).map((text) => this.hashOf(text ?? '')));
  }

  private hashOf(text: string): Buffer {
    const hash = this.known.get(text) ?? leafHash(text);
    this.known.set(text, hash);
    return hash;
  }
}
