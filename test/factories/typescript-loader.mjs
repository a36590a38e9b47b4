import { existsSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';

// Our TypeScript runs as it stands, by the compiler and the settings that build it: for specs, and for programs, as
// `node --import <this file> <program>.ts`. Names such as #kernel mean the sources.

/** Stack traces and debuggers show our lines. */
process.setSourceMapsEnabled(true);

const isTypescript = (url) => /^file:.*\.ts(\?|$)/.test(url);

/** Of `libs/command` too, whose package names the package of the client. */
const CLIENT = new URL('../../libs/client/src/index.ts', import.meta.url).href;

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
    const filename = fileURLToPath(url);
    const { code } = transformSync(readFileSync(filename, 'utf8'), { filename, sourceMaps: 'inline' });
    return { format: 'module', source: code, shortCircuit: true };
  },
});
