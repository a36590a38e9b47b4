import { randomBytes } from 'node:crypto';
import { base32 } from './base32.js';

/** RFC 4226 section 4, R6: 160 bits [R21]. */
const SEED_BYTES = 20;
/** RFC 6238 section 5.2: the default time step, in milliseconds. */
const STEP_MS = 30_000;
/** Steps on either side of ours whose code is taken: clocks differ, and typing takes time [R19]. */
const WINDOW = 1;
/** How long a seed that was given out may be confirmed, in milliseconds. */
export const PENDING_TOTP_MS = 900_000;

/** The base32 text of a new seed: 32 characters. */
export function newSeed(): string {
  return base32(randomBytes(SEED_BYTES));
}

/** The steps whose codes may be right at `now`, the earliest first. */
export function stepsAround(now: number): readonly number[] {
  const present = Math.floor(now / STEP_MS);
  return Array.from({ length: 2 * WINDOW + 1 }, (_, index) => present - WINDOW + index);
}

/** What authenticator apps read from a QR code. A username needs no escaping. */
export function otpauthUrl(username: string, seed: string): string {
  const parameters = new URLSearchParams({
    secret: seed,
    issuer: 'Coffer',
    algorithm: 'SHA1',
    digits: '6',
    period: '30',
  });
  return `otpauth://totp/Coffer:${username}?${parameters}`;
}
