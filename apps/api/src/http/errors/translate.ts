import { HttpException } from '@nestjs/common';
import { CofferError, type ErrorCode } from '#kernel';

/** What Fastify refuses by itself, in our words; its own messages may quote the request. */
const FRAMEWORK_ERRORS: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['body_too_large', 'A body may have 1 MiB.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported_media_type', 'Send the body as application/json in UTF-8.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['malformed_body', 'The body is not as long as Content-Length says.'],
  FST_ERR_BAD_URL: ['validation_failed', 'The path is not valid percent-encoding.'],
  FST_ERR_INVALID_URL: ['validation_failed', 'The path is not valid.'],
  FST_ERR_MAX_PARAM_LENGTH: ['not_found', 'There is nothing at this path.'],
  FST_ERR_NOT_FOUND: ['not_found', 'There is nothing at this path.'],
};

const BY_STATUS: Readonly<Record<number, readonly [ErrorCode, string]>> = {
  400: ['validation_failed', 'The request is not valid.'],
  401: ['unauthenticated', 'Send an access token: `Authorization: Bearer <token>`.'],
  403: ['forbidden', 'You may not do this.'],
  404: ['not_found', 'There is nothing at this path.'],
  413: ['body_too_large', 'A body may have 1 MiB.'],
  415: ['unsupported_media_type', 'Send the body as application/json in UTF-8.'],
  429: ['rate_limited', 'Too many requests.'],
};

/**
 * Every error as one of ours. `expected` false: a defect of the server, to be logged; nothing of it is told.
 */
export function translate(exception: unknown): { readonly error: CofferError; readonly expected: boolean } {
  if (exception instanceof CofferError) {
    return { error: exception, expected: exception.code !== 'internal_error' };
  }
  const known = frameworkError(exception) ?? brokenBody(exception) ?? httpException(exception);
  if (known) return { error: new CofferError(...known), expected: true };
  return {
    error: new CofferError('internal_error', 'Something went wrong here. Quote the request_id to your operator.'),
    expected: false,
  };
}

function frameworkError(exception: unknown): readonly [ErrorCode, string] | undefined {
  const cause = exception instanceof HttpException ? exception.cause : exception;
  const code = (cause as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? FRAMEWORK_ERRORS[code] : undefined;
}

/** A body that ended early: Fastify hands on the socket's error, with a status of 400. */
function brokenBody(exception: unknown): readonly [ErrorCode, string] | undefined {
  const { statusCode, code } = exception as { statusCode?: unknown; code?: unknown };
  return statusCode === 400 && typeof code === 'string' ? ['malformed_body', 'The body ended early.'] : undefined;
}

function httpException(exception: unknown): readonly [ErrorCode, string] | undefined {
  return exception instanceof HttpException ? BY_STATUS[exception.getStatus()] : undefined;
}
