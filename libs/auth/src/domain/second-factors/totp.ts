import { randomBytes } from 'node:crypto';
import { base32 } from './base32.js';

/** 160 bits: RFC 4226 section 4, requirement R6 [R21]. */
const SEED_BYTES = 20;
/** RFC 6238 section 5.2: the default time step, in milliseconds. */
const STEP_MS = 30_000;
/** Steps before and after the present one whose codes are accepted: clocks differ, and typing takes time [R19]. */
const WINDOW = 1;
/** How long a new seed can be confirmed, in milliseconds. */
export const PENDING_TOTP_MS = 900_000;

/** A new random seed in base32: 32 characters. */
export function newSeed(): string {
  return base32(randomBytes(SEED_BYTES));
}

/**
 * The time steps whose codes are accepted at `now` (milliseconds since 1970), the earliest first.
 *
 * @example stepsAround(59_000) // [0, 1, 2]
 */
export function stepsAround(now: number): readonly number[] {
  const present = Math.floor(now / STEP_MS);
  return Array.from({ length: 2 * WINDOW + 1 }, (_, index) => present - WINDOW + index);
}

/** The URL that authenticator apps read from a QR code. */
export function otpauthUrl(username: string, seed: string): string {
  const parameters = new URLSearchParams({
    secret: seed,
    issuer: 'Coffer',
    algorithm: 'SHA1',
    digits: '6',
    period: '30',
  });
  return `otpauth://totp/Coffer:${encodeURIComponent(username)}?${parameters}`;
}
