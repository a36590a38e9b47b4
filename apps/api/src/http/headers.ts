import type { ApiReply } from './context/api-request.js';

/** The API serves no pages, so its policy allows nothing. The docs routes set a policy of their own. */
const API_CSP = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * The headers of every response [R80] (OWASP ASVS 5.0 V3.4). Also for answers that are written to the socket directly:
 * a Fastify plugin would not reach those. Everything but the files of the docs is private, so `no-store` is the
 * default.
 */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': API_CSP,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

export function addSecurityHeaders(reply: ApiReply): void {
  reply.headers(SECURITY_HEADERS);
}
