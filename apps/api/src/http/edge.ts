import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import type { Logger } from 'pino';
import { attempt } from './attempt.js';
import { checkFraming } from './body/framing.js';
import { readJsonBody } from './body/json-body.js';
import { checkQuery } from './body/query-string.js';
import type { Connections } from './connections/connections.js';
import { RequestBudget } from './connections/request-budget.js';
import { RequestEnds } from './connections/request-ends.js';
import type { ApiReply, ApiRequest } from './context/api-request.js';
import { leaveOutCharset, takeDialectHeaders } from './context/dialect-headers.js';
import { RequestContexts } from './context/request-context.js';
import { allowOrigins } from './cors.js';
import { ProblemFilter } from './errors/problem.filter.js';
import { BeforeBody } from './guards/before-body.js';
import { addSecurityHeaders } from './headers.js';
import { requestLog } from './logs/request-log.js';
import { WorkPlaceGuard } from './places/work-place.guard.js';
import { AllowedMethods } from './routes/allowed-methods.js';
import { API_PREFIX, OUTSIDE } from './routes/prefix.js';
import { RouteTable } from './routes/route-table.js';
import { RequestLimits } from './throttle/request-limits.js';

/** What hooks and guards add to a request. Named beforehand, all requests are objects of one shape. */
const MEMBERS = [
  'context',
  'route',
  'caller',
  'identifiedAt',
  'facts',
  'lease',
  'place',
  'isAnswered',
  'isOver',
] as const;

/** Adds the edge's hooks and body parser to the server. They run before Nest sees a request. */
export async function installEdge(
  app: NestFastifyApplication,
  connections: Connections,
  logger: Logger,
  origins: readonly string[],
): Promise<void> {
  app.setGlobalPrefix(API_PREFIX, { exclude: [...OUTSIDE] });
  const server = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  for (const member of MEMBERS) server.decorateRequest(member);
  app.get(AllowedMethods).watch(server);
  const routes = app.get(RouteTable);
  const filter = app.get(ProblemFilter);
  server.addHook('onRoute', (route) => {
    prepareRoute(route, routes);
    // Nest sets its handler of errors after the routes of the docs are added.
    route.errorHandler ??= (error, request, reply) => void filter.answer(error, request as ApiRequest, reply);
  });
  const limits = app.get(RequestLimits);
  const settle = (request: ApiRequest, bytes: number) => limits.settle(request, bytes);
  const ends = new RequestEnds({ settle, log: requestLog(logger) });
  addFirstHook(server, app, connections, ends);
  await allowOrigins(server, origins);
  addRequestHooks(server, app, connections);
  ends.install(server);
  addBodyParser(server, routes);
  askForBodies(server);
}

/** Gives the request its id, its place in the row of the connection, and the headers of each answer. Checks its form. */
function addFirstHook(
  server: FastifyInstance,
  app: NestFastifyApplication,
  connections: Connections,
  ends: RequestEnds,
): void {
  const contexts = app.get(RequestContexts);
  const routes = app.get(RouteTable);
  server.addHook('onRequest', (request, reply, done) => {
    contexts.open(request as ApiRequest, reply);
    (request as ApiRequest).route = request.routeOptions;
    ends.watch(request as ApiRequest, reply);
    addSecurityHeaders(reply);
    const check = () => attempt(() => checkRequest(request as ApiRequest, reply, routes), done);
    const connection = connections.of(request.raw.socket);
    const isLast = asksForUpgrade(request);
    if (isLast) reply.header('connection', 'close');
    if (connection) connection.enter(request.raw, reply.raw, check, isLast);
    else check();
  });
}

/** In this order: the guards, the body, the budget. */
function addRequestHooks(server: FastifyInstance, app: NestFastifyApplication, connections: Connections): void {
  const beforeBody = app.get(BeforeBody);
  const budget = app.get(RequestBudget);
  server.addHook('onRequest', (request, reply, done) => {
    attempt(() => beforeBody.check(request as ApiRequest, reply), done);
  });
  app.get(WorkPlaceGuard).install(server);
  budget.install(server, connections);
}

/**
 * Such a request is answered in HTTP/1.1, as the last one of its connection: Node drops the bytes that came with it, so
 * what follows may be the body of a request whose head is lost.
 */
function asksForUpgrade({ headers }: FastifyRequest): boolean {
  return headers.upgrade !== undefined;
}

function checkRequest(request: ApiRequest, reply: ApiReply, routes: RouteTable): void {
  const dialect = routes.dialectOf(request);
  checkFraming(request, reply, dialect?.tokenHeader ?? null);
  if (dialect) takeDialectHeaders(dialect, request);
  checkQuery(request.query);
}

function prepareRoute(route: RouteOptions, routes: RouteTable): void {
  const facts = typeof route.method === 'string' ? routes.at(route.method, route.url) : undefined;
  if (facts) route.bodyLimit = facts.bodyBytes;
  if (facts?.dialect) route.onSend = leaveOutCharset;
}

/**
 * A client that asks before it sends a body is told to go on only when token, limits and budget have let it in. Another
 * expectation is refused like every request, in the row of its connection.
 */
function askForBodies(server: FastifyInstance): void {
  for (const event of ['checkContinue', 'checkExpectation'] as const) {
    server.server.on(event, (request, response) => server.server.emit('request', request, response));
  }
  server.addHook('preParsing', (request, reply, payload, done) => {
    if (request.headers.expect?.toLowerCase() === '100-continue') reply.raw.writeContinue();
    done(null, payload);
  });
}

function takesText({ method, routeOptions }: FastifyRequest, routes: RouteTable): boolean {
  return routes.at(method, routeOptions.url)?.takesText === true;
}

function addBodyParser(server: FastifyInstance, routes: RouteTable): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
    if (takesText(request, routes)) return done(null, body.length === 0 ? undefined : body);
    try {
      done(null, readJsonBody(request.headers['content-type'], body as Buffer, routes.dialectOf(request) !== null));
    } catch (refusal) {
      done(refusal as Error, undefined);
    }
  });
}
