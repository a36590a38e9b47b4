import { lastFour } from '../mask.js';
import type { SensitiveType } from '../sensitive-type.js';
import { IBAN_LENGTHS } from './iban-lengths.js';

const SHAPE = /^([A-Z]{2})(\d{2})[A-Z0-9]+$/;

export const IBAN: SensitiveType = {
  name: 'iban',
  rule: 'an IBAN (ISO 13616) of a country that has them, of its length and with its check digits; spaces are dropped',
  canonical(text) {
    const iban = text.replaceAll(' ', '').replaceAll(/[a-z]/g, (letter) => letter.toUpperCase());
    const [, country, check] = SHAPE.exec(iban) ?? [];
    if (!country || !check || IBAN_LENGTHS.get(country) !== iban.length) return null;
    return isMade(check) && remainderOf(iban) === 1 ? iban : null;
  },
  mask: lastFour,
};

/** 98 less a remainder of 97 is 02 to 98: 00, 01 and 99 have the remainders of others and are made by nobody. */
function isMade(check: string): boolean {
  return check >= '02' && check <= '98';
}

/** MOD 97-10 of ISO/IEC 7064: the first four characters moved to the end, letters as 10 to 35. */
function remainderOf(iban: string): number {
  let remainder = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder;
}
