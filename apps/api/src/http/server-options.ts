import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { HttpConfig } from '#config';
import { StartError } from '#kernel';
import { parseQuery } from './body/query-string.js';
import type { TimeLimits } from './connections/time-limits.js';
import type { ClientErrors } from './errors/raw-problem.js';
import { BODY_WITHOUT_TOKEN } from './routes/route-facts.js';

/** No id is longer. A longer path parameter is answered with 404. */
const MAX_PARAM_LENGTH = 256;

/** Fastify's own compilers cost a start more than ten milliseconds. Each route is validated by its DTO. */
const NO_SCHEMAS = { compilersFactory: { buildValidator: refuseSchema, buildSerializer: refuseSchema } };

type FrameworkErrors = (error: Error, request: unknown, reply: unknown) => void;

export interface ServerParts {
  readonly times: TimeLimits;
  readonly clientErrors: ClientErrors;
  /** Answers the requests that the router refuses before any hook runs. */
  readonly frameworkErrors: FrameworkErrors;
}

/** Fastify's options. */
export function serverOptions({ tls }: HttpConfig, { times, clientErrors, frameworkErrors }: ServerParts) {
  const server = {
    headersTimeout: times.headMs,
    requestTimeout: times.requestMs,
    connectionsCheckingInterval: times.checkEveryMs,
    keepAliveTimeout: times.keepAliveMs,
    // The edge refuses such a request itself, as problem details.
    requireHostHeader: false,
  };
  return {
    ...(tls ? { https: { ...server, handshakeTimeout: times.headMs, ...tlsOptions(tls) } } : { http: server }),
    // Fastify sets these three once more.
    requestTimeout: times.requestMs,
    keepAliveTimeout: times.keepAliveMs,
    connectionTimeout: times.writeMs,
    // Routes have limits of their own.
    bodyLimit: BODY_WITHOUT_TOKEN,
    // A stopping server still answers requests on open connections, then closes the connection.
    return503OnClosing: false,
    exposeHeadRoutes: true,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH, querystringParser: parseQuery },
    schemaController: NO_SCHEMAS,
    clientErrorHandler: clientErrors.answer.bind(clientErrors),
    frameworkErrors,
  };
}

function refuseSchema(): never {
  throw new Error('a route has a schema of Fastify, which nothing here compiles');
}

function tlsOptions({ certFile, keyFile }: NonNullable<HttpConfig['tls']>) {
  const pair = { cert: readPem('TLS_CERT_FILE', certFile), key: readPem('TLS_KEY_FILE', keyFile) };
  try {
    createSecureContext(pair);
  } catch (cause) {
    throw Object.assign(new StartError('TLS_CERT_FILE and TLS_KEY_FILE do not hold a certificate and its key'), {
      cause,
    });
  }
  return { ...pair, minVersion: 'TLSv1.2' as const };
}

function readPem(variable: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    throw new StartError(`${variable} names a file that this account cannot read`);
  }
}
