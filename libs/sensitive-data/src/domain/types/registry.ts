import type { SensitiveType } from '../sensitive-type.js';
import { CARD_NUMBER } from './card-number.js';
import { IBAN } from './iban.js';
import { NATIONAL_ID } from './national-id.js';
import { PHONE } from './phone.js';
import { TEXT } from './text.js';

/** All types. A new type is one file beside these, and one name here. */
export const SENSITIVE_TYPES: readonly SensitiveType[] = [CARD_NUMBER, IBAN, NATIONAL_ID, PHONE, TEXT];

export const DATA_TYPES: readonly string[] = SENSITIVE_TYPES.map(({ name }) => name);

/** Throws for a name that is not in {@link DATA_TYPES}. Requests are checked before, and stored records have a known type. */
export function typeNamed(name: string): SensitiveType {
  const found = SENSITIVE_TYPES.find((type) => type.name === name);
  if (!found) throw new Error('This type of sensitive data does not exist.');
  return found;
}
