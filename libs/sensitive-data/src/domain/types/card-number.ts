import { lastFour } from '../mask.js';
import type { SensitiveType } from '../sensitive-type.js';

const CARD = /^\d{16}$/;

export const CARD_NUMBER: SensitiveType = {
  name: 'card_number',
  rule: 'a card number of 16 digits, with a right check digit if the operator asks for it; spaces and hyphens are dropped',
  canonical(text, { cardLuhn }) {
    const digits = text.replaceAll(/[ -]/g, '');
    return CARD.test(digits) && (!cardLuhn || hasCheckDigit(digits)) ? digits : null;
  },
  mask: lastFour,
};

/** The Luhn formula (ISO/IEC 7812-1, annex B): every second digit from the right is doubled. */
function hasCheckDigit(digits: string): boolean {
  const weighed = [...digits].reverse().map((digit, index) => {
    const product = Number(digit) * (index % 2 === 0 ? 1 : 2);
    return product > 9 ? product - 9 : product;
  });
  return weighed.reduce((sum, digit) => sum + digit, 0) % 10 === 0;
}
