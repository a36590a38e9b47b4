import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { threadId } from 'node:worker_threads';
import { transformSync, version } from '@swc/core';

// Our TypeScript runs as it stands, by the compiler and the settings that build it: for specs, and for programs, as
// `node --import <this file> <program>.ts`. Names such as #kernel mean the sources.

/** Stack traces and debuggers show our lines. */
process.setSourceMapsEnabled(true);

const isTypescript = (url) => /^file:.*\.ts(\?|$)/.test(url);

/** Of `libs/command` too, whose package names the package of the client. */
const CLIENT = new URL('../../libs/client/src/index.ts', import.meta.url).href;

/** What was compiled before, by any process and any run: compiling takes seconds of CPU in each. */
const COMPILED = fileURLToPath(new URL('../../dist.cache/typescript/', import.meta.url));
mkdirSync(COMPILED, { recursive: true });
const COMPILER = `${version} ${readFileSync(new URL('../../.swcrc', import.meta.url), 'utf8')}`;

function compiled(filename) {
  const source = readFileSync(filename, 'utf8');
  const digest = createHash('sha256').update(`${COMPILER}\0${filename}\0${source}`).digest('hex');
  const kept = join(COMPILED, digest);
  try {
    return readFileSync(kept, 'utf8');
  } catch {
    const { code } = transformSync(source, { filename, sourceMaps: 'inline' });
    // Another process or thread sees the whole file or none.
    const unfinished = `${kept}.${process.pid}.${threadId}`;
    writeFileSync(unfinished, code);
    renameSync(unfinished, kept);
    return code;
  }
}

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === '#client') return next(CLIENT, context);
    const isRelative = specifier.startsWith('.') && specifier.endsWith('.js') && isTypescript(context.parentURL);
    const source = isRelative ? new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL) : null;
    if (source && existsSync(source)) return next(source.href, context);
    return next(specifier, { ...context, conditions: [...context.conditions, 'source'] });
  },
  load(url, context, next) {
    if (!isTypescript(url)) return next(url, context);
    return { format: 'module', source: compiled(fileURLToPath(url)), shortCircuit: true };
  },
});
