import type { RequestContext } from '../caller.js';

/** An answer with a text of at most so many characters is within what every request counts, whatever the text holds. */
const COUNTED = 4_096;
/** An answer is in memory as a text and as the bytes that are sent. */
const COPIES = 2;

/** The bytes of a text in JSON, with its quotes. A control character takes six. */
export function jsonBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text), 'utf8');
}

/** Takes what a text holds in an answer from the caller's share of memory. Errors: `rate_limited`, `busy`. */
export function reserveAnswer({ reserve }: Pick<RequestContext, 'reserve'>, text: string): void {
  if (reserve && text.length > COUNTED) reserve(jsonBytes(text) * COPIES);
}
