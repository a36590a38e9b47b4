import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { invalidField } from '#kernel';
import { requestOf } from '../routes/request.js';
import { parseIfMatch } from './etag.js';

/** What a request demands of an object that it makes or changes (RFC 9110 section 13.1). */
export interface Preconditions {
  /** The revisions in If-Match. Null: any. */
  readonly seen: readonly number[] | null;
  /** If-Match was sent, also as `*`: the object must exist. */
  readonly mustExist: boolean;
  /** `If-None-Match: *` was sent: the object must not exist. */
  readonly mustBeNew: boolean;
}

/** Documents If-Match and If-None-Match of a route that makes an object or changes it. */
export function TakesPreconditions(): MethodDecorator {
  return applyDecorators(
    ApiHeader({
      name: 'If-Match',
      required: false,
      description:
        'The ETag of what you read, such as `"1"`. 412 if it was changed since, or if there is nothing. `*`: whatever is ' +
        'there, but not nothing.',
    }),
    ApiHeader({
      name: 'If-None-Match',
      required: false,
      description: 'Only `*`: 412 if there is something already.',
    }),
  );
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** {@link Preconditions} of a request. 400 if a header has another form. */
export function preconditionsOf(headers: Headers): Preconditions {
  const ifMatch = headers['if-match'];
  const ifNoneMatch = headers['if-none-match'];
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*') {
    throw invalidField('If-None-Match', 'any_etag', 'If-None-Match must be *: it asks that nothing is there yet.');
  }
  return { seen: parseIfMatch(ifMatch), mustExist: ifMatch !== undefined, mustBeNew: ifNoneMatch !== undefined };
}

/** What a request demands of the object that it makes or changes. */
export const Conditions = createParamDecorator((_: unknown, execution: ExecutionContext) =>
  preconditionsOf(requestOf<{ headers: Headers }>(execution).headers),
);
