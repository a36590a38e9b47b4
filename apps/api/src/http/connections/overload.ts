import { CofferError } from '#kernel';

const DETAILS = {
  rate_limited: 'Too many of your requests are unanswered, or their answers unread. Read them, then try again.',
  busy: 'The server has too many requests at once. Try again.',
} as const;

/** A request that was refused before any work, or in the middle of it, because too many are under way. It is not audited. */
export class Overload extends CofferError {
  override readonly name = 'Overload';
}

/** The request holds nothing any more, so it may take nothing. Its client gets no answer. */
export function connectionClosed(): Overload {
  return new Overload('busy', 'The connection of this request is closed.');
}

export function tooMuch(code: keyof typeof DETAILS): Overload {
  return new Overload(code, DETAILS[code], { retryAfterSeconds: 1 });
}
