import cors, { type FastifyCorsOptionsDelegateCallback } from '@fastify/cors';
import type { FastifyInstance } from 'fastify';

/** Seconds for which a browser may remember what a preflight said. Chromium and Firefox take no more than 2 h and 24 h. */
const REMEMBERED_SECONDS = 600;
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
/** Every header that a route reads, beside those that a page may always send. */
const TAKEN = ['Authorization', 'Content-Type', 'Idempotency-Key', 'If-Match', 'If-None-Match', 'X-Access-Reason'];
/** Every header of an answer that a client acts on, beside those that a page may always read. */
const SHOWN = [
  'Allow',
  'Content-Disposition',
  'ETag',
  'Location',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'WWW-Authenticate',
  'X-Request-Id',
];

/**
 * Lets pages of these origins call the API and read its answers, refusals too. Never with cookies or other credentials
 * of the browser: Coffer has none, and a page sends its token itself. Without an origin, nothing is added, and browsers
 * keep every page of another origin out.
 *
 * Call it behind the hook that gives a request its id and checks its form, and before the one that authenticates: a
 * preflight brings no token, and a page has to be able to read a 401.
 */
export async function allowOrigins(server: FastifyInstance, origins: readonly string[]): Promise<void> {
  if (origins.length === 0) return;
  const allowed: ReadonlySet<string | undefined> = new Set(origins);
  const delegator: FastifyCorsOptionsDelegateCallback = ({ headers }, decide) => {
    const { origin } = headers;
    decide(null, {
      // `false`: no header is added, and the request goes on as it would without CORS.
      origin: origin !== undefined && allowed.has(origin) ? origin : false,
      // An OPTIONS that asks for no method is no preflight: it gets 405 like everywhere.
      preflight: headers['access-control-request-method'] !== undefined,
      methods: METHODS,
      allowedHeaders: TAKEN,
      exposedHeaders: SHOWN,
      maxAge: REMEMBERED_SECONDS,
      credentials: false,
    });
  };
  await server.register(cors, { delegator });
}
