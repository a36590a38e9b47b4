import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { invalidField } from '#kernel';
import { requestOf } from '../routes/request.js';

const OUR_TAG = /^"([1-9]\d{0,14})"$/;
/** RFC 9110 section 8.8.3. A tag may hold commas. */
const ENTITY_TAG = /(?:W\/)?"[!#-~\x80-\xff]*"/g;
/** Empty elements do not count (section 5.6.1). */
const ENTITY_TAGS = new RegExp(`^[,\\s]*${ENTITY_TAG.source}(?:\\s*,[,\\s]*${ENTITY_TAG.source})*[,\\s]*$`);
/** Longer than any list that a client has a use for. */
const MAX_IF_MATCH = 1_024;

/** The strong entity tag (RFC 9110 section 8.8.3) of a revision: `"7"`. */
function etagOf(revision: number): string {
  return `"${revision}"`;
}

/** The part of a reply that sets headers. */
export interface HeaderSink {
  header(name: string, value: string): unknown;
}

/** The part of a reply that sets the status too. */
export interface StatusSink extends HeaderSink {
  code(status: number): unknown;
}

/** 304: the client has what it asked for (RFC 9110 section 15.4.5). The answer has no body. */
export function notModified(reply: StatusSink): undefined {
  reply.code(304);
  return undefined;
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
      'The ETag of what you read, such as `"1"`, or several. 412 if it was changed since, and for a weak ETag. Without it, the present revision is changed.',
  });
}

/** Documents the ETag of an answer. */
export const ETAG_HEADER = {
  ETag: { description: 'The revision, for If-Match.', schema: { type: 'string' as const }, example: '"1"' },
};

/** Documents the ETag of an answer that a client may ask for again with If-None-Match. `of`: what it is the tag of. */
export function etagForReads(of: string) {
  return { ETag: { description: `${of}, for If-None-Match.`, schema: { type: 'string' as const } } };
}

/** Documents the headers of an answer that created an object with a revision. */
export const CREATED_HEADERS = {
  ...ETAG_HEADER,
  Location: { description: 'The path of what was created.', schema: { type: 'string' as const } },
};

/**
 * The revisions in `If-Match`, of which one must be the present one (RFC 9110 section 13.1.1). Null if it is absent or
 * `*`. A weak tag (`W/"1"`), and a tag that this server never made, match nothing: the comparison is a strong one. 400 if
 * it is no list of entity tags.
 */
export function parseIfMatch(header: string | string[] | undefined): readonly number[] | null {
  if (header === undefined || header === '*') return null;
  if (typeof header !== 'string' || header.length > MAX_IF_MATCH || !ENTITY_TAGS.test(header)) {
    throw invalidField('If-Match', 'etag', 'If-Match must be `*` or a list of ETags, such as "7".');
  }
  return [...header.matchAll(ENTITY_TAG)].flatMap(([tag]) => OUR_TAG.exec(tag)?.[1] ?? []).map(Number);
}

/** The revisions that the client saw, from `If-Match`. Null if the client does not ask for the check. */
export const IfMatch = createParamDecorator((_: unknown, execution: ExecutionContext): readonly number[] | null =>
  parseIfMatch(requestOf<{ headers: Record<string, string | undefined> }>(execution).headers['if-match']),
);

/**
 * The opaque tags in `If-None-Match`, for the weak comparison of a read (RFC 9110 section 13.1.2). Empty if it is absent.
 * `*` matches nothing here: who sends it has nothing that could be current. 400 if it is no list of entity tags.
 */
export function parseIfNoneMatch(header: string | string[] | undefined): readonly string[] {
  if (header === undefined || header === '*') return [];
  if (typeof header !== 'string' || header.length > MAX_IF_MATCH || !ENTITY_TAGS.test(header)) {
    throw invalidField('If-None-Match', 'etag', 'If-None-Match must be a list of ETags that you got.');
  }
  return [...header.matchAll(ENTITY_TAG)].map(([tag]) => tag.slice(tag.indexOf('"') + 1, -1));
}

/** The tags of what the client has, from `If-None-Match`. */
export const IfNoneMatch = createParamDecorator((_: unknown, execution: ExecutionContext): readonly string[] =>
  parseIfNoneMatch(requestOf<{ headers: Record<string, string | undefined> }>(execution).headers['if-none-match']),
);

/** Documents the optional If-None-Match of a route that reads. */
export function TakesIfNoneMatch(): MethodDecorator {
  return ApiHeader({
    name: 'If-None-Match',
    required: false,
    description: 'The ETag of what you have. 304 if nothing has changed since.',
  });
}
