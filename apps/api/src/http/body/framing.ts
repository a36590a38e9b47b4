import { CofferError, invalidField } from '#kernel';
import type { ApiRequest } from '../context/api-request.js';
import { malformed } from './json-body.js';

const BODILESS = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE']);

/**
 * The same rules for every route, so that proxies, clients and this server agree on whom a request is for and where it
 * ends. They are held before the token is looked at.
 */
export function checkFraming({ headers, method, raw }: ApiRequest): void {
  checkOneHost(raw.rawHeaders);
  const coding = headers['content-encoding'];
  if (coding !== undefined && coding.toLowerCase() !== 'identity') {
    throw new CofferError('unsupported_media_type', 'Send the body without a Content-Encoding.');
  }
  if (BODILESS.has(method) && hasBody(headers)) throw malformed(`A ${method} request must not have a body.`);
}

/** RFC 9112 section 3.2: Node refuses a request without Host, and keeps the first of several. */
function checkOneHost(rawHeaders: readonly string[]): void {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.length === 4 && rawHeaders[at]?.toLowerCase() === 'host') hosts += 1;
  }
  if (hosts > 1) throw invalidField('Host', 'duplicate', 'A request has one Host header.');
}

function hasBody(headers: ApiRequest['headers']): boolean {
  const length = headers['content-length'];
  return (length !== undefined && length !== '0') || headers['transfer-encoding'] !== undefined;
}
