import { timingSafeEqual } from 'node:crypto';
import { PartUnavailable } from '#kernel';
import type { RingKeyRef } from '#keys';
import type { Wrap, WrapOf } from '../master-key.js';
import { objectOf, type VaultAnswer } from '../session/vault-client.js';
import type { VaultCall } from '../session/vault-session.js';

/** How many items one request has: OpenBao refuses a body of more than 1,000 strings, and each item has four. */
const BATCH = 200;

interface Item {
  readonly ciphertext: string;
  readonly context: string;
}

/** Re-wraps many wraps with few requests to Transit. */
export class TransitBatches {
  constructor(
    private readonly mount: string,
    private readonly name: string,
  ) {}

  /** See {@link MasterKey.rewrap}. Transit re-wraps, then opens the old and the new wraps, which are compared here. */
  async rewrap(begin: () => VaultCall, wraps: readonly WrapOf[]): Promise<(Wrap | null)[]> {
    const old = wraps.map(({ ref, wrap }) => ({ ciphertext: wrap, context: contextOf(ref) }));
    const made = (await this.inBatches(begin, 'rewrap', old)).map(({ ciphertext }) => wrapIn(ciphertext));
    const renewed = old.map(({ context }, index) => ({ context, ciphertext: made[index]?.wrap ?? '' }));
    const opened = await this.inBatches(begin, 'decrypt', [...old, ...renewed]);
    return made.map((wrap, index) => (holdTheSame(opened[index], opened[old.length + index]) ? wrap : null));
  }

  private async inBatches(begin: () => VaultCall, operation: 'rewrap' | 'decrypt', items: readonly Item[]) {
    const results: Readonly<Record<string, unknown>>[] = [];
    for (let from = 0; from < items.length; from += BATCH) {
      const batch = items.slice(from, from + BATCH);
      const answer = await begin().compute(`${this.mount}/${operation}/${this.name}`, { batch_input: batch });
      results.push(...resultsOf(answer, batch.length));
    }
    return results;
  }
}

/** One result for each item. Transit answers 400 if one of them does not open, but still answers the others. */
function resultsOf(answer: VaultAnswer, expected: number): Readonly<Record<string, unknown>>[] {
  const results = objectOf(answer.body.data).batch_results;
  if (Array.isArray(results) && results.length === expected) return results.map(objectOf);
  requireDone(answer);
  throw new PartUnavailable('keyring', new Error('Transit did not answer for each item'));
}

function holdTheSame(
  old: Readonly<Record<string, unknown>> = {},
  renewed: Readonly<Record<string, unknown>> = {},
): boolean {
  const [a, b] = [old, renewed].map(({ plaintext }) => Buffer.from(String(plaintext ?? ''), 'base64'));
  try {
    return a !== undefined && b !== undefined && a.length > 0 && a.length === b.length && timingSafeEqual(a, b);
  } finally {
    a?.fill(0);
    b?.fill(0);
  }
}

/** The context that a wrap is bound to. Transit derives a key from it. It survives rewrapping. */
export function contextOf({ ring, version }: RingKeyRef): string {
  return Buffer.from(`${ring}|${version}`).toString('base64');
}

/** Reads the master version from a ciphertext of Transit. Null if the text is no ciphertext. */
export function wrapIn(ciphertext: unknown): Wrap | null {
  const under = /^vault:v([1-9]\d*):/.exec(String(ciphertext))?.[1];
  return under ? { wrap: String(ciphertext), under: Number(under) } : null;
}

/** The data of an answer. PartUnavailable for a refusal. */
export function dataOf(answer: VaultAnswer): Readonly<Record<string, unknown>> {
  requireDone(answer);
  return objectOf(answer.body.data);
}

/** PartUnavailable if Transit refused the request. */
export function requireDone(answer: VaultAnswer): void {
  if (answer.status < 400) return;
  const said = answer.errors.join('; ').slice(0, 200);
  throw new PartUnavailable('keyring', new Error(`Transit answered with ${answer.status}: ${said}`));
}
