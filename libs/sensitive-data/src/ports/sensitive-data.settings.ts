/** The settings of the operator for types of personal data. */
export abstract class SensitiveDataSettings {
  /** Whether a card number must have a right check digit (Luhn, ISO/IEC 7812-1). */
  abstract readonly cardLuhn: boolean;
  /** The form of a national id. */
  abstract readonly nationalIdPattern: RegExp;
}
