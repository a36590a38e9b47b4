import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AS_SHIPPED } from '../support/processes/base-environment.js';
import { describePairs } from '../support/processes/pairs.js';

const LOADED = fileURLToPath(new URL('../support/processes/loaded.program.mjs', import.meta.url));
/** Libraries that a start does not need: each is loaded when it is used first. */
const LATER = ['nodemailer', '@zxcvbn-ts', 'qrcode', 'bcrypt', 'pino-pretty', '@fastify/static', 'commander', 'yauzl'];
const OTHER_PAIR = {
  embedded: [
    '/node_modules/mongoose/',
    '/node_modules/mongodb/',
    '/node_modules/node-vault/',
    '/libs/storage-mongodb/',
    '/deps/undici/',
  ],
  production: ['/libs/storage-sqlite/', '/libs/keyring-local/'],
};

/** Native code, and what has one table for a process. All else is bundled, and from here would be loaded twice. */
const FROM_NODE_MODULES = ['@phc/format', 'argon2', 'node-gyp-build', 'reflect-metadata'];

function packagesOf(loaded: readonly string[]): string[] {
  const names = loaded.map((url) => /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1] ?? []);
  return [...new Set(names.flat())].sort();
}

/** Bundles whose text V8 keeps with two bytes a character. */
function wideBundles(loaded: readonly string[]): string[] {
  const bundles = loaded.filter((url) => url.includes('/dist/programs/') && url.endsWith('.js'));
  return bundles.filter((url) => readFileSync(new URL(url)).some((byte) => byte > 0x7f));
}

/** Adds the files that each bundle was made of. */
function withBundled(loaded: readonly string[]): string[] {
  const bundles = loaded.filter((url) => url.includes('/dist/programs/'));
  const sources = bundles.flatMap((url) => JSON.parse(readFileSync(new URL(`${url}.map`), 'utf8')).sources as string[]);
  return [...loaded, ...sources];
}

describePairs('what a start loads', (open) => {
  it('is none of the libraries that are used later or by the other pair, and not undici on the embedded pair', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'coffer-loaded-'));
    const list = join(folder, 'list');
    const site = await open();
    try {
      const server = await site.start({ LOADED_LIST: list }, undefined, [...AS_SHIPPED, '--import', LOADED]);
      await server.stop();
      const files = readFileSync(list, 'utf8').split('\n');
      expect(packagesOf(files)).toEqual(FROM_NODE_MODULES);
      expect(wideBundles(files)).toEqual([]);
      const loaded = withBundled(files);
      expect(loaded.some((line) => line.endsWith('/apps/api/src/bootstrap.ts'))).toBe(true);
      const unwanted = [...LATER.map((name) => `/node_modules/${name}/`), ...OTHER_PAIR[site.pair]];
      expect(loaded.filter((line) => unwanted.some((name) => line.includes(name)))).toEqual([]);
    } finally {
      await site.clear();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
