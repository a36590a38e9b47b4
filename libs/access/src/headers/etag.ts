import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { invalidField } from '#kernel';

const STRONG_ETAG = /^"([1-9]\d{0,14})"$/;

/** The strong entity tag (RFC 9110 section 8.8.3) of a revision: `"7"`. */
export function etagOf(revision: number): string {
  return `"${revision}"`;
}

/** What a controller needs of a reply. */
export interface HeaderSink {
  header(name: string, value: string): unknown;
}

/** Sets the ETag of an answer and gives the answer back. */
export function tagged<T>(reply: HeaderSink, revision: number, answer: T): T {
  reply.header('ETag', etagOf(revision));
  return answer;
}

/** Documents the optional If-Match of a route that changes something. */
export function TakesIfMatch(): MethodDecorator {
  return ApiHeader({
    name: 'If-Match',
    required: false,
    description: 'The ETag of what you read, such as `"1"`: 412 if it was changed since. Absent: whatever is there.',
  });
}

/** Documents the ETag of an answer. */
export const ETAG_HEADER = {
  ETag: { description: 'The revision, for If-Match.', schema: { type: 'string' as const }, example: '"1"' },
};

/** Documents the headers of what was created with a revision. */
export const CREATED_HEADERS = {
  ...ETAG_HEADER,
  Location: { description: 'Where it is.', schema: { type: 'string' as const } },
};

/** Reads `If-Match`: null when it is absent or `*`; 400 when it is not one strong tag of ours. */
export function parseIfMatch(header: string | string[] | undefined): number | null {
  if (header === undefined || header === '*') return null;
  const revision = typeof header === 'string' ? STRONG_ETAG.exec(header)?.[1] : undefined;
  if (!revision) throw invalidField('If-Match', 'etag', 'If-Match must be one ETag as it was given, such as "7".');
  return Number(revision);
}

/** The revision that the client saw, from `If-Match`; null when it does not ask for the check. */
export const IfMatch = createParamDecorator((_: unknown, execution: ExecutionContext): number | null =>
  parseIfMatch(
    execution.switchToHttp().getRequest<{ headers: Record<string, string | undefined> }>().headers['if-match'],
  ),
);
