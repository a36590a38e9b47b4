import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { leafHash, nodeHash } from '#kernel';
import { MemoryTree } from '../../testing/memory-tree.js';
import { consistencyProof, emptyRoot, inclusionProof, treeRoot } from './merkle.js';
import { verifyConsistency, verifyInclusion } from './verify.js';

const LARGEST = 2 ** 16 + 260;
const LEAVES = Array.from({ length: LARGEST }, (_, at) => leafHash(`record ${at}`));
const tree = new MemoryTree(LEAVES);
const OTHER = randomBytes(32);

/** The tree hash as RFC 9162 defines it, by recursion. Ranges of a power of two are remembered. */
const known = new Map<string, Buffer>();
function naiveRoot(from: number, to: number): Buffer {
  if (to === from) return emptyRoot;
  if (to - from === 1) return LEAVES[from] ?? emptyRoot;
  const range = `${from}-${to}`;
  const found = known.get(range);
  if (found) return found;
  let split = 1;
  while (split * 2 < to - from) split *= 2;
  const root = nodeHash(naiveRoot(from, from + split), naiveRoot(from + split, to));
  if (split * 2 === to - from) known.set(range, root);
  return root;
}

const rootOf = (size: number) => naiveRoot(0, size);
const around = (size: number) => [-2, -1, 0, 1, 2, 255, 256, 257].map((more) => size + more);
const anySize = fc.oneof(fc.integer({ min: 1, max: 2_100 }), fc.constantFrom(...around(2 ** 8), ...around(2 ** 16)));

async function inclusion(index: number, size: number) {
  const proof = await inclusionProof(index, size, tree.read);
  return { leaf: LEAVES[index] ?? OTHER, index, size, proof, root: rootOf(size) };
}

async function consistency(from: number, to: number) {
  return { from, to, fromRoot: rootOf(from), toRoot: rootOf(to), proof: await consistencyProof(from, to, tree.read) };
}

function flipped(hash: Buffer): Buffer {
  const changed = Buffer.from(hash);
  changed[17] = (changed[17] ?? 0) ^ 0x10;
  return changed;
}

/** Every proof that differs by one change: a bit or the length of a hash, one left out, neighbours swapped, one more. */
function changedProofs(proof: readonly Buffer[]): Buffer[][] {
  const each = proof.flatMap((hash, at) => [flipped(hash), hash.subarray(1)].map((other) => proof.with(at, other)));
  const swapped = proof.slice(1).map((hash, at) => proof.toSpliced(at, 2, hash, proof[at] ?? OTHER));
  const shorter = proof.map((_, at) => proof.toSpliced(at, 1));
  return [...each, ...shorter, ...swapped, [...proof, OTHER], [OTHER, ...proof]];
}

