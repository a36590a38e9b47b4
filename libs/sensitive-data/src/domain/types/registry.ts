import type { SensitiveType } from '../sensitive-type.js';
import { CARD_NUMBER } from './card-number.js';
import { IBAN } from './iban.js';
import { NATIONAL_ID } from './national-id.js';
import { PHONE } from './phone.js';
import { TEXT } from './text.js';

/** Every type that there is. A new one is a file beside these and a line here. */
export const SENSITIVE_TYPES: readonly SensitiveType[] = [CARD_NUMBER, IBAN, NATIONAL_ID, PHONE, TEXT];

export const DATA_TYPES: readonly string[] = SENSITIVE_TYPES.map(({ name }) => name);

/** Throws for a name that {@link DATA_TYPES} does not have: requests are checked, and what is kept was one. */
export function typeNamed(name: string): SensitiveType {
  const found = SENSITIVE_TYPES.find((type) => type.name === name);
  if (!found) throw new Error('there is no such type of sensitive data');
  return found;
}
