import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { FastifyInstance, onRequestHookHandler, RouteHandlerMethod, RouteOptions } from 'fastify';
import { CSS, fileAsset, HTML, JAVASCRIPT, JSON_TYPE, PNG, serveAsset, textAsset } from './asset.js';
import { REDOC_INIT, REDOC_PAGE } from './redoc-page.js';
import { errorsPlugin, filterPlugin, foldPlugin, restoreToken, tokenPlugin } from './swagger-plugins.js';

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

const POLICIES: Readonly<Record<string, string>> = { '/docs': DOCS_CSP, '/redoc': REDOC_CSP };
/** The other addresses of the pages. */
const DOCS_ALIASES: ReadonlySet<string> = new Set(['/docs/', '/docs/index.html']);
/** Routes of SwaggerModule that no page needs. */
const UNUSED: ReadonlySet<string> = new Set(['/docs/LICENSE', '/docs/*', '/docs/docs/swagger-ui-init.js']);

/** The folder that scripts/copy-docs-assets.mjs fills during the build. */
const ASSETS = join(dirname(findPackageJSON(import.meta.url) ?? ''), 'dist/docs');
const DOCS_PATH = /^\/(docs|redoc|openapi\.json)?(\/|$)/;
const SWAGGER_UI: Readonly<Record<string, string>> = {
  'swagger-ui.css': CSS,
  'swagger-ui-bundle.js': JAVASCRIPT,
  'swagger-ui-standalone-preset.js': JAVASCRIPT,
  'favicon-16x16.png': PNG,
  'favicon-32x32.png': PNG,
};

/**
 * Serves /docs, /redoc and /openapi.json, and leads from / to /docs. Calls `document` at the first request for it. `limit`
 * runs before every request for one of them.
 *
 * The pages name their files, the document and each other by relative references: a proxy may serve all of it below a
 * path of its own.
 */
export function addDocsRoutes(
  app: NestFastifyApplication,
  document: () => OpenAPIObject,
  limit: onRequestHookHandler,
): void {
  const server = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  server.addHook('onRoute', (route) => {
    if (!DOCS_PATH.test(route.url)) return;
    replaceHandler(route);
    route.onRequest = [limit, ...policyOf(route.url), ...[route.onRequest ?? []].flat()];
  });
  server.get('/', redirectTo('docs'));
  serveAsset(
    server,
    '/openapi.json',
    textAsset(() => JSON.stringify(document()), JSON_TYPE),
  );
  addSwaggerUi(app, server);
  addRedoc(server);
}

/** A hook that sets the policy of a page. Other routes get none. */
function policyOf(url: string): onRequestHookHandler[] {
  const policy = POLICIES[url];
  if (policy === undefined) return [];
  return [
    (_, reply, done) => {
      reply.header('content-security-policy', policy);
      done();
    },
  ];
}

/**
 * SwaggerModule serves the folder of its package from the disk, one descriptor a request, and refuses the license in a
 * form of its own. Here both are absent: the files that the page needs have routes of their own. It serves the page at
 * three addresses; two of them lead to the one where the relative references are right.
 */
function replaceHandler(route: RouteOptions): void {
  if (UNUSED.has(route.url)) route.handler = (_, reply) => void reply.callNotFound();
  if (DOCS_ALIASES.has(route.url)) route.handler = redirectTo('../docs');
}

/** `location` is relative to the address of the request. */
function redirectTo(location: string): RouteHandlerMethod {
  return (_, reply) => void reply.redirect(location);
}

/**
 * The page loads the document from its address, as other clients do: a second copy inside the page's script would cost
 * memory. `persistAuthorization` is off: it would keep the token after the browser is closed. `tokenPlugin` keeps it for the tab.
 */
function addSwaggerUi(app: NestFastifyApplication, server: FastifyInstance): void {
  const folder = join(ASSETS, 'swagger-ui');
  for (const [file, type] of Object.entries(SWAGGER_UI)) {
    serveAsset(server, `/docs/${file}`, fileAsset(join(folder, file), type));
  }
  const none = () => ({}) as OpenAPIObject;
  SwaggerModule.setup('docs', app, none, {
    raw: false,
    customSiteTitle: 'Coffer API',
    customSwaggerUiPath: folder,
    swaggerOptions: {
      url: 'openapi.json',
      layout: 'BaseLayout',
      displayRequestDuration: true,
      filter: true,
      persistAuthorization: false,
      validatorUrl: null,
      defaultModelsExpandDepth: 0,
      plugins: [filterPlugin, foldPlugin, tokenPlugin, errorsPlugin],
      onComplete: restoreToken,
    },
  });
}

function addRedoc(server: FastifyInstance): void {
  server.get('/redoc/', redirectTo('../redoc'));
  serveAsset(
    server,
    '/redoc',
    textAsset(() => REDOC_PAGE, HTML),
  );
  serveAsset(
    server,
    '/redoc/init.js',
    textAsset(() => REDOC_INIT, JAVASCRIPT),
  );
  const bundle = join(ASSETS, 'redoc/redoc.standalone.js');
  serveAsset(server, '/redoc/redoc.standalone.js', fileAsset(bundle, JAVASCRIPT));
}
