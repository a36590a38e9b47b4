import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { HttpConfig } from '#config';
import { StartError } from '#kernel';
import { BODY_LIMIT } from './body/json-body.js';
import { parseQuery } from './body/query-string.js';
import { answerClientError } from './errors/raw-problem.js';

/** Longer path parameters are no id of ours: 404. */
const MAX_PARAM_LENGTH = 256;
/** A whole request, head and body, has to arrive within this time. */
const REQUEST_TIMEOUT_MS = 30_000;

type FrameworkErrors = (error: Error, request: unknown, reply: unknown) => void;

/** Fastify's options. `frameworkErrors` answers what the router refuses before any hook. */
export function serverOptions({ tls }: HttpConfig, frameworkErrors: FrameworkErrors) {
  return {
    ...(tls ? { https: tlsOptions(tls) } : {}),
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Requests on open connections are still answered while the server stops; the connection then closes.
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
    throw new StartError(`${variable} names a file that cannot be read`);
  }
}
