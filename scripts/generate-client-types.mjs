/**
 * Writes libs/client/src/generated from dist/openapi.json. With --check it only compares, and exits with 1 if they
 * differ. Error answers are left out: the client throws all of them as CofferProblem.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';

const DOCUMENT = 'dist/openapi.json';
const FOLDER = 'libs/client/src/generated';
const HEADER = '// Made by `npm run generate:client` from /openapi.json: not written by hand.\n\n';
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

const document = JSON.parse(readFileSync(DOCUMENT, 'utf8'));
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  METHODS.filter((method) => item[method]).map((method) => ({
    name: `${method.toUpperCase()} ${path}`,
    operation: item[method],
  })),
);

/** True for an operation that needs no access token. */
function isAnonymous({ operation }) {
  const security = operation.security ?? document.security ?? [];
  return security.length === 0 || security.some((scheme) => Object.keys(scheme).length === 0);
}

function takesKey({ operation }) {
  return (operation.parameters ?? []).some((one) => one.in === 'header' && one.name === 'Idempotency-Key');
}

function setOf(constant, comment, chosen) {
  const lines = chosen.map(({ name }) => `  '${name}',\n`).sort();
  return `/** ${comment} */\nexport const ${constant}: ReadonlySet<string> = new Set([\n${lines.join('')}]);\n`;
}

/** The document without examples and error answers, which would be nine tenths of the types. */
function lean(value) {
  if (Array.isArray(value)) return value.map(lean);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, part]) => !(name === 'examples' && typeof part === 'object') && name !== 'example')
      .filter(([name]) => !/^[45]\d\d$/.test(name))
      .map(([name, part]) => [name, lean(part)]),
  );
}

const files = {
  'api.ts': HEADER + astToString(await openapiTS(lean(document))),
  'operations.ts': [
    HEADER + setOf('ANONYMOUS', 'Called without an access token.', operations.filter(isAnonymous)),
    setOf('TAKES_IDEMPOTENCY_KEY', 'A repeat under the same key gets the same answer.', operations.filter(takesKey)),
  ].join('\n'),
};

const stale = Object.entries(files).filter(([name, text]) => {
  const file = `${FOLDER}/${name}`;
  return !existsSync(file) || readFileSync(file, 'utf8') !== text;
});
if (process.argv.includes('--check')) {
  if (stale.length > 0) {
    console.error(`${FOLDER} is not what ${DOCUMENT} says: npm run generate:client`);
    process.exitCode = 1;
  }
} else {
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, text] of stale) writeFileSync(`${FOLDER}/${name}`, text);
}
