import { existsSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';

// For child processes of tests, as `node --conditions=source --import <this file> <program>.ts`: our TypeScript runs as
// it stands, by the compiler and the settings that build it.
/** Debuggers show our lines by a source map; nothing else reads one. */
const sourceMaps = process.execArgv.some((argument) => argument.startsWith('--inspect')) ? 'inline' : false;

registerHooks({
  resolve(specifier, context, next) {
    const isRelative = specifier.startsWith('.') && specifier.endsWith('.js') && context.parentURL?.endsWith('.ts');
    const source = isRelative ? new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL) : null;
    return next(source && existsSync(source) ? source.href : specifier, context);
  },
  load(url, context, next) {
    if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context);
    const filename = fileURLToPath(url);
    const { code } = transformSync(readFileSync(filename, 'utf8'), { filename, sourceMaps });
    return { format: 'module', source: code, shortCircuit: true };
  },
});
