import { CofferError } from '#kernel';
import { wordsOfFault } from './json-fault.js';

/** 400 for a body that cannot be read. `detail` shows no value. */
export function malformed(detail: string): CofferError {
  return new CofferError('malformed_body', detail);
}

/** 400 for a body that no parser takes. `detail` says where, and shows nothing of it. */
export function notJson(body: Buffer, cause?: unknown): CofferError {
  return new CofferError('malformed_body', `The body is not JSON in UTF-8: ${wordsOfFault(body)}.`, { cause });
}
