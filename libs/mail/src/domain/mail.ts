/** One message to one person, in plain text. */
export interface Mail {
  /** A bare address: no name, no brackets, one recipient. */
  readonly to: string;
  /** The id of the account that the mail is about. When it is deleted, its mails are removed from the outbox. */
  readonly account: string;
  /** One line, at most 200 characters. */
  readonly subject: string;
  /** At most 10,000 characters. */
  readonly text: string;
}

/** RFC 5321 section 4.5.3.1.3, less the angle brackets. */
const ADDRESS_LIMIT = 254;
/** A bare address has no special characters of RFC 5322 and no space: each could begin a name, a list or a header. */
const ADDRESS = /^[^\p{Cc}\s<>()[\],;:"\\@]+@[^\p{Cc}\s<>()[\],;:"\\@]+$/u;
const SUBJECT_LIMIT = 200;
/** Includes every kind of line end: the text after one would be read as a further header. */
const CONTROLS = /[\p{Cc}\u2028\u2029]/u;
/** 1,000 waiting mails of this size are 20 MB at most. */
const TEXT_LIMIT = 10_000;

/**
 * Why the mail cannot be sent, without quoting it. Null if it can.
 *
 * @example
 * mailProblem({ to: 'ada@example.org', subject: 'Your code', text: '123456' }); // null
 * mailProblem({ to: 'Ada <ada@example.org>', subject: 'x', text: 'x' }); // 'its recipient is not one bare address'
 */
export function mailProblem({ to, subject, text }: Omit<Mail, 'account'>): string | null {
  if (to.length > ADDRESS_LIMIT || !ADDRESS.test(to)) return 'its recipient is not one bare address';
  if (subject === '' || subject.length > SUBJECT_LIMIT || CONTROLS.test(subject)) return 'its subject is not one line';
  if (text.length > TEXT_LIMIT) return 'its text is too long';
  return null;
}
