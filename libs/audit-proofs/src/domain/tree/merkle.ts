import { hash } from 'node:crypto';
import { nodeHash } from '#kernel';

/** The root of a tree without leaves: SHA-256 of nothing (RFC 9162, section 2.1.1). */
export const emptyRoot: Buffer = hash('sha256', '', 'buffer');

/** The root of a complete subtree: of the 2^level leaves from `index * 2^level` on. Level 0 is the hash of a leaf. */
export interface NodeAt {
  readonly level: number;
  /** From 0. */
  readonly index: number;
}

/** Reads hashes of 32 bytes, one for each node, in their order. It is called once for each root or proof. */
export type ReadNodes = (nodes: readonly NodeAt[]) => Promise<readonly Buffer[]>;

/** The leaves from `from` up to `to`, without `to`. `from` is a multiple of the largest power of two in the length. */
type Range = readonly [from: number, to: number];

/**
 * The root over the first `size` leaves (RFC 9162, section 2.1.1). It reads at most 53 nodes.
 *
 * Errors: RangeError if `size` is no safe integer from 0. What `read` throws.
 */
export async function treeRoot(size: number, read: ReadNodes): Promise<Buffer> {
  requireInteger('size', size, 0, Number.MAX_SAFE_INTEGER);
  if (size === 0) return emptyRoot;
  const [root = emptyRoot] = await rangeRoots([[0, size]], read);
  return root;
}

/**
 * Proves that a leaf stands at `index` (from 0) in the tree of `size` leaves: at most 53 hashes of 32 bytes, from the
 * leaf's sibling to the root's child (RFC 9162, section 2.1.3.1).
 *
 * Errors: RangeError if `size` is no safe integer from 1, or `index` is not below it. What `read` throws.
 */
export function inclusionProof(index: number, size: number, read: ReadNodes): Promise<Buffer[]> {
  requireInteger('size', size, 1, Number.MAX_SAFE_INTEGER);
  requireInteger('index', index, 0, size - 1);
  return rangeRoots(inclusionRanges(index, size), read);
}

/**
 * Proves that the tree of `to` leaves begins with the tree of `from` leaves: at most 54 hashes of 32 bytes, none if both
 * are equal (RFC 9162, section 2.1.4.1).
 *
 * Errors: RangeError if `to` is no safe integer from 1, or `from` is not from 1 up to it. What `read` throws.
 */
export function consistencyProof(from: number, to: number, read: ReadNodes): Promise<Buffer[]> {
  requireInteger('to', to, 1, Number.MAX_SAFE_INTEGER);
  requireInteger('from', from, 1, to);
  return rangeRoots(consistencyRanges(from, to), read);
}

/** The largest power of two below `count`, which is at least 2: where a tree of `count` leaves is split. */
function splitOf(count: number): number {
  const power = largestPower(count);
  return power === count ? power / 2 : power;
}

/** The largest power of two up to `count`. Multiplied, since a logarithm near 2^53 is rounded. */
function largestPower(count: number): number {
  let power = 1;
  while (power * 2 <= count) power *= 2;
  return power;
}

function inclusionRanges(index: number, size: number): Range[] {
  const ranges: Range[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = from + splitOf(to - from);
    if (index < middle) {
      ranges.push([middle, to]);
      to = middle;
    } else {
      ranges.push([from, middle]);
      from = middle;
    }
  }
  return ranges.reverse();
}

function consistencyRanges(older: number, size: number): Range[] {
  const ranges: Range[] = [];
  let [from, to] = [0, size];
  while (older !== to) {
    const middle = from + splitOf(to - from);
    if (older <= middle) {
      ranges.push([middle, to]);
      to = middle;
    } else {
      ranges.push([from, middle]);
      from = middle;
    }
  }
  // The verifier has the root of the first `older` leaves. Another range it has not.
  if (from > 0) ranges.push([from, to]);
  return ranges.reverse();
}

/** The complete subtrees of a range, the largest first. */
function nodesOf([from, to]: Range): NodeAt[] {
  const nodes: NodeAt[] = [];
  for (let start = from; start < to; ) {
    const leaves = largestPower(to - start);
    nodes.push({ level: Math.log2(leaves), index: start / leaves });
    start += leaves;
  }
  return nodes;
}

async function rangeRoots(ranges: readonly Range[], read: ReadNodes): Promise<Buffer[]> {
  const parts = ranges.map(nodesOf);
  const nodes = parts.flat();
  if (nodes.length === 0) return [];
  const hashes = await read(nodes);
  if (hashes.length !== nodes.length) throw new RangeError(`${nodes.length} nodes were asked for`);
  let next = 0;
  return parts.map((part) => {
    next += part.length;
    return hashes.slice(next - part.length, next).reduceRight((right, left) => nodeHash(left, right));
  });
}

function requireInteger(name: string, value: number, least: number, most: number): void {
  if (!Number.isSafeInteger(value) || value < least || value > most)
    throw new RangeError(`${name} must be an integer from ${least} to ${most}`);
}
