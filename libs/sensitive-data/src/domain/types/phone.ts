import { lastFour } from '../mask.js';
import type { SensitiveType } from '../sensitive-type.js';

/** ITU-T E.164: a country code, which begins with 1 to 9, and at most 15 digits in all; none in use has fewer than 7. */
const E164 = /^\+[1-9]\d{6,14}$/;

export const PHONE: SensitiveType = {
  name: 'phone',
  rule: 'a phone number in the form of E.164: +, the country code and the number, 7 to 15 digits; spaces, hyphens, dots and brackets are dropped',
  canonical(text) {
    const number = text.replaceAll(/[ .()-]/g, '');
    return E164.test(number) ? number : null;
  },
  mask: lastFour,
};