describe('treeRoot', () => {
  it('of no leaf is the hash of nothing, and of one leaf its hash', async () => {
    expect(emptyRoot.toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(await treeRoot(0, tree.read)).toEqual(emptyRoot);
    expect(await treeRoot(1, tree.read)).toEqual(leafHash('record 0'));
  });

  it.each([-1, 1.5, 2 ** 53, Number.NaN])('refuses the size %p', async (size) => {
    await expect(treeRoot(size, tree.read)).rejects.toThrow('size must be an integer');
  });

  it('is the root of RFC 9162 for every size up to 2,100 and around 2^16', async () => {
    const sizes = [...Array.from({ length: 2_101 }, (_, size) => size), ...around(2 ** 16)];
    const roots = await Promise.all(sizes.map((size) => treeRoot(size, tree.read)));
    expect(sizes.filter((size, at) => !roots[at]?.equals(rootOf(size)))).toEqual([]);
  });

  it('reads few nodes of a tree of any size', async () => {
    const read: number[] = [];
    const count = async (nodes: readonly unknown[]) => nodes.map(() => OTHER).slice(read.push(nodes.length), 0);
    await expect(treeRoot(2 ** 53 - 1, count)).rejects.toThrow('53 nodes');
    await expect(inclusionProof(2 ** 52, 2 ** 53 - 1, count)).rejects.toThrow(RangeError);
    await expect(consistencyProof(2 ** 52 - 1, 2 ** 53 - 1, count)).rejects.toThrow(RangeError);
    expect(Math.max(...read)).toBeLessThan(110);
  });
});

describe('inclusionProof', () => {
  it.each([
    [0, 0],
    [3, 3],
    [-1, 3],
    [0, 2 ** 53],
  ])('refuses the index %p of %p leaves', (index, size) => {
    expect(() => inclusionProof(index, size, tree.read)).toThrow(RangeError);
  });

  it('of every leaf of every tree of at most 40 leaves verifies, and no changed one does', async () => {
    for (let size = 1; size <= 40; size += 1)
      for (let index = 0; index < size; index += 1) {
        const right = await inclusion(index, size);
        expect(verifyInclusion(right)).toBe(true);
        const wrong = [
          ...changedProofs(right.proof).map((proof) => ({ ...right, proof })),
          { ...right, root: flipped(right.root) },
          { ...right, root: rootOf(size + 1) },
          { ...right, leaf: flipped(right.leaf) },
          { ...right, size: size + 1, root: rootOf(size + 1) },
          { ...right, index: (index + 1) % (size + 1) },
          { ...right, index: index - 1 },
          { ...right, index: size },
          { ...right, size: index },
        ];
        expect(wrong.filter(verifyInclusion)).toEqual([]);
      }
  });

  it('that is too long for its size is refused, whatever its root is', () => {
    const [left, right] = [LEAVES[0] ?? OTHER, LEAVES[1] ?? OTHER];
    expect(verifyInclusion({ leaf: right, index: 0, size: 1, proof: [left], root: rootOf(2) })).toBe(false);
    const consistent = { from: 1, to: 2, fromRoot: left, toRoot: nodeHash(OTHER, rootOf(2)), proof: [right, OTHER] };
    expect(verifyConsistency({ ...consistent, fromRoot: nodeHash(OTHER, left) })).toBe(false);
    expect(verifyConsistency(consistent)).toBe(false);
  });

  it('of any leaf of larger trees verifies, and no changed one does', async () => {
    const places = anySize.chain((size) => fc.tuple(fc.integer({ min: 0, max: size - 1 }), fc.constant(size)));
    await fc.assert(
      fc.asyncProperty(places, async ([index, size]) => {
        const right = await inclusion(index, size);
        expect(verifyInclusion(right)).toBe(true);
        expect(changedProofs(right.proof).filter((proof) => verifyInclusion({ ...right, proof }))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

describe('consistencyProof', () => {
  it.each([
    [0, 3],
    [4, 3],
    [1, 2 ** 53],
  ])('refuses from %p to %p', (from, to) => {
    expect(() => consistencyProof(from, to, tree.read)).toThrow(RangeError);
  });

  it('between all sizes up to 40 verifies, and no changed one does', async () => {
    for (let to = 1; to <= 40; to += 1)
      for (let from = 1; from <= to; from += 1) {
        const right = await consistency(from, to);
        expect(verifyConsistency(right)).toBe(true);
        const wrong = [
          ...changedProofs(right.proof).map((proof) => ({ ...right, proof })),
          { ...right, fromRoot: flipped(right.fromRoot) },
          { ...right, toRoot: flipped(right.toRoot) },
          { ...right, to: to + 1, toRoot: rootOf(to + 1) },
          { ...right, from: from + 1, fromRoot: rootOf(from + 1) },
          { ...right, from: from - 1, fromRoot: rootOf(from - 1) },
          { ...right, from: to + 1 },
        ];
        expect(wrong.filter(verifyConsistency)).toEqual([]);
      }
  });

  it('between any larger sizes verifies, and no changed one does', async () => {
    await fc.assert(
      fc.asyncProperty(anySize, anySize, async (one, two) => {
        const right = await consistency(Math.min(one, two), Math.max(one, two));
        expect(verifyConsistency(right)).toBe(true);
        expect(changedProofs(right.proof).filter((proof) => verifyConsistency({ ...right, proof }))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});
