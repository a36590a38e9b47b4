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

/** The same with spaces anywhere, as it may be typed. */
export const TYPED_SIX_DIGITS = /^\s*(?:\d\s*){6}$/;

const SPACE = /\s+/g;
const DASH = /[\p{Pd}\u2212]/gu;

/**
 * A code as somebody typed or copied it, without what apps and word processors add: spaces anywhere, and other dashes
 * than `-`. What is left is checked by the form of its kind.
 *
 * @example typedCode(' 492 039 ') // '492039'
 * @example typedCode('k3v7q \u2013 2mzpa') // 'k3v7q-2mzpa'
 */
export function typedCode(text: string): string {
  return text.replace(SPACE, '').replace(DASH, '-');
}

/**
 * Whether `code` is six ASCII digits and nothing else. Asked before anything is looked up [R18].
 *
 * @example isSixDigits('49203\n') // false
 */
export function isSixDigits(code: string): boolean {
  return FORM.test(code);
}
