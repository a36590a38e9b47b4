import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { onRequestHookHandler } from 'fastify';
import { Logger as NestLogger } from 'nestjs-pino';
import type { Logger } from 'pino';
import type { HttpConfig } from '#config';
import type { ApiReply, ApiRequest } from './context/api-request.js';
import { installEdge } from './edge.js';
import { ProblemFilter } from './errors/problem.filter.js';
import { serverOptions } from './server-options.js';
import { RequestLimits } from './throttle/request-limits.js';

/**
 * Creates a Nest application on Fastify with the edge in front. It does not listen yet. `compose` returns a module that
 * imports an EdgeModule and a LoggerModule. It is called after the server's own options were checked.
 */
export async function createEdgeApp(
  compose: () => Promise<DynamicModule | Type>,
  http: HttpConfig,
  logger: Logger,
): Promise<NestFastifyApplication> {
  let filter: ProblemFilter | undefined;
  const options = serverOptions(http, (error, request, reply) => {
    void filter?.answer(error, request as ApiRequest, reply as ApiReply);
  });
  const adapter = new FastifyAdapter(options);
  const app = await NestFactory.create<NestFastifyApplication>(await compose(), adapter, {
    bodyParser: false,
    logger: false,
    abortOnError: false,
  });
  app.useLogger(app.get(NestLogger));
  filter = app.get(ProblemFilter);
  installEdge(app, logger);
  if (http.docs) await addDocs(app);
  return app;
}

/** The document is built at the first request for it, since it costs time and memory. */
async function addDocs(app: NestFastifyApplication): Promise<void> {
  const [{ addDocsRoutes }, { buildDocument }] = await Promise.all([
    import('./docs/docs-routes.js'),
    import('./docs/document.js'),
  ]);
  await addDocsRoutes(app, () => buildDocument(app), docsLimit(app));
}

/** These routes are Fastify's own: their errors do not reach Nest's filter by themselves. */
function docsLimit(app: NestFastifyApplication): onRequestHookHandler {
  const [limits, filter] = [app.get(RequestLimits), app.get(ProblemFilter)];
  return (request, reply, done) => {
    const refusal = limits.docsRefusal((request as ApiRequest).context.ip);
    if (refusal) void filter.answer(refusal, request as ApiRequest, reply);
    else done();
  };
}
