import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { FastifyInstance } from 'fastify';
import type { ApiReply } from '../context/api-request.js';
import { REDOC_INIT, REDOC_PAGE, SWAGGER_INIT, SWAGGER_PAGE } from './docs-pages.js';

/** Swagger UI and ReDoc write style of their own into the page; scripts come from their packages alone [R80]. */
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
/** ReDoc searches in a worker that it makes from its own bundle. */
const REDOC_CSP = `${DOCS_CSP}; worker-src blob:`;

const ASSET_CACHE = 'public, max-age=3600';
const SCRIPT = 'text/javascript; charset=utf-8';
/** The one address of another host in ReDoc's bundle: a logo, which our pages do without. */
const REDOC_LOGO = 'https://cdn.redoc.ly/redoc/logo-mini.svg';
const NO_IMAGE = 'data:,';

const packages = createRequire(import.meta.url);

/** Serves /docs, /redoc and /openapi.json. `document` is asked for at the first request of it. */
export function addDocsRoutes(server: FastifyInstance, document: () => object): void {
  let json: string | undefined;
  server.get('/openapi.json', (_, reply) => {
    json ??= JSON.stringify(document());
    return reply.type('application/json').header('cache-control', 'no-cache').send(json);
  });
  page(server, '/docs', DOCS_CSP, SWAGGER_PAGE);
  script(server, '/docs/init.js', SWAGGER_INIT);
  asset(server, '/docs/swagger-ui.css', 'swagger-ui-dist/swagger-ui.css', 'text/css; charset=utf-8');
  asset(server, '/docs/swagger-ui-bundle.js', 'swagger-ui-dist/swagger-ui-bundle.js', SCRIPT);
  asset(server, '/docs/favicon.png', 'swagger-ui-dist/favicon-32x32.png', 'image/png');
  page(server, '/redoc', REDOC_CSP, REDOC_PAGE);
  script(server, '/redoc/init.js', REDOC_INIT);
  server.get('/redoc/redoc.standalone.js', async (_, reply) => {
    const bundle = await readFile(packages.resolve('redoc/bundles/redoc.standalone.js'), 'utf8');
    return cached(reply, SCRIPT).send(bundle.replaceAll(REDOC_LOGO, NO_IMAGE));
  });
}

function page(server: FastifyInstance, path: string, policy: string, html: string): void {
  server.get(path, (_, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .headers({ 'cache-control': 'no-cache', 'content-security-policy': policy })
      .send(html),
  );
}

function script(server: FastifyInstance, path: string, text: string): void {
  server.get(path, (_, reply) => cached(reply, SCRIPT).send(text));
}

function asset(server: FastifyInstance, path: string, file: string, type: string): void {
  server.get(path, async (_, reply) => {
    const place = packages.resolve(file);
    const { size } = await stat(place);
    return cached(reply, type).header('content-length', size).send(createReadStream(place));
  });
}

function cached(reply: ApiReply, type: string): ApiReply {
  return reply.type(type).header('cache-control', ASSET_CACHE);
}
