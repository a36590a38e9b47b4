import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { HttpConfig } from '#config';
import { StartError } from '#kernel';
import { BODY_LIMIT } from './body/json-body.js';
import { parseQuery } from './body/query-string.js';
import { answerClientError } from './errors/raw-problem.js';

/** No id is longer. A longer path parameter is answered with 404. */
const MAX_PARAM_LENGTH = 256;
/** The head and the body of a request must arrive within this time. */
const REQUEST_TIMEOUT_MS = 30_000;

type FrameworkErrors = (error: Error, request: unknown, reply: unknown) => void;

/** Fastify's options. `frameworkErrors` answers the requests that the router refuses before any hook runs. */
export function serverOptions({ tls }: HttpConfig, frameworkErrors: FrameworkErrors) {
  return {
    ...(tls ? { https: tlsOptions(tls) } : {}),
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // A stopping server still answers requests on open connections, then closes the connection.
    return503OnClosing: false,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH, querystringParser: parseQuery },
    clientErrorHandler: answerClientError,
    frameworkErrors,
  };
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
