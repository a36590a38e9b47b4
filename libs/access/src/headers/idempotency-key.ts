import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { invalidField } from '#kernel';
import { requestOf } from '../routes/request.js';

const HEADER = 'idempotency-key';
/** Visible ASCII. */
const KEY = /^[!-~]{1,128}$/;

/** Documents the optional Idempotency-Key of a route that creates something. */
export function TakesIdempotencyKey(): MethodDecorator {
  return ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    schema: { type: 'string', minLength: 1, maxLength: 128 },
    description:
      'A text that you choose. For 24 h, the same request with the same key makes nothing new and gets the same answer.',
  });
}

/** The Idempotency-Key of a request. Null without one. 400 if it is not 1 to 128 visible ASCII characters. */
export const IdempotencyKey = createParamDecorator((_: unknown, execution: ExecutionContext): string | null => {
  const { headers } = requestOf<{ headers: Record<string, string | string[] | undefined> }>(execution);
  const given = headers[HEADER];
  if (given === undefined) return null;
  if (typeof given === 'string' && KEY.test(given)) return given;
  throw invalidField(
    'Idempotency-Key',
    'idempotency_key',
    'Idempotency-Key must be 1 to 128 visible ASCII characters.',
  );
});
