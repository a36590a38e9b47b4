import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import './typescript-loader.mjs';

// For programs of tests that wrap the built api: what is in `dist` is taken from there, so that these programs and the api
// share each class. The rest, such as builders of tests, is not built and runs from the sources.
const ROOT = new URL('../../', import.meta.url).href;
const TESTING = /^#([a-z-]+)\/testing$/;

registerHooks({
  resolve(specifier, context, next) {
    const [, library] = TESTING.exec(specifier) ?? [];
    if (library) return next(`${ROOT}libs/${library}/src/testing/index.ts`, context);
    const isRelative = specifier.startsWith('.') && context.parentURL?.endsWith('.ts');
    const wanted = isRelative ? new URL(specifier, context.parentURL).href : '';
    const built = new URL(wanted.replace(ROOT, `${ROOT}dist/`) || ROOT);
    return next(isRelative && existsSync(built) ? built.href : specifier, context);
  },
});
