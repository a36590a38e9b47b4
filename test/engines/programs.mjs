import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
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

const FOLDER = 'dist.tests';
/** What the bundles were made of: the name, size and time of each file. */
const MADE_OF = `${FOLDER}/.made-of.json`;
/** What decides how they are made, beside the files in them. A build changes the first one. */
const RULES = [
  ...['dist/.built.json', 'test/engines/programs.mjs'],
  ...['bundle', 'ascii-files', 'kept-names', 'rewritten-libraries'].map((name) => `scripts/${name}.mjs`),
];

/** Bundles programs that tests start many times, as the server is bundled. Does nothing if nothing has changed. */
export async function bundleTestPrograms() {
  process.chdir(ROOT);
  if (areBundled()) return;
  rmSync(MADE_OF, { force: true });
  const { metafile } = await bundle(PROGRAMS, FOLDER, 'dist', { plugins: [sourcesOfTests] });
  writeFileSync(MADE_OF, JSON.stringify([...RULES, ...Object.keys(metafile.inputs)].filter(existsSync).map(stateOf)));
}

const stateOf = (file) => {
  const { size, mtimeMs } = statSync(file);
  return [file, size, mtimeMs];
};

function areBundled() {
  try {
    const madeOf = JSON.parse(readFileSync(MADE_OF, 'utf8'));
    const areThere = Object.keys(PROGRAMS).every((name) => existsSync(`${FOLDER}/${name}.js`));
    return areThere && madeOf.every((state) => `${stateOf(state[0])}` === `${state}`);
  } catch {
    return false;
  }
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
