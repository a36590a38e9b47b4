import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance, onRequestHookHandler } from 'fastify';
import { type Asset, CSS, fileAsset, HTML, JAVASCRIPT, JSON_TYPE, PNG, serveAsset, textAsset } from './asset.js';
import { REDOC_INIT, REDOC_PAGE } from './redoc-page.js';
import { SWAGGER_INIT, SWAGGER_PAGE } from './swagger-page.js';

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

/** The folder that scripts/copy-docs-assets.mjs fills during the build. */
const ASSETS = join(dirname(findPackageJSON(import.meta.url) ?? ''), 'dist/docs');
const FILES: Readonly<Record<string, string>> = {
  'docs/swagger-ui.css': CSS,
  'docs/swagger-ui-bundle.js': JAVASCRIPT,
  'docs/favicon-16x16.png': PNG,
  'docs/favicon-32x32.png': PNG,
  'redoc/redoc.standalone.js': JAVASCRIPT,
};
/** Other addresses of the pages. Each leads to the one where the relative references are right. */
const ALIASES: Readonly<Record<string, string>> = {
  '/': 'docs',
  '/docs/': '../docs',
  '/docs/index.html': '../docs',
  '/redoc/': '../redoc',
};

/**
 * Serves /docs, /redoc and /openapi.json, and leads from / to /docs. Calls `document` at the first request for it. `limit`
 * runs before every request for one of them.
 *
 * The pages name their files, the document and each other by relative references: a proxy may serve all of it below a
 * path of its own.
 */
export function addDocsRoutes(
  server: FastifyInstance,
  document: () => Promise<OpenAPIObject>,
  limit: onRequestHookHandler,
): void {
  const serve = (url: string, asset: Asset, ...before: onRequestHookHandler[]) =>
    serveAsset(server, url, asset, [limit, ...before]);
  const text = (written: string, type: string) => textAsset(() => written, type);
  for (const [url, place] of Object.entries(ALIASES)) {
    server.get(url, { onRequest: [limit] }, (_, reply) => void reply.redirect(place));
  }
  for (const [file, type] of Object.entries(FILES)) serve(`/${file}`, fileAsset(join(ASSETS, file), type));
  const documentText = async () => JSON.stringify(await document());
  serve('/openapi.json', textAsset(documentText, JSON_TYPE));
  serve('/docs', text(SWAGGER_PAGE, HTML), under(DOCS_CSP));
  serve('/docs/swagger-ui-init.js', text(SWAGGER_INIT, JAVASCRIPT));
  serve('/redoc', text(REDOC_PAGE, HTML), under(REDOC_CSP));
  serve('/redoc/init.js', text(REDOC_INIT, JAVASCRIPT));
}

/** A hook that sets the policy of a page. */
function under(policy: string): onRequestHookHandler {
  return (_, reply, done) => {
    reply.header('content-security-policy', policy);
    done();
  };
}
