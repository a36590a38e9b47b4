import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { malformed, readJsonBody } from './body/json-body.js';
import { checkQuery } from './body/query-string.js';
import type { ApiReply, ApiRequest } from './context/api-request.js';
import { RequestContexts } from './context/request-context.js';
import { addSecurityHeaders } from './headers.js';
import { requestLog } from './logs/request-log.js';
import { API_PREFIX, UNPREFIXED } from './routes/prefix.js';

const BODILESS = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE']);

/** Adds the edge's hooks and body parser to the server. They run before Nest sees a request. */
export function installEdge(app: NestFastifyApplication, logger: Logger): void {
  app.setGlobalPrefix(API_PREFIX, { exclude: [...UNPREFIXED] });
  const server = app.getHttpAdapter().getInstance();
  const contexts = app.get(RequestContexts);
  const log = requestLog(logger);
  server.decorateRequest('context');
  server.decorateRequest('caller');
  server.decorateRequest('facts');
  server.addHook('onRequest', (request, reply, done) => {
    contexts.open(request as ApiRequest, reply);
    addSecurityHeaders(reply);
    done(refusalOf(request as ApiRequest));
  });
  server.addHook('onResponse', (request, reply, done) => {
    log(request as ApiRequest, reply as ApiReply);
    done();
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      done(null, readJsonBody(request.headers['content-type'], body as Buffer));
    } catch (refusal) {
      done(refusal as Error, undefined);
    }
  });
}

/** Why a request is refused before its body is read; undefined if it is not. */
function refusalOf(request: ApiRequest): Error | undefined {
  try {
    checkQuery(request.query);
    if (BODILESS.has(request.method)) checkNoBody(request);
    return undefined;
  } catch (refusal) {
    return refusal as Error;
  }
}

/** The same rule for every route, so that proxies, clients and this server agree on where a request ends. */
function checkNoBody({ headers, method }: ApiRequest): void {
  const length = headers['content-length'];
  if ((length !== undefined && length !== '0') || headers['transfer-encoding'] !== undefined) {
    throw malformed(`A ${method} request must not have a body.`);
  }
}
