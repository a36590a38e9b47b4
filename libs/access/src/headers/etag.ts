import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { invalidField } from '#kernel';

const STRONG_ETAG = /^"([1-9]\d{0,14})"$/;

/** The strong entity tag (RFC 9110 section 8.8.3) of a revision: `"7"`. */
function etagOf(revision: number): string {
  return `"${revision}"`;
}

/** The part of a reply that sets headers. */
export interface HeaderSink {
  header(name: string, value: string): unknown;
}

/** Sets the ETag of an answer, and returns the answer. */
export function tagged<T>(reply: HeaderSink, revision: number, answer: T): T {
  reply.header('ETag', etagOf(revision));
  return answer;
}

/** Documents the optional If-Match of a route that changes something. */
export function TakesIfMatch(): MethodDecorator {
  return ApiHeader({
    name: 'If-Match',
    required: false,
    description:
      'The ETag of what you read, such as `"1"`. 412 if it was changed since. Without it, the present revision is changed.',
  });
}

/** Documents the ETag of an answer. */
export const ETAG_HEADER = {
  ETag: { description: 'The revision, for If-Match.', schema: { type: 'string' as const }, example: '"1"' },
};

/** Documents the headers of an answer that created an object with a revision. */
export const CREATED_HEADERS = {
  ...ETAG_HEADER,
  Location: { description: 'The path of what was created.', schema: { type: 'string' as const } },
};

/** The revision in `If-Match`. Null if it is absent or `*`. 400 if it is not one strong tag in our form. */
export function parseIfMatch(header: string | string[] | undefined): number | null {
  if (header === undefined || header === '*') return null;
  const revision = typeof header === 'string' ? STRONG_ETAG.exec(header)?.[1] : undefined;
  if (!revision)
    throw invalidField('If-Match', 'etag', 'If-Match must be one ETag, exactly as an answer had it, such as "7".');
  return Number(revision);
}

/** The revision that the client saw, from `If-Match`. Null if the client does not ask for the check. */
export const IfMatch = createParamDecorator((_: unknown, execution: ExecutionContext): number | null =>
  parseIfMatch(
    execution.switchToHttp().getRequest<{ headers: Record<string, string | undefined> }>().headers['if-match'],
  ),
);
