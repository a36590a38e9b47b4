import { randomBytes } from 'node:crypto';
import { base32 } from './base32.js';

const COUNT = 10;
const HALF = 5;
/** Enough bytes for 10 characters of 5 bits. */
const RANDOM_BYTES = 7;
const FORM = /^[a-z2-7]{5}-?[a-z2-7]{5}$/;

/** Ten codes of the form `xxxxx-xxxxx`, of 50 random bits each: all that an account has at a time. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: COUNT }, () => {
    const text = base32(randomBytes(RANDOM_BYTES)).toLowerCase();
    return `${text.slice(0, HALF)}-${text.slice(HALF, 2 * HALF)}`;
  });
}

/** The one form that is hashed, without dash and in lower case; null for what is no recovery code. */
export function recoveryForm(typed: string): string | null {
  const lower = typed.toLowerCase();
  return FORM.test(lower) ? lower.replace('-', '') : null;
}
