import { ServerDistrusted } from '../errors.js';
import type { AccountKeys } from '../session/token-store.js';

/** Argon2id (RFC 9106, version 0x13) or PBKDF2-HMAC-SHA-256 (RFC 8018). */
export type Kdf = AccountKeys['kdf'];

type Bounds = readonly [least: number, most: number];
type Costs = Readonly<Record<'memory_kib' | 'iterations' | 'parallelism', Bounds | null>>;

/** RFC 9106 section 4, the second recommended option, on one lane: browsers have no threads to spare. */
export const DEFAULT_KDF: Kdf = { algorithm: 'argon2id', memory_kib: 65_536, iterations: 3, parallelism: 1 };

/**
 * Floors: OWASP's password storage cheat sheet. Ceilings: 1 GiB and what a browser can still compute, so that a server
 * cannot keep a client busy for ever.
 */
const COSTS: Readonly<Record<Kdf['algorithm'], Costs>> = {
  argon2id: { memory_kib: [19_456, 1_048_576], iterations: [2, 20], parallelism: [1, 4] },
  'pbkdf2-sha256': { memory_kib: null, iterations: [600_000, 10_000_000], parallelism: null },
};
const NAMES = ['memory_kib', 'iterations', 'parallelism'] as const;

/**
 * Refuses a derivation that is too cheap, too costly or malformed, before anything is derived. Errors: ServerDistrusted
 * `kdf_too_weak`, `kdf_too_costly`, `malformed_answer`, each with the name of the field.
 */
export function requireAcceptable(kdf: Kdf): void {
  const costs = Object.hasOwn(COSTS, kdf.algorithm) ? COSTS[kdf.algorithm] : null;
  if (costs === null) throw new ServerDistrusted('malformed_answer', 'kdf.algorithm');
  for (const name of NAMES) {
    const bounds = costs[name];
    const value = kdf[name];
    if (bounds === null && value === undefined) continue;
    if (bounds === null || value === undefined || !Number.isInteger(value)) {
      throw new ServerDistrusted('malformed_answer', `kdf.${name}`);
    }
    if (value < bounds[0]) throw new ServerDistrusted('kdf_too_weak', `kdf.${name}`);
    if (value > bounds[1]) throw new ServerDistrusted('kdf_too_costly', `kdf.${name}`);
  }
}

/** Refuses a derivation with a lower cost than the account had before. Errors: ServerDistrusted `kdf_weakened`. */
export function requireNotWeaker(kdf: Kdf, before: Kdf): void {
  if (kdf.algorithm !== before.algorithm) {
    if (kdf.algorithm === 'argon2id') return;
    throw new ServerDistrusted('kdf_weakened', 'kdf.algorithm');
  }
  for (const name of ['memory_kib', 'iterations'] as const) {
    if ((kdf[name] ?? 0) < (before[name] ?? 0)) throw new ServerDistrusted('kdf_weakened', `kdf.${name}`);
  }
}

export function sameKdf(one: Kdf, other: Kdf): boolean {
  return one.algorithm === other.algorithm && NAMES.every((name) => one[name] === other[name]);
}
