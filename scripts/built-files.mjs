/** Which files a build reads and writes, and how `dist` is brought up to a new build. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a build makes its files of. */
const SOURCES = ['apps', 'libs', 'scripts', 'package.json', 'package-lock.json'];
const SETTINGS = ['nest-cli.json', 'tsconfig.json', 'tsconfig.build.json', '.swcrc'];
/** In dist, but of another command: the OpenAPI document. And what a build remembers of itself. */
const NOT_BUILT = new Set(['openapi.json', '.built.json']);
const STAMP = 'dist/.built.json';

/** The bundled programs, in dist. */
export const PROGRAMS = 'programs';
/** Their parts have other names after a change. A server that still runs finds its own for a day. */
const KEPT_MS = 86_400_000;

/** Whether `dist` holds what was compiled of these sources, as it was left by the build. */
export function isBuilt(sources) {
  try {
    const built = JSON.parse(readFileSync(STAMP, 'utf8'));
    return built.sources === sources && built.files === filesHash();
  } catch {
    return false;
  }
}

export function rememberBuild(sources) {
  replace(STAMP, JSON.stringify({ sources, files: filesHash() }));
}

/** A digest of the contents of every source but tests. */
export function sourcesHash() {
  const hash = createHash('sha256');
  for (const file of [...SOURCES, ...SETTINGS].flatMap((place) => filesIn(place))) {
    if (/\.spec\.ts$|[\\/]testing[\\/]/.test(file)) continue;
    hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

/** Replaces the files of `target` that differ from those of `fresh`, and removes those that `fresh` does not have. */
export function bringUp(target, fresh) {
  const made = filesIn(fresh).map((file) => file.slice(fresh.length + 1));
  for (const file of made) {
    const [from, to] = [join(fresh, file), join(target, file)];
    if (existsSync(to) && readFileSync(from).equals(readFileSync(to))) continue;
    mkdirSync(dirname(to), { recursive: true });
    renameSync(from, to);
  }
  const kept = new Set(made);
  for (const file of filesIn(target).map((path) => path.slice(target.length + 1))) {
    if (kept.has(file) || NOT_BUILT.has(file) || mayBeLoaded(join(target, file), file)) continue;
    rmSync(join(target, file), { force: true });
  }
}

function mayBeLoaded(path, file) {
  return file.startsWith(join(PROGRAMS, '/')) && Date.now() - statSync(path).mtimeMs < KEPT_MS;
}

/** A digest of the names, sizes and times of the built files: it changes if another program writes one. */
function filesHash() {
  const hash = createHash('sha256');
  for (const file of filesIn('dist').filter((path) => !NOT_BUILT.has(path.slice('dist'.length + 1)))) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${file}\0${size}\0${mtimeMs}\0`);
  }
  return hash.digest('hex');
}

/** The files in a folder, or the file itself, in a fixed order. */
function filesIn(place) {
  if (!existsSync(place)) return [];
  if (!statSync(place).isDirectory()) return [place];
  const found = readdirSync(place, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return found.flatMap((entry) => (entry.isDirectory() ? filesIn(join(place, entry.name)) : [join(place, entry.name)]));
}

function replace(file, contents) {
  writeFileSync(`${file}.new`, contents);
  renameSync(`${file}.new`, file);
}
