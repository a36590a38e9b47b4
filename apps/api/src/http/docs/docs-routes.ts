import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { FastifyInstance, onRequestHookHandler, RouteOptions } from 'fastify';
import { REDOC_INIT, REDOC_PAGE } from './redoc-page.js';

/** Swagger UI and ReDoc write inline styles. Scripts come from this server alone, and none is inline [R80]. */
const DOCS_CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
/** ReDoc runs its search in a worker, which it creates from a blob of its own bundle. */
const REDOC_CSP = `${DOCS_CSP}; worker-src blob:`;

const POLICIES: Readonly<Record<string, string>> = {
  '/docs': DOCS_CSP,
  '/docs/': DOCS_CSP,
  '/docs/index.html': DOCS_CSP,
  '/redoc': REDOC_CSP,
};

/** The folder that scripts/copy-docs-assets.mjs fills during the build. */
const ASSETS = join(dirname(findPackageJSON(import.meta.url) ?? ''), 'dist/docs');
const DOCS_PATH = /^\/(docs|redoc|openapi\.json)(\/|$)/;
const DOCUMENT_URL = '/openapi.json';

/**
 * Serves /docs, /redoc and /openapi.json. Calls `document` at the first request for it. `limit` runs before every
 * request for one of them.
 */
export async function addDocsRoutes(
  app: NestFastifyApplication,
  document: () => OpenAPIObject,
  limit: onRequestHookHandler,
): Promise<void> {
  const server = app.getHttpAdapter().getInstance();
  server.addHook('onRoute', loosenPolicy);
  server.addHook('onRoute', hideLicense);
  server.addHook('onRoute', (route) => {
    // After loosenPolicy, which replaces the hooks of a route.
    if (DOCS_PATH.test(route.url)) route.onRequest = [limit, ...[route.onRequest ?? []].flat()];
  });
  addDocument(server, document);
  addSwaggerUi(app);
  await addRedoc(server);
}

/** Sets the policy of a page in a hook of its route. Other routes get no hook, so their requests cost no more. */
function loosenPolicy(route: RouteOptions): void {
  const policy = POLICIES[route.url];
  if (policy === undefined) return;
  route.onRequest = (_, reply, done) => {
    reply.header('content-security-policy', policy);
    done();
  };
}

/** SwaggerModule refuses the license of its package in a form of its own. Here it is absent, as other files are. */
function hideLicense(route: RouteOptions): void {
  if (route.url === '/docs/LICENSE') route.handler = (_, reply) => void reply.callNotFound();
}

function addDocument(server: FastifyInstance, document: () => OpenAPIObject): void {
  let json: string | undefined;
  server.get(DOCUMENT_URL, (_, reply) => {
    json ??= JSON.stringify(document());
    return reply.type('application/json').header('cache-control', 'no-cache').send(json);
  });
}

/**
 * The page loads the document from its address, as other clients do: a second copy inside the page's script would cost
 * memory. `persistAuthorization` is off: a token is gone when the page is left.
 */
function addSwaggerUi(app: NestFastifyApplication): void {
  const none = () => ({}) as OpenAPIObject;
  SwaggerModule.setup('docs', app, none, {
    raw: false,
    customSiteTitle: 'Coffer API',
    customSwaggerUiPath: join(ASSETS, 'swagger-ui'),
    swaggerOptions: {
      url: DOCUMENT_URL,
      layout: 'BaseLayout',
      displayRequestDuration: true,
      filter: true,
      persistAuthorization: false,
      validatorUrl: null,
    },
  });
}

async function addRedoc(server: FastifyInstance): Promise<void> {
  server.get('/redoc', (_, reply) =>
    reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(REDOC_PAGE),
  );
  server.get('/redoc/init.js', (_, reply) => reply.type('text/javascript; charset=utf-8').send(REDOC_INIT));
  await server.register(fastifyStatic, { root: join(ASSETS, 'redoc'), prefix: '/redoc/', decorateReply: false });
}
