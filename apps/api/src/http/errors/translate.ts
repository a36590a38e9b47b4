import { HttpException } from '@nestjs/common';
import { CofferError, type ErrorCode } from '#kernel';

const KIB = 1_024;

/** Our texts for Fastify's own errors. Fastify's messages may quote the request, so they are never sent. */
const FRAMEWORK_ERRORS: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported_media_type', 'Send the body as application/json in UTF-8.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['malformed_body', 'The length of the body differs from Content-Length.'],
  FST_ERR_BAD_URL: ['validation_failed', 'The path has invalid percent-encoding.'],
  FST_ERR_INVALID_URL: ['validation_failed', 'The path is not valid.'],
  FST_ERR_MAX_PARAM_LENGTH: ['not_found', 'A part of the path is longer than any id.'],
};

const BY_STATUS: Readonly<Record<number, readonly [ErrorCode, string]>> = {
  400: ['validation_failed', 'The request is not valid.'],
  401: ['unauthenticated', 'Send an access token: `Authorization: Bearer <token>`.'],
  403: ['forbidden', 'You may not do this.'],
  415: ['unsupported_media_type', 'Send the body as application/json in UTF-8.'],
  429: ['rate_limited', 'Too many requests.'],
};

/** What the words of an error depend on. */
export interface ErrorContext {
  /** The most bytes of a body on the route of the request. */
  readonly bodyBytes: number;
  /** What to say of a path that no route has. */
  readonly noRoute: () => string;
}

/**
 * Turns any error into a CofferError. `expected` is false for a defect of the server: log it and send no detail of it.
 */
export function translate(
  exception: unknown,
  { bodyBytes, noRoute }: ErrorContext,
): { readonly error: CofferError; readonly expected: boolean } {
  if (exception instanceof CofferError) {
    return { error: exception, expected: exception.code !== 'internal_error' };
  }
  const known =
    largeBody(exception, bodyBytes) ??
    frameworkError(exception) ??
    brokenBody(exception) ??
    unknownRoute(exception, noRoute) ??
    httpException(exception);
  if (known) return { error: new CofferError(...known), expected: true };
  return {
    error: new CofferError('internal_error', 'The server failed unexpectedly. Give the request_id to your operator.'),
    expected: false,
  };
}

function largeBody(exception: unknown, bodyBytes: number): readonly [ErrorCode, string] | undefined {
  if (codeOf(exception) !== 'FST_ERR_CTP_BODY_TOO_LARGE') return undefined;
  return ['body_too_large', `The body may have at most ${bodyBytes / KIB} KiB here.`];
}

function frameworkError(exception: unknown): readonly [ErrorCode, string] | undefined {
  return FRAMEWORK_ERRORS[codeOf(exception) ?? ''];
}

function codeOf(exception: unknown): string | undefined {
  const cause = exception instanceof HttpException ? exception.cause : exception;
  const code = (cause as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}

/** If the connection ends before the body does, Fastify throws the socket's error with status 400. */
function brokenBody(exception: unknown): readonly [ErrorCode, string] | undefined {
  const { statusCode, code } = exception as { statusCode?: unknown; code?: unknown };
  return statusCode === 400 && typeof code === 'string' ? ['malformed_body', 'The body ended early.'] : undefined;
}

function unknownRoute(exception: unknown, words: () => string): readonly [ErrorCode, string] | undefined {
  const isUnknown = exception instanceof HttpException && exception.getStatus() === 404;
  return isUnknown || codeOf(exception) === 'FST_ERR_NOT_FOUND' ? ['not_found', words()] : undefined;
}

function httpException(exception: unknown): readonly [ErrorCode, string] | undefined {
  return exception instanceof HttpException ? BY_STATUS[exception.getStatus()] : undefined;
}
