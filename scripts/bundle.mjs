/**
 * Joins the modules of each program into few files: Node needs more than a third of a start for finding and loading 3,200
 * modules one by one. Code that a program loads later stays in files of its own. Packages with native code, or that look
 * for files beside themselves, stay in node_modules.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { build } from 'esbuild';
import { asciiFiles } from './ascii-files.mjs';
import { PROGRAMS } from './built-files.mjs';
import { cheapNames } from './kept-names.mjs';
import { rewrittenLibraries } from './rewritten-libraries.mjs';

/** By the name of the bundle: the built module that the program's `main.js` loads. */
const ENTRIES = { server: 'apps/api/src/server.js', command: 'apps/cli/src/command.js' };

/** Native code, or files beside them. reflect-metadata has one table for all modules of a process. */
const IN_NODE_MODULES = ['argon2', 'bcrypt', 'hash-wasm', 'pino-pretty', 'reflect-metadata'];

/** Their ES modules: a bundle takes only the parts that are used, but CommonJS as a whole. */
const IN_PARTS = {
  'class-validator': './node_modules/class-validator/esm2015/index.js',
  rxjs: './node_modules/rxjs/dist/esm/index.js',
  'rxjs/operators': './node_modules/rxjs/dist/esm/operators/index.js',
};

/** What modules of CommonJS expect around them. Decorators need reflect-metadata before anything else. */
const AROUND = `import 'reflect-metadata';
import { createRequire as requireOf } from 'node:module';
const { filename: __filename, dirname: __dirname } = import.meta;
const require = requireOf(__filename);`;

/** Bundles the programs that were compiled to `dist`. Their modules become one import of the bundle. */
export async function bundlePrograms(dist) {
  const folder = join(dist, PROGRAMS);
  const entryPoints = Object.fromEntries(Object.entries(ENTRIES).map(([name, file]) => [name, join(dist, file)]));
  await bundle(entryPoints, folder, dist, { needsAll: true });
  for (const [name, file] of Object.entries(ENTRIES)) {
    const path = relative(dirname(join(dist, file)), join(folder, name)).replaceAll(sep, '/');
    writeFileSync(join(dist, file), `import '${path}.js';\n`);
  }
}

/**
 * Bundles modules into `outdir`. Modules of ours under `dist` still find the files that stand beside them there. `needsAll`:
 * they use every library that is rewritten.
 */
export function bundle(entryPoints, outdir, dist, { plugins = [], needsAll = false } = {}) {
  return build({
    entryPoints,
    outdir,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    keepNames: true,
    metafile: true,
    sourcemap: true,
    sourcesContent: false,
    legalComments: 'none',
    // V8 keeps the text of what it runs: without spaces and comments it takes 2 MB less. Function names stay as they are.
    minifyWhitespace: true,
    lineLimit: 160,
    logLevel: 'warning',
    // The paths of the type checker lead to the sources.
    tsconfigRaw: '{}',
    external: IN_NODE_MODULES,
    alias: IN_PARTS,
    banner: { js: AROUND },
    plugins: [
      ...plugins,
      laterPackages,
      rewrittenLibraries(needsAll),
      forBrowsers(outdir),
      ourNames(dist),
      ownPlaces(outdir, dist),
      cheapNames,
      asciiFiles,
    ],
  });
}

/**
 * A package that is loaded by `import()` stays in node_modules: a bundled one of CommonJS would have no named exports. Some
 * are optional, and not installed.
 */
const laterPackages = {
  name: 'later-packages',
  setup(esbuild) {
    esbuild.onResolve({ filter: /^[^.#/]/ }, ({ path, kind }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    );
  },
};

/**
 * The text of the functions in `NAME.browser.ts` goes to browsers, which do not know what a bundle adds to functions. So these
 * modules stay as they were compiled.
 */
function forBrowsers(outdir) {
  return {
    name: 'for-browsers',
    setup(esbuild) {
      esbuild.onResolve({ filter: /\.browser\.js$/ }, ({ path, resolveDir }) => ({
        path: relative(outdir, join(resolveDir, path)).replaceAll(sep, '/'),
        external: true,
      }));
    },
  };
}

/** Our names, such as #kernel or #mail/testing, are modules of this build: package.json says where they are in `dist`. */
function ourNames(dist) {
  return {
    name: 'our-names',
    setup(esbuild) {
      esbuild.onResolve({ filter: /^#/ }, ({ path }) => {
        const [, library, part = ''] = /^#([a-z-]+)(\/[a-z]+)?$/.exec(path);
        const file = library === 'client' ? 'client/index.js' : `libs/${library}/src${part}/index.js`;
        return { path: join(process.cwd(), dist, file) };
      });
    },
  };
}

/** In a bundle `import.meta.url` would be the place of the bundle. Each module of ours gets its own place in `dist`. */
function ownPlaces(outdir, dist) {
  const ours = [join(dist, 'libs'), join(dist, 'apps')].map((folder) => join(process.cwd(), folder) + sep);
  return {
    name: 'own-places',
    setup(esbuild) {
      esbuild.onLoad({ filter: /\.js$/ }, ({ path }) => {
        if (!ours.some((folder) => path.startsWith(folder))) return undefined;
        const text = readFileSync(path, 'utf8');
        if (!text.includes('import.meta.url')) return undefined;
        const place = JSON.stringify(relative(outdir, path).replaceAll(sep, '/'));
        return { contents: text.replaceAll('import.meta.url', `new URL(${place}, import.meta.url).href`) };
      });
    },
  };
}
