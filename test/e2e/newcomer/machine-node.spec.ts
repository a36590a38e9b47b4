import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keep } from '../support/people/secrets.js';
import { Api, PASSWORD } from '../support/processes/api.js';
import { machineNode, machinePath, OLDEST_NODE } from '../support/processes/machine-node.js';

const ROOT = join(import.meta.dirname, '../../..');
const CLONED = ['apps', 'libs', 'scripts', 'dist', 'package.json', 'package-lock.json', 'nest-cli.json', '.swcrc'];
/** The blocks that start and stop things. Those marked `sh` are run by readme.spec.ts. */
const BLOCKS = ['README.md', ...['production', 'keys', 'accounts'].map((guide) => `docs/guides/${guide}.md`)].flatMap(
  (file) =>
    [...readFileSync(join(ROOT, file), 'utf8').matchAll(/^```bash\n(.*?)^```$/gms)].map(([, block = '']) =>
      block.trim(),
    ),
);
/** What needs Docker, a mailed token, or the tests themselves, and the commands that readme.spec.ts runs. */
const NOT_HERE = /^docker |npm test|the token of the mail|npm run coffer|npx --no -- coffer/;

/** A block as it stands, without `npm ci`. */
function blockWith(sign: string): string {
  const found = BLOCKS.find((block) => block.includes(sign));
  if (!found) throw new Error(`no block says ${sign}`);
  return found.replace('npm ci && ', '');
}

describe('the commands of README and the guides, on a machine with its own Node alone', () => {
  const folders: string[] = [];
  const running: ChildProcess[] = [];
  const env = { PATH: machinePath(), HOME: process.env.HOME, PORT: '0', STORE_RESERVE_MIB: '0' };

  /** A clone on which `npm ci && npm run build` was done. */
  function clone(): string {
    const folder = mkdtempSync(join(tmpdir(), 'coffer-clone-'));
    folders.push(folder);
    // With the exact times of the files in dist: the build compares them. cpSync rounds them, so that it builds anew.
    const files = [...CLONED, 'tsconfig.json', 'tsconfig.build.json'].map((file) => join(ROOT, file));
    execFileSync('cp', ['-a', ...files, folder]);
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    return folder;
  }

  const run = (folder: string, block: string) =>
    execFileSync('bash', ['-e', '-c', block], {
      cwd: folder,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });

  /** Runs a block that starts a server. */
  async function started(folder: string, block: string) {
    // A block may set variables, which `exec` does not know.
    const child = spawn('bash', ['-e', '-c', `exec env ${block}`], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.push(child);
    // All output has ended: npm may end before the server that it started.
    const ended = once(child, 'close');
    let told = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (told += text));
    while (!told.includes('Coffer is running.')) {
      if (child.exitCode !== null) throw new Error(`the program ended: ${told}`);
      await Promise.race([once(child.stdout, 'data'), ended]);
    }
    const url = /Address +(\S+)/.exec(told)?.[1] ?? '';
    const stop = async () => {
      child.kill('SIGTERM');
      await ended;
    };
    return { url, token: /Setup token: (\S+)/.exec(told)?.[1] ?? '', told, stop };
  }

  afterAll(() => {
    for (const child of running) child.kill('SIGKILL');
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  const withEngines = process.env.REQUIRE_ENGINES === '1' ? it : it.skip;
  withEngines('are tried on the oldest Node that README names', () => {
    expect(machineNode()).toBe(OLDEST_NODE);
  });

  it('are all known here, so that none is untried', () => {
    const tried = ['npm start', 'npm run build', 'tar -czf'];
    expect(BLOCKS.filter((block) => !NOT_HERE.test(block) && !tried.some((sign) => block.includes(sign)))).toEqual([]);
  });

  it('start a server, rotate keys beside it, back it up, and start it from the backup in another clone', async () => {
    const first = clone();
    const server = await started(first, blockWith('npm start'));
    // The build of the clone is found: nothing is compiled again.
    expect(server.told).not.toContain('SWC');
    const api = await Api.of(server);
    const admin = { username: 'root_admin', email: 'root_admin@example.org', password: PASSWORD };
    expect((await api.post('/setup', { token: server.token, ...admin })).status).toBe(201);
    await keep(await api.login('root_admin', PASSWORD), 'kept/one');
    expect(run(first, blockWith('keys rotate'))).toMatch(/Master key rotated successfully\n$/);
    await server.stop();
    run(first, blockWith('tar -czf'));

    const second = clone();
    for (const part of ['data', 'keyring']) {
      cpSync(join(first, `${part}.tar.gz`), join(second, `${part}.tar.gz`));
      run(second, `tar -xzf ${part}.tar.gz`);
    }
    const restored = await started(second, blockWith('npm run build').split('\n').at(-1) ?? '');
    const again = await (await Api.of(restored)).login('root_admin', PASSWORD);
    const { id } = (await again.get('/secrets/by-path?path=kept/one')).body;
    expect((await again.get(`/secrets/${id}/reveal`)).body.value).toBe('value of kept/one');
    await restored.stop();
  });
});
