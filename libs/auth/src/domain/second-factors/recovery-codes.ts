import { randomBytes } from 'node:crypto';
import { base32 } from './base32.js';

const COUNT = 10;
const HALF = 5;
/** Enough bytes for the 50 bits of a code. */
const RANDOM_BYTES = 7;
const FORM = /^[a-z2-7]{5}-?[a-z2-7]{5}$/;

/**
 * A new set of ten codes, each of 50 random bits.
 *
 * @example newRecoveryCodes()[0] // 'k3v7q-2mzpa'
 */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: COUNT }, () => {
    const text = base32(randomBytes(RANDOM_BYTES)).toLowerCase();
    return `${text.slice(0, HALF)}-${text.slice(HALF, 2 * HALF)}`;
  });
}

/**
 * The form that is hashed: lower case, without the dash. Null: `typed` is no recovery code.
 *
 * @example recoveryForm('K3V7Q-2MZPA') // 'k3v7q2mzpa'
 */
export function recoveryForm(typed: string): string | null {
  const lower = typed.toLowerCase();
  return FORM.test(lower) ? lower.replace('-', '') : null;
}
