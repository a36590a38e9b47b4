import { HASH_BYTES, nodeHash } from '#kernel';

/** More hashes than a proof can need (C2SP tlog-witness takes as many). A tree of 2^53 leaves needs 54. */
export const MAX_PROOF_HASHES = 63;

export interface Inclusion {
  /** The hash of the leaf, 32 bytes. */
  readonly leaf: Buffer;
  /** From 0. */
  readonly index: number;
  readonly size: number;
  readonly proof: readonly Buffer[];
  readonly root: Buffer;
}

export interface Consistency {
  readonly from: number;
  readonly to: number;
  /** The root of the first `from` leaves, 32 bytes. */
  readonly fromRoot: Buffer;
  /** The root of the first `to` leaves, 32 bytes. */
  readonly toRoot: Buffer;
  readonly proof: readonly Buffer[];
}

/** Whether the proof shows that the leaf is in the tree at that index (RFC 9162, section 2.1.3.2). Takes any input. */
export function verifyInclusion({ leaf, index, size, proof, root }: Inclusion): boolean {
  if (!isCount(size) || !isSafe(index) || index >= size || !areHashes([leaf, root, ...proof])) return false;
  const path = new Path(index, size - 1);
  let found = leaf;
  for (const next of proof) {
    if (path.isAtRoot) return false;
    found = path.isRight ? nodeHash(next, found) : nodeHash(found, next);
    path.up();
  }
  return path.isAtRoot && found.equals(root);
}

/**
 * Whether the proof shows that the larger tree begins with the smaller one (RFC 9162, section 2.1.4.2). `from` is at least
 * 1: every tree begins with the empty one, so there is nothing to prove. Takes any input.
 */
export function verifyConsistency({ from, to, fromRoot, toRoot, proof }: Consistency): boolean {
  if (!isCount(from) || !isCount(to) || from > to || !areHashes([fromRoot, toRoot, ...proof])) return false;
  if (from === to) return proof.length === 0 && fromRoot.equals(toRoot);
  const [first, ...rest] = isPowerOfTwo(from) ? [fromRoot, ...proof] : proof;
  if (proof.length === 0 || first === undefined) return false;
  const path = new Path(from - 1, to - 1);
  path.skipRight();
  let [older, newer] = [first, first];
  for (const next of rest) {
    if (path.isAtRoot) return false;
    if (path.isRight) older = nodeHash(next, older);
    newer = path.isRight ? nodeHash(next, newer) : nodeHash(newer, next);
    path.up();
  }
  return path.isAtRoot && older.equals(fromRoot) && newer.equals(toRoot);
}

/** The way from a leaf to the root: the index of a node, and that of the last node of its level. */
class Path {
  constructor(
    private index: number,
    private last: number,
  ) {}

  get isAtRoot(): boolean {
    return this.last === 0;
  }

  /** The sibling is on the left. The last node of a level may stand higher than its sibling. */
  get isRight(): boolean {
    return this.index % 2 === 1 || this.index === this.last;
  }

  up(): void {
    if (this.isRight) while (this.index % 2 === 0 && this.index > 0) this.half();
    this.half();
  }

  skipRight(): void {
    while (this.index % 2 === 1) this.half();
  }

  private half(): void {
    this.index = Math.floor(this.index / 2);
    this.last = Math.floor(this.last / 2);
  }
}

function isPowerOfTwo(count: number): boolean {
  return Number.isInteger(Math.log2(count)) && 2 ** Math.log2(count) === count;
}

function isSafe(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function isCount(value: number): boolean {
  return isSafe(value) && value > 0;
}

function areHashes([first, second, ...proof]: readonly Buffer[]): boolean {
  return proof.length <= MAX_PROOF_HASHES && [first, second, ...proof].every((hash) => hash?.length === HASH_BYTES);
}
