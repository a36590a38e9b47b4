import { nodeHash } from '#kernel';
import type { NodeAt, ReadNodes } from '../domain/tree/merkle.js';

/** A tree in memory, which takes leaf hashes one by one and keeps every complete subtree. */
export class MemoryTree {
  private readonly levels: Buffer[][] = [[]];

  constructor(hashes: Iterable<Buffer> = []) {
    for (const hash of hashes) this.append(hash);
  }

  get size(): number {
    return this.levels[0]?.length ?? 0;
  }

  append(leafHash: Buffer): void {
    let hash = leafHash;
    for (let level = 0; ; level += 1) {
      const row = this.levels[level] ?? [];
      this.levels[level] = row;
      const left = row.at(-1);
      row.push(hash);
      if (!left || row.length % 2 === 1) return;
      hash = nodeHash(left, hash);
    }
  }

  readonly read: ReadNodes = async (nodes) => nodes.map((at) => this.node(at));

  private node({ level, index }: NodeAt): Buffer {
    const hash = this.levels[level]?.[index];
    if (!hash) throw new RangeError(`the tree has no complete subtree ${level}/${index}`);
    return hash;
  }
}
