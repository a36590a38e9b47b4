import { CofferError, type FieldError } from '#kernel';
import { localPart } from './email.js';

/** Code points; NIST SP 800-63B-4 section 3.1.1.2 asks for at least 64. */
export const PASSWORD_MAX_LENGTH = 256;

export const PASSWORD_CLASSES = ['upper', 'lower', 'digit', 'special'] as const;
export type PasswordClass = (typeof PASSWORD_CLASSES)[number];

export interface PasswordRules {
  /** Code points of the NFC form. */
  readonly minLength: number;
  readonly requiredClasses: readonly PasswordClass[];
}

/** Whose password it is: neither name may be a part of it [R3]. */
export interface PasswordContext {
  readonly username: string;
  readonly email: string | null;
}

const PRODUCT = 'coffer';
/** Shorter words are in too many good passwords by chance. */
const SHORTEST_WORD = 3;

const CLASS_RULES: Readonly<Record<PasswordClass, { readonly pattern: RegExp; readonly words: string }>> = {
  upper: { pattern: /\p{Lu}/u, words: 'an upper-case letter' },
  lower: { pattern: /\p{Ll}/u, words: 'a lower-case letter' },
  digit: { pattern: /\p{Nd}/u, words: 'a digit' },
  special: { pattern: /[^\p{L}\p{N}]/u, words: 'a character that is neither a letter nor a digit' },
};

const LEET: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '!': 'i',
  '3': 'e',
  '4': 'a',
  '@': 'a',
  '5': 's',
  $: 's',
  '7': 't',
};

/** The form that is hashed and counted: the same password, however a keyboard composed its accents [R2]. */
export function normalizedPassword(password: string): string {
  return password.normalize('NFC');
}

/** Throws `validation_failed` with one field error for each rule that `password` breaks; never repeats the password. */
export function checkPassword(
  field: string,
  password: string,
  context: PasswordContext,
  { minLength, requiredClasses }: PasswordRules,
): void {
  const normalized = normalizedPassword(password);
  const length = [...normalized].length;
  const errors: FieldError[] = [];
  const rule = (holds: boolean, code: string, message: string) => {
    if (!holds) errors.push({ field, code: `password_${code}`, message: `${field} ${message}` });
  };
  rule(normalized.isWellFormed(), 'unicode', 'must be well-formed Unicode');
  rule(length >= minLength, 'too_short', `must have at least ${minLength} characters`);
  rule(length <= PASSWORD_MAX_LENGTH, 'too_long', `must have at most ${PASSWORD_MAX_LENGTH} characters`);
  for (const name of requiredClasses) {
    const { pattern, words } = CLASS_RULES[name];
    rule(pattern.test(normalized), name, `must have ${words}`);
  }
  rule(!isContextual(normalized, context), 'contextual', 'must not contain the username, the e-mail or "coffer"');
  if (errors.length > 0)
    throw new CofferError('validation_failed', `${field} breaks the password rules.`, { fields: errors });
}

function isContextual(password: string, { username, email }: PasswordContext): boolean {
  const lower = password.toLowerCase();
  const folded = foldLeet(lower);
  return [username, email === null ? '' : localPart(email), PRODUCT]
    .map((word) => word.toLowerCase())
    .filter((word) => word.length >= SHORTEST_WORD)
    .some((word) => lower.includes(word) || folded.includes(foldLeet(word)));
}

function foldLeet(lower: string): string {
  return lower.replace(/[01!34@5$7]/g, (sign) => LEET[sign] ?? sign);
}
