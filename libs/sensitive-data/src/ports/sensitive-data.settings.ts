/** What the operator sets about the types. */
export abstract class SensitiveDataSettings {
  /** Whether a card number must have the check digit of ISO/IEC 7812-1 (Luhn). */
  abstract readonly cardLuhn: boolean;
  /** What a national id must look like. */
  abstract readonly nationalIdPattern: RegExp;
}
