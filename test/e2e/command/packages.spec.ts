import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { keep } from '../support/people/secrets.js';
import { setUp } from '../support/processes/api.js';
import { machineNode, machinePath } from '../support/processes/machine-node.js';
import { embeddedSite, type Site } from '../support/processes/pairs.js';

const ROOT = join(import.meta.dirname, '../../..');
const OWN = { PATH: `${dirname(process.execPath)}:${machinePath()}`, HOME: process.env.HOME };
const OLDER = { ...OWN, PATH: machinePath() };

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Record<string, string>;
}

const manifestIn = (folder: string): Manifest => JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));

/** The folders of the packages that these need, so that npm asks no registry. */
function needed(folders: readonly string[], found = new Set<string>()): Set<string> {
  for (const folder of folders) {
    for (const name of Object.keys(manifestIn(folder).dependencies ?? {})) {
      const at = `node_modules/${name}`;
      if (name === 'coffer-client' || found.has(at)) continue;
      needed([at], found.add(at));
    }
  }
  return found;
}

const PROGRAM = `
import { CofferClient, CofferProblem, type Workload } from 'coffer-client';
const workload: Workload = { serviceAccount: 'ci', subjectToken: () => 'jwt' };
export const client = new CofferClient({ baseUrl: 'https://coffer.example.org', workload });
export async function password(path: string): Promise<string> {
  const { data } = await client.get('/api/v1/secrets/reveal', { params: { query: { path } } });
  const { value }: { value: string } = data;
  return value;
}
export const isProblem = (error: unknown): string => (error instanceof CofferProblem ? error.code : 'none');
// @ts-expect-error: there is no such route.
export const wrong = () => client.get('/api/v1/nothing');
`;

const READS = `
import { CofferClient } from 'coffer-client';
const client = new CofferClient({ baseUrl: process.env.COFFER_URL, key: process.env.COFFER_TOKEN });
const { data } = await client.get('/api/v1/secrets/reveal', { params: { query: { path: 'packed/db' } } });
console.log(data.value);
`;

describe('the packages, installed in an empty folder from what npm packs', () => {
  let folder: string;
  let app: string;
  let site: Site;
  let env: Record<string, string>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-packages-'));
    app = join(folder, 'app');
    mkdirSync(app);
    const own = ['dist/client', 'dist/command'];
    const pack = ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder];
    execFileSync('npm', [...pack, ...[...own, ...needed(own)].map((at) => join(ROOT, at))], { cwd: folder, env: OWN });
    writeFileSync(join(app, 'package.json'), '{"name":"app","private":true,"type":"module"}');
    const packed = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
    const install = ['install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts'];
    execFileSync('npm', [...install, ...packed.map((name) => join(folder, name))], { cwd: app, env: OWN });
    site = await embeddedSite();
    const server = await site.start();
    const admin = await setUp(server);
    await keep(admin, 'packed/db', { value: 'a "value" with $HOME' });
    env = { COFFER_URL: server.url, COFFER_TOKEN: admin.token ?? '' };
  });
  afterAll(async () => {
    await site?.clear();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (program: string, args: readonly string[], base = OWN) => {
    const { status, stdout, stderr } = spawnSync(program, [...args], {
      ...{ cwd: app, encoding: 'utf8' },
      env: { ...base, ...env },
    });
    return { status, stdout, stderr };
  };

  it('have the version of the server, no tests, no sources, and may be published', () => {
    const { version } = manifestIn('.');
    for (const name of ['coffer', 'coffer-client']) {
      const manifest = JSON.parse(readFileSync(join(app, 'node_modules', name, 'package.json'), 'utf8'));
      expect([name, manifest.version, manifest.private]).toEqual([name, version, undefined]);
      const files = readdirSync(join(app, 'node_modules', name), { recursive: true, encoding: 'utf8' });
      expect(files.filter((file) => /\.spec\.|testing|(?<!\.d)\.ts$|\.map$/.test(file))).toEqual([]);
    }
    expect(existsSync(join(app, 'node_modules/coffer-client/index.d.ts'))).toBe(true);
  });

  it('give `npx coffer`, which reads a secret of a running server', () => {
    expect(run('npx', ['--no-install', 'coffer', '--version']).stdout).toBe(`${manifestIn('.').version}\n`);
    const { status, stdout, stderr } = run('npx', ['--no-install', 'coffer', 'get', 'packed/db']);
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: 'a "value" with $HOME', stderr: '' });
    expect(run('npx', ['--no-install', 'coffer', 'users', 'unlock', 'ada'])).toMatchObject({ status: 2, stdout: '' });
  });

  it.each([
    ['the Node of this project', OWN],
    [`the Node ${machineNode()} of the machine`, OLDER],
  ])('work on %s', (_, base) => {
    writeFileSync(join(app, 'reads.mjs'), READS);
    expect(run('node', ['reads.mjs'], base)).toEqual({ status: 0, stdout: 'a "value" with $HOME\n', stderr: '' });
    const main = 'node_modules/coffer/main.js';
    expect(run('node', [main, 'get', 'packed/db'], base)).toMatchObject({ status: 0, stdout: 'a "value" with $HOME' });
    expect(run('node', [main, 'get', 'packed/none'], base)).toMatchObject({ status: 1, stdout: '' });
    const child = ['-p', 'process.env.DB + Object.keys(process.env).some((name) => name.startsWith("COFFER_"))'];
    env = { ...env, DB: 'coffer://packed/db' };
    expect(run('node', [main, 'run', '--', 'node', ...child], base).stdout).toBe('a "value" with $HOMEfalse\n');
  });

  it('have types that compile, and that refuse a route which is not there', () => {
    writeFileSync(join(app, 'program.ts'), PROGRAM);
    const options = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2022'];
    const { status, stdout } = run('node', [
      join(ROOT, 'node_modules/typescript/bin/tsc'),
      ...[...options, '--lib', 'es2022,dom,dom.iterable', '--ignoreConfig', 'program.ts'],
    ]);
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  });
});
