import { CofferError, invalidField } from '#kernel';
import type { ApiRequest } from '../context/api-request.js';
import { malformed } from './malformed.js';

const BODILESS = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE']);

/**
 * The same rules for every route, so that proxies, clients and this server agree on whom a request is for and where it
 * ends. They are held before the token is looked at.
 */
export function checkFraming({ headers, method, raw }: ApiRequest): void {
  checkOneHost(raw);
  if (headers.expect !== undefined && headers.expect.toLowerCase() !== '100-continue') {
    throw invalidField('Expect', 'unknown_value', 'The only Expect that is known is 100-continue.');
  }
  const coding = headers['content-encoding'];
  if (coding !== undefined && coding.toLowerCase() !== 'identity') {
    throw new CofferError('unsupported_media_type', 'Send the body without a Content-Encoding.');
  }
  if (BODILESS.has(method) && hasBody(headers)) throw malformed(`A ${method} request must not have a body.`);
}

/** RFC 9112 section 3.2. Of several, Node keeps the first. HTTP/1.0 needs none. */
function checkOneHost({ rawHeaders, httpVersion }: ApiRequest['raw']): void {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.length === 4 && rawHeaders[at]?.toLowerCase() === 'host') hosts += 1;
  }
  if (hosts > 1) throw invalidField('Host', 'duplicate', 'A request has one Host header.');
  if (hosts === 0 && httpVersion === '1.1') throw invalidField('Host', 'required', 'A request has a Host header.');
}

function hasBody(headers: ApiRequest['headers']): boolean {
  const length = headers['content-length'];
  return (length !== undefined && length !== '0') || headers['transfer-encoding'] !== undefined;
}
