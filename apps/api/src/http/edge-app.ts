import type { Server } from 'node:http';
import type { DynamicModule, INestApplication, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, onRequestHookHandler } from 'fastify';
import { Logger as NestLogger } from 'nestjs-pino';
import type { Logger } from 'pino';
import type { HttpConfig } from '#config';
import { type Clock, SystemClock } from '#kernel';
import { Connections } from './connections/connections.js';
import { EarlyAnswers } from './connections/early-answers.js';
import { TIME_LIMITS, type TimeLimits } from './connections/time-limits.js';
import type { ApiReply, ApiRequest } from './context/api-request.js';
import { installEdge } from './edge.js';
import { ProblemFilter } from './errors/problem.filter.js';
import { ClientErrors } from './errors/raw-problem.js';
import { seldom } from './logs/seldom.js';
import { RouteTable } from './routes/route-table.js';
import { serverOptions } from './server-options.js';
import { addSharePage } from './share/share-routes.js';
import { RequestLimits } from './throttle/request-limits.js';

const WARN_EVERY_MS = 60_000;

/**
 * Creates a Nest application on Fastify with the edge in front. It does not listen yet. `compose` returns a module that
 * imports an EdgeModule and a LoggerModule. It is called after the server's own options were checked. `lingering`: the
 * clock by which connections with a last answer are closed. All other limits of sockets are Node's, in real time.
 */
export async function createEdgeApp(
  compose: () => Promise<DynamicModule | Type>,
  http: HttpConfig,
  logger: Logger,
  times: TimeLimits = TIME_LIMITS,
  lingering: Clock = new SystemClock(),
): Promise<NestFastifyApplication> {
  let filter: ProblemFilter | undefined;
  let routes: RouteTable | undefined;
  const dialectOf = (url: string) => routes?.dialectOf({ url }) ?? null;
  const connections = connectionsOf(http, logger);
  const earlyAnswers = new EarlyAnswers(connections, times.lingerMs, lingering);
  const options = serverOptions(http, {
    times,
    clientErrors: new ClientErrors(connections, times, lingering, dialectOf),
    frameworkErrors: (error, request, reply) => {
      earlyAnswers.prepare((request as ApiRequest).raw, reply as ApiReply);
      void filter?.answer(error, request as ApiRequest, reply as ApiReply);
    },
  });
  const adapter = new FastifyAdapter(options);
  const app = await NestFactory.create<NestFastifyApplication>(await compose(), adapter, {
    bodyParser: false,
    logger: false,
    abortOnError: false,
  });
  app.useLogger(app.get(NestLogger));
  filter = app.get(ProblemFilter);
  routes = app.get(RouteTable);
  connections.watch(app.getHttpServer() as Server, times.writeMs);
  await installEdge(app, connections, logger, http.corsOrigins);
  const server = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  earlyAnswers.install(server);
  const limits = app.get(RequestLimits);
  if (http.publicUrl !== null) addSharePage(server, filesLimit(limits, 'share'));
  if (http.docs) await addDocs(app, server, filesLimit(limits, 'docs'));
  return app;
}

/** Sockets live in real time, also in a test that moves the clock of the application. */
function connectionsOf(
  { connections, connectionsPerNetwork, trustedProxies }: HttpConfig,
  logger: Logger,
): Connections {
  const limits = { whole: connections, network: connectionsPerNetwork, trustedProxies };
  const clock = new SystemClock();
  const warn = () =>
    logger.warn('a network has more connections than CONNECTIONS_PER_NETWORK: the further ones are closed');
  return new Connections(limits, clock, seldom(clock, WARN_EVERY_MS, warn));
}

/** The document is built at the first request for it, since it costs time and memory. */
async function addDocs(app: INestApplication, server: FastifyInstance, limit: onRequestHookHandler): Promise<void> {
  const { addDocsRoutes } = await import('./docs/docs-routes.js');
  addDocsRoutes(server, async () => (await import('./docs/document.js')).buildDocument(app), limit);
}

function filesLimit(limits: RequestLimits, of: 'docs' | 'share'): onRequestHookHandler {
  return (request, _, done) => done(limits.filesRefusal(of, (request as ApiRequest).context.ip));
}
