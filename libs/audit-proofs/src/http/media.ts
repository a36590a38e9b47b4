import type { ApiResponseOptions } from '@nestjs/swagger';

export const TEXT_TYPE = 'text/plain; charset=utf-8';
export const BYTES_TYPE = 'application/octet-stream';
export const TAR_TYPE = 'application/x-tar';

/** A plain text as an answer. */
export function textContent(description: string, example: string): ApiResponseOptions {
  return { description, content: { 'text/plain': { schema: { type: 'string' }, example } } };
}

/** Bytes as an answer: OpenAPI 3.1 says nothing of what is in them. */
export function bytesContent(description: string, type = BYTES_TYPE): ApiResponseOptions {
  return { description, content: { [type]: { schema: { type: 'string', format: 'binary' } } } };
}
