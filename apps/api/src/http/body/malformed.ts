import { CofferError } from '#kernel';

/** 400 for a body that cannot be read. `detail` shows no value. */
export function malformed(detail: string): CofferError {
  return new CofferError('malformed_body', detail);
}

export function notJson(cause?: unknown): CofferError {
  return new CofferError('malformed_body', 'The body is not JSON in UTF-8.', { cause });
}
