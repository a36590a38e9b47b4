import { randomInt } from 'node:crypto';

/** Length of a mailed code, and of a code of an authenticator app. */
const DIGITS = 6;
const FORM = /^\d{6}$/;

/**
 * A random code. Each of the million codes is equally likely.
 *
 * @example newSixDigits() // '049203'
 */
export function newSixDigits(): string {
  return randomInt(10 ** DIGITS)
    .toString()
    .padStart(DIGITS, '0');
}

/**
 * Whether `code` is six ASCII digits and nothing else. Asked before anything is looked up [R18].
 *
 * @example isSixDigits('49203\n') // false
 */
export function isSixDigits(code: string): boolean {
  return FORM.test(code);
}
