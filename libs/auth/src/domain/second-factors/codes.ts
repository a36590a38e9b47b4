import { randomInt } from 'node:crypto';

/** Digits of a code by mail or of an authenticator app. */
const DIGITS = 6;
const FORM = /^\d{6}$/;

/** Each of the million codes as likely as the others. */
export function newSixDigits(): string {
  return randomInt(10 ** DIGITS)
    .toString()
    .padStart(DIGITS, '0');
}

/** Asked before anything is looked up [R18]: no other digits, signs, spaces or lines than these. */
export function isSixDigits(code: string): boolean {
  return FORM.test(code);
}
