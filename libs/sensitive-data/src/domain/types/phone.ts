import { lastFour } from '../mask.js';
import type { SensitiveType } from '../sensitive-type.js';

/** ITU-T E.164: at most 15 digits, the first of them 1 to 9. No number in use has fewer than 7 digits. */
const E164 = /^\+[1-9]\d{6,14}$/;

export const PHONE: SensitiveType = {
  name: 'phone',
  rule: 'a phone number in E.164 form: + and 7 to 15 digits, the country code first; spaces, hyphens, dots and brackets are dropped',
  canonical(text) {
    const number = text.replaceAll(/[ .()-]/g, '');
    return E164.test(number) ? number : null;
  },
  mask: lastFour,
};
