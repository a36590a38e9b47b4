import { existsSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from '../../scripts/bundle.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const KEYRING = 'libs/keyring-local/src/testing';
/** By the name of the file in `dist.tests`. */
const PROGRAMS = {
  'faulty-server': 'test/faults/program/main.ts',
  'sqlite-writer': 'test/faults/support/sqlite-writer.child.ts',
  'local-heap': `${KEYRING}/local-heap.program.ts`,
  'local-keyring': `${KEYRING}/local-keyring.program.ts`,
  'local-passphrase': `${KEYRING}/local-passphrase.program.ts`,
  'local-rotation': `${KEYRING}/local-rotation.program.ts`,
};

/** Bundles programs that tests start many times, as the server is bundled. */
export async function bundleTestPrograms() {
  process.chdir(ROOT);
  await bundle(PROGRAMS, 'dist.tests', 'dist', { plugins: [sourcesOfTests] });
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
