import type { ApiReply } from './context/api-request.js';

/** Nothing that this API answers is a page: the docs routes alone replace the policy by their own. */
const API_CSP = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * What every answer carries [R80] (OWASP ASVS 5.0 V3.4). A fixed list costs one loop a request; everything that is
 * not a docs asset is private, so that no-store is the rule.
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
