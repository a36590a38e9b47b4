import { type FieldError, invalidFields } from '#kernel';
import { domainLabels, localPart } from '../accounts/email.js';
import { isAddressLike } from '../accounts/username.js';
import { foldText, foldWord } from './password-folding.js';

/** Code points. NIST SP 800-63B-4 section 3.1.1.2 asks that at least 64 are allowed. */
export const PASSWORD_MAX_LENGTH = 256;

export const PASSWORD_CLASSES = ['upper', 'lower', 'digit', 'special'] as const;
export type PasswordClass = (typeof PASSWORD_CLASSES)[number];

export interface PasswordRules {
  /** Code points of the NFC form. */
  readonly minLength: number;
  readonly requiredClasses: readonly PasswordClass[];
  /** The lowest score that a password may have, 0 to 4. */
  readonly minScore: number;
}

/** What is known about a normalised password. */
export interface PasswordFindings {
  /** Whether it is on the list of common passwords. */
  readonly isCommon: boolean;
  /** 0 to 4, see PasswordMeter. */
  readonly score: number;
}

/** The owner of the password. It must not contain the username or a part of the address [R3]. */
export interface PasswordContext {
  readonly username: string;
  readonly email: string | null;
}

const PRODUCT = 'coffer';
/** Characters. Shorter words occur by chance in too many good passwords. */
const SHORTEST_WORD = 3;
/** Characters. Shorter labels of a host name are often `co`, `com` or `www`. */
const SHORTEST_LABEL = 4;

const TOO_WEAK =
  'is easy to guess: it has repeats, sequences, keyboard runs, dates or common words. Use several unrelated words, or a password of POST /api/v1/tools/passwords';

const CLASS_RULES: Readonly<Record<PasswordClass, { readonly pattern: RegExp; readonly words: string }>> = {
  upper: { pattern: /\p{Lu}/u, words: 'an upper-case letter' },
  lower: { pattern: /\p{Ll}/u, words: 'a lower-case letter' },
  digit: { pattern: /\p{Nd}/u, words: 'a digit' },
  special: { pattern: /[^\p{L}\p{N}]/u, words: 'a character that is neither a letter nor a digit' },
};

/** NFC, so that a password is the same however the keyboard composed its accents. This form is hashed and counted [R2]. */
export function normalizedPassword(password: string): string {
  return password.normalize('NFC');
}

/**
 * Throws `validation_failed` with one field error for each rule that `password` breaks. No message repeats the password.
 */
export function checkPassword(
  field: string,
  password: string,
  context: PasswordContext,
  { minLength, requiredClasses, minScore }: PasswordRules,
  { isCommon, score }: PasswordFindings,
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
  rule(!isCommon, 'common', 'must not be a common password, also not a decorated one');
  const isRefused = isCommon || length < minLength || length > PASSWORD_MAX_LENGTH;
  rule(isRefused || score >= minScore, 'weak', TOO_WEAK);
  rule(!isContextual(normalized, context), 'contextual', 'must not contain the username, the e-mail or "coffer"');
  if (errors.length > 0) throw invalidFields(errors);
}

/** Whether the normalised password contains a word of its owner, plain or folded. */
export function isContextual(password: string, context: PasswordContext): boolean {
  const [plain, folded] = [password.toLowerCase(), foldText(password)];
  return wordsOf(context).some((word) => {
    const foldedWord = foldWord(word);
    return plain.includes(word) || (foldedWord.length >= SHORTEST_WORD && folded.includes(foldedWord));
  });
}

/** The words that a password of this owner must not contain, in lower case. */
export function wordsOf({ username, email }: PasswordContext): string[] {
  const addresses = [isAddressLike(username) ? username : null, email].filter((one) => one !== null);
  const names = [username, ...addresses.map(localPart), PRODUCT];
  const labels = addresses.flatMap(domainLabels);
  return [
    ...names.filter((word) => word.length >= SHORTEST_WORD),
    ...labels.filter((label) => label.length >= SHORTEST_LABEL),
  ].map((word) => word.toLowerCase());
}
