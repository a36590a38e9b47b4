import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { BrowserContext, Page } from 'playwright-core';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const PROGRAM = 'test/client/support/node-client.mjs';
const FOLDER = '/client-test/';

/** A step of steps.mjs and its input. */
export type Step = readonly [name: string, ...given: unknown[]];

/** Runs steps with the built library in a separate Node process. Returns the answer of the last step. */
export async function inNode(baseUrl: string, steps: readonly Step[], tamper?: string): Promise<unknown> {
  const given = JSON.stringify({ baseUrl, steps, tamper });
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, given], { cwd: ROOT });
  return JSON.parse(stdout);
}

/** The import map of the pages. */
const IMPORTS = {
  'coffer-client': `${FOLDER}dist/client/index.js`,
  'openapi-fetch': `${FOLDER}node_modules/openapi-fetch/dist/index.mjs`,
  'hash-wasm': `${FOLDER}node_modules/hash-wasm/dist/index.esm.js`,
};

const PAGE = `<!doctype html><meta charset="utf-8"><title>client</title><link rel="icon" href="data:,">
<script type="importmap">${JSON.stringify({ imports: IMPORTS })}</script>
<script type="module">
  import * as library from 'coffer-client';
  import { stepsOf } from '${FOLDER}test/client/support/steps.mjs';
  const [tokens, seen] = [new library.WebTokenStore(), new library.WebSeenStore()];
  window.steps = stepsOf(library, { baseUrl: location.origin, tokens, seen });
</script>`;

/** Serves a page with the built library and its imports at the server's origin. */
export async function servePages(context: BrowserContext): Promise<void> {
  await context.route(`**${FOLDER}**`, async (route) => {
    const path = new URL(route.request().url()).pathname.slice(FOLDER.length);
    if (path === '') return route.fulfill({ contentType: 'text/html', body: PAGE });
    return route.fulfill({ contentType: 'text/javascript', body: readFileSync(join(ROOT, path)) });
  });
}

/** A page with the library, ready for steps. */
export async function openSteps(page: Page, baseUrl: string): Promise<(...steps: Step[]) => Promise<unknown>> {
  await page.goto(`${baseUrl}${FOLDER}`);
  await page.waitForFunction('window.steps !== undefined');
  return (...steps) => page.evaluate(`window.steps.all(...${JSON.stringify(steps)})`);
}

/** Changes the stored data of the library in a page. `change` is the source of a function from text to text; null if empty. */
export function kept(page: Page, name: string, change?: string): Promise<unknown> {
  return page.evaluate(`import('${FOLDER}dist/client/index.js').then(async ({ DatabaseStorage }) => {
    const storage = new DatabaseStorage();
    const text = await storage.getItem('${name}');
    ${change === undefined ? '' : `await storage.setItem('${name}', (${change})(text));`}
    return text;
  })`);
}
