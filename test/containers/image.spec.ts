import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../faults/support/eventually.js';
import { DOCKERFILE, declared, imageEnvironment } from './dockerfile.js';
import { freePort } from './free-port.js';

const ROOT = join(import.meta.dirname, '../..');
const ENTER = join(import.meta.dirname, 'enter.sh');

/** The command of CMD or of HEALTHCHECK: a JSON list. */
function commandOf(keyword: string): string[] {
  const [text = ''] = declared(keyword);
  return JSON.parse(text.slice(text.indexOf('[')));
}

/** The image's layout in a folder: what it copies from its build, in production only, and an empty volume. */
function layOut(root: string, folder: string): void {
  for (const each of ['data', 'node', folder]) mkdirSync(join(root, each), { recursive: true });
  execFileSync('cp', ['-al', join(ROOT, 'node_modules'), join(root, folder)]);
  const workspaces = ['client', 'command'].map((room) => `libs/${room}/package.json`);
  for (const each of ['package.json', 'package-lock.json', '.npmrc', 'dist', ...workspaces]) {
    cpSync(join(ROOT, each), join(root, folder, each), { recursive: true });
  }
  const [prune = ''] = /npm prune[\w=\- ]+/.exec(DOCKERFILE) ?? [];
  execFileSync('sh', ['-c', `${prune} --offline --no-audit`], { cwd: join(root, folder), stdio: 'ignore' });
  for (const each of ['coffer', 'coffer-client']) rmSync(join(root, folder, 'node_modules', each));
  cpSync(process.execPath, join(root, 'node/node'));
  chownSync(join(root, 'data'), 1000, 1000);
  chmodSync(root, 0o755);
}

// Only root can enter another root file system. Elsewhere Docker itself builds and starts the image (checks.yml).
const describeAsRoot = process.platform === 'linux' && process.getuid?.() === 0 ? describe : describe.skip;

describeAsRoot("the image's layout, started as docker run starts it", () => {
  const [folder = ''] = declared('WORKDIR');
  const [user = ''] = declared('USER');
  const env = imageEnvironment();
  let root: string;
  let port: number;
  beforeAll(async () => {
    // Links lead to files of the same disk only.
    root = mkdtempSync(join(ROOT, 'dist.image-'));
    layOut(root, folder);
    port = await freePort();
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  const inside = (command: string[]): [string, string[], object] => {
    const variables = { ...env, HOST: '127.0.0.1', PORT: `${port}`, PATH: '/node:/usr/bin:/bin' };
    return ['unshare', ['--mount', 'sh', ENTER, root, user, folder, ...command], { env: variables }];
  };
  const run = (command: string[]) => {
    const [program, args, options] = inside(command);
    return spawnSync(program, args, { ...options, encoding: 'utf8' });
  };
  const start = (): { server: ChildProcess; printed: () => string } => {
    const [program, args, options] = inside(commandOf('CMD'));
    const server = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const stream of [server.stdout, server.stderr])
      stream?.setEncoding('utf8').on('data', (more) => (text += more));
    return { server, printed: () => text };
  };
  const healthy = () =>
    eventually(() => {
      const { status, stderr } = run(commandOf('HEALTHCHECK'));
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    });
  const stop = async (server: ChildProcess) => {
    const ended = once(server, 'exit');
    server.kill('SIGTERM');
    return (await ended)[0];
  };

  it('serves the embedded engines from its volume, tells the setup token, and writes nowhere else', async () => {
    expect(env).toMatchObject({ HOST: '0.0.0.0', PORT: '8000', REGISTRATION: 'closed' });
    const first = start();
    await healthy();
    // The screen comes a little after the first answer.
    await eventually(() => expect(first.printed()).toMatch(/Setup token/));
    expect(run(['sh', '-c', 'echo > x']).stderr).toMatch(/read-only/i);
    expect(await stop(first.server)).toBe(0);

    const kept = ['data/store', 'data/store/coffer.db', 'data/keyring'].map((path) => statSync(join(root, path)));
    expect(kept.map(({ uid, mode }) => [uid, mode & 0o077])).toEqual([1000, 1000, 1000].map((uid) => [uid, 0]));

    const again = start();
    await healthy();
    expect(await stop(again.server)).toBe(0);
  });

  it('names its commands as they are typed there', async () => {
    const [, line = ''] = /^RUN (printf .*) \\$/m.exec(DOCKERFILE) ?? [];
    execFileSync('sh', ['-c', line.replace('/usr/local/bin/coffer', join(root, 'node/coffer'))]);
    chmodSync(join(root, 'node/coffer'), 0o755);
    for (const each of ['data/store', 'data/keyring/roots.json']) rmSync(join(root, each), { recursive: true });
    const refused = run(commandOf('CMD'));
    expect(refused.status).toBe(1);
    const [, command = ''] = /: (coffer keyring adopt --new-store)\./.exec(refused.stderr) ?? [];
    expect(run([...command.split(' '), '--help'])).toMatchObject({ status: 0 });
  });
});
