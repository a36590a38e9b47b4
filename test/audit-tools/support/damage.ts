import { randomBytes } from 'node:crypto';

/** Each with one byte changed: its lowest bit. */
export function flippedBytes(bytes: Buffer): Buffer[] {
  return [...bytes.keys()].map((at) => {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    return changed;
  });
}

/** Cut short after each byte, and with one byte more. */
export function cutAndExtended(bytes: Buffer): Buffer[] {
  const cut = [...bytes.keys()].map((length) => bytes.subarray(0, length));
  return [...cut, ...['\n', ' ', 'x', '\u0000'].map((more) => Buffer.concat([bytes, Buffer.from(more)]))];
}

/** Other proofs: a bit changed, a hash left out, two swapped, one more in front and at the end. */
export function otherProofs(proof: readonly Buffer[]): Buffer[][] {
  const more = randomBytes(32);
  const flipped = proof.map((hash, at) => proof.with(at, flippedBytes(hash)[at % 32] ?? more));
  const shorter = proof.map((_, at) => proof.toSpliced(at, 1));
  const swapped = proof.slice(1).map((hash, at) => proof.toSpliced(at, 2, hash, proof[at] ?? more));
  return [...flipped, ...shorter, ...swapped, [...proof, more], [more, ...proof]];
}

/**
 * Whether the lowest bit at this place of a text is a bit of base64 that stands for nothing: in the last letter before the
 * padding. Go does not look at it.
 */
export function isUnusedBit(text: Buffer, at: number): boolean {
  return text[at + 1] === '='.charCodeAt(0) && text[at] !== '='.charCodeAt(0);
}
