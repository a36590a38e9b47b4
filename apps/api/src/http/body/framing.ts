import { CofferError, invalidField } from '#kernel';
import type { ApiReply, ApiRequest } from '../context/api-request.js';
import { malformed } from './malformed.js';

const BODILESS = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE']);
/** Node keeps the first of several. A proxy may keep the last. */
const GIVEN_ONCE: ReadonlyMap<string, string> = new Map(
  ['Host', 'Authorization', 'Content-Type'].map((name) => [name.toLowerCase(), name]),
);
/** `uri-host [ ":" port ]` (RFC 9112 section 3.2, RFC 3986 section 3.2.2), not empty. */
const HOST = /^(?:\[[\da-f:.]+\]|(?:[\w.~!$&'()*+,;=-]|%[\da-f]{2})+)(?::\d*)?$/i;

/**
 * The same rules for every route, so that proxies, clients and this server agree on whom a request is for, what it is
 * and where it ends. They are held before the token is looked at. `alsoOnce`: one more header that comes once at most.
 */
export function checkFraming(request: ApiRequest, reply: ApiReply, alsoOnce: string | null): void {
  const { headers, method, raw } = request;
  checkGivenOnce(raw.rawHeaders, alsoOnce);
  checkHost(raw);
  if (headers.expect !== undefined && headers.expect.toLowerCase() !== '100-continue') {
    throw new CofferError('expectation_failed', 'The only Expect that this server meets is 100-continue.');
  }
  const coding = headers['content-encoding'];
  if (coding !== undefined && coding.toLowerCase() !== 'identity') {
    // RFC 9110 section 15.5.16.
    reply.header('accept-encoding', 'identity');
    throw new CofferError('unsupported_media_type', 'Send the body without a Content-Encoding.');
  }
  if (!hasBody(headers)) {
    // What is not there has no type. Fastify would refuse the type.
    delete headers['content-type'];
  } else if (BODILESS.has(method)) throw malformed(`A ${method} request must not have a body.`);
}

function checkGivenOnce(rawHeaders: readonly string[], alsoOnce: string | null): void {
  const seen = new Set<string>();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const given = rawHeaders[at]?.toLowerCase() ?? '';
    const name = GIVEN_ONCE.get(given) ?? (given === alsoOnce ? given : undefined);
    if (name === undefined) continue;
    if (seen.has(name)) throw invalidField(name, 'duplicate', `A request has one ${name} header at most.`);
    seen.add(name);
  }
}

/** HTTP/1.0 needs none. */
function checkHost({ headers: { host }, httpVersion }: ApiRequest['raw']): void {
  if (host === undefined && httpVersion === '1.1') {
    throw invalidField('Host', 'required', 'A request has a Host header.');
  }
  if (host !== undefined && !HOST.test(host)) {
    throw invalidField('Host', 'host', 'Host must be a name or an address, and a port if it is another than usual.');
  }
}

function hasBody(headers: ApiRequest['headers']): boolean {
  const length = headers['content-length'];
  return (length !== undefined && length !== '0') || headers['transfer-encoding'] !== undefined;
}
