import { lastFour } from '../mask.js';
import type { SensitiveType } from '../sensitive-type.js';
import { IBAN_LENGTHS } from './iban-lengths.js';

const SHAPE = /^([A-Z]{2})(\d{2})[A-Z0-9]+$/;

export const IBAN: SensitiveType = {
  name: 'iban',
  rule: 'an IBAN (ISO 13616) with the length of its country and right check digits; spaces are dropped',
  canonical(text) {
    const iban = text.replaceAll(' ', '').replaceAll(/[a-z]/g, (letter) => letter.toUpperCase());
    const [, country, check] = SHAPE.exec(iban) ?? [];
    if (!country || !check || IBAN_LENGTHS.get(country) !== iban.length) return null;
    return isIssued(check) && remainderOf(iban) === 1 ? iban : null;
  },
  mask: lastFour,
};

/** Check digits are 98 less a remainder of 97, so 02 to 98. The digits 00, 01 and 99 are never issued. */
function isIssued(check: string): boolean {
  return check >= '02' && check <= '98';
}

/** MOD 97-10 of ISO/IEC 7064: the first four characters move to the end, and letters count as 10 to 35. */
function remainderOf(iban: string): number {
  let remainder = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder;
}
