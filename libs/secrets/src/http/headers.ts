import { applyDecorators } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { etagOf } from '#access';
import type { Stored } from '#kernel';
import type { SecretSummary } from '../domain/secret.js';
import type { MaskedSecret } from './dto/secret.answers.js';
import { maskedSecret } from './secret.presenter.js';

/** What of a reply is used here. */
export interface HeaderSink {
  header(name: string, value: string): unknown;
}

export const ETAG_HEADER = {
  ETag: { description: 'The revision, for If-Match.', schema: { type: 'string' as const }, example: '"1"' },
};

/** Sets ETag beside the masked answer. */
export function masked(reply: HeaderSink, { revision, value }: Stored<SecretSummary>): MaskedSecret {
  reply.header('ETag', etagOf(revision));
  return maskedSecret(value);
}

/** Documents the optional If-Match of a route that changes a secret. */
export function TakesIfMatch(): MethodDecorator {
  return applyDecorators(
    ApiHeader({
      name: 'If-Match',
      required: false,
      description: 'The ETag of what you read, such as `"1"`: 412 if it was changed since. Absent: whatever is there.',
    }),
  );
}
