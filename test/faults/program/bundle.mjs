import { existsSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from '../../../scripts/bundle.mjs';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

const PROGRAMS = { main: 'test/faults/program/main.ts', 'sqlite-writer': 'test/faults/support/sqlite-writer.child.ts' };

/** Bundles the programs of the fault tests as the server is bundled: the tests start them hundreds of times. */
export async function bundleFaults() {
  process.chdir(ROOT);
  await bundle(PROGRAMS, 'dist.faults', 'dist', { plugins: [sourcesOfTests] });
}

/** What is in `dist` is taken from there. The rest, such as builders of tests, is not built and comes from the sources. */
const sourcesOfTests = {
  name: 'sources-of-tests',
  setup(esbuild) {
    esbuild.onResolve({ filter: /^#[a-z-]+\/testing$/ }, ({ path }) => ({
      path: join(ROOT, 'libs', path.slice(1).replace(/\/testing$/, ''), 'src/testing/index.ts'),
    }));
    esbuild.onResolve({ filter: /^\.{1,2}\// }, ({ path, importer }) => {
      if (!importer.endsWith('.ts')) return undefined;
      const wanted = resolve(dirname(importer), path);
      const built = wanted.replace(ROOT, join(ROOT, 'dist') + sep);
      return { path: existsSync(built) ? built : wanted.replace(/\.js$/, '.ts') };
    });
  },
};
