/**
 * Copies what /docs and /redoc serve from the packages: these files and no others. redoc itself is a development
 * dependency, since its bundle holds all that a browser needs.
 */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const SWAGGER_UI = ['favicon-16x16.png', 'favicon-32x32.png', 'swagger-ui-bundle.js', 'swagger-ui.css'];
/** The one address of another host in ReDoc's bundle: a logo. The pages ask no other host, so they do without it. */
const REDOC_LOGO = 'https://cdn.redoc.ly/redoc/logo-mini.svg';
const NO_IMAGE = 'data:,';

const packages = createRequire(import.meta.url);
// Swagger UI in the version that @nestjs/swagger is made for.
const swaggerPackages = createRequire(packages.resolve('@nestjs/swagger'));

/** `target`: the folder `docs` of a build. */
export function copyDocsAssets(target) {
  const swaggerUi = dirname(swaggerPackages.resolve('swagger-ui-dist/package.json'));
  mkdirSync(join(target, 'docs'), { recursive: true });
  for (const file of SWAGGER_UI) copyFileSync(join(swaggerUi, file), join(target, 'docs', file));

  const redoc = readFileSync(packages.resolve('redoc/bundles/redoc.standalone.js'), 'utf8');
  mkdirSync(join(target, 'redoc'), { recursive: true });
  writeFileSync(join(target, 'redoc/redoc.standalone.js'), redoc.replaceAll(REDOC_LOGO, NO_IMAGE));
}
