/**
 * `npm run build`: compiles the sources into a new folder, then brings `dist` up to it. Only files that differ are
 * replaced, each at once: a server that runs from `dist` finds every file at any time. With --if-changed it does nothing
 * if `dist` is what the present sources were compiled to.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bringUp, isBuilt, rememberBuild, sourcesHash } from './built-files.mjs';
import { bundlePrograms } from './bundle.mjs';
import { copyDocsAssets } from './copy-docs-assets.mjs';
import { layOutPackages } from './packages.mjs';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

process.chdir(ROOT);
// Before the compilers read them: what is changed meanwhile is compiled by the next build.
const sources = sourcesHash();
if (!process.argv.includes('--if-changed') || !isBuilt(sources)) await build();

async function build() {
  // Beside dist, as deep as it: source maps name the sources relative to their own place.
  const fresh = `dist.${process.pid}`;
  try {
    mkdirSync(fresh);
    const config = join(fresh, 'tsconfig.json');
    const compilerOptions = { outDir: '.', rootDir: '..' };
    writeFileSync(config, JSON.stringify({ extends: '../tsconfig.build.json', compilerOptions }));
    const client = join(fresh, 'client');
    const isCompiled =
      run('@nestjs/cli/bin/nest.js', 'build', '--path', config) &&
      run('typescript/bin/tsc', '-p', 'libs/client/tsconfig.json', '--outDir', client);
    if (!isCompiled) {
      process.exitCode = 1;
      return;
    }
    layOutPackages(fresh);
    copyDocsAssets(join(fresh, 'docs'));
    rmSync(config, { force: true });
    await bundlePrograms(fresh);
    bringUp('dist', fresh);
    makeCommandsExecutable();
    rememberBuild(sources);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** npx calls them in place. It makes them executable itself only when it sees a checkout for the first time. */
function makeCommandsExecutable() {
  const { bin } = JSON.parse(readFileSync('package.json', 'utf8'));
  for (const file of Object.values(bin)) chmodSync(file, 0o755);
}

function run(program, ...args) {
  return spawnSync(process.execPath, [join('node_modules', program), ...args], { stdio: 'inherit' }).status === 0;
}
