import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseEnv } from 'node:util';
import { describeWithEngines } from '../engines/engines.js';
import { eventually } from '../faults/support/eventually.js';
import { freePort } from './free-port.js';

const COMPOSE = join(import.meta.dirname, '../../docker-compose.yml');
const SOURCES = join(import.meta.dirname, '../../docker/openbao');
/** Where a container of docker-compose.yml finds each file. */
const PLACES = {
  'try-out.sh': 'openbao/try-out.sh',
  'openbao.hcl': 'openbao/config/openbao.hcl',
  'try-out.hcl': 'openbao/try-out.hcl',
  'initialize.hcl': 'openbao/initialize.hcl',
  'coffer-policy.hcl': 'openbao/coffer-policy.hcl',
};

/** The programs of docker-compose.yml around OpenBao, in a folder instead of containers, with the real server. */
class TryOut {
  private constructor(
    private readonly root: string,
    private readonly port: number,
  ) {}

  static async with(bao: string): Promise<TryOut> {
    const root = mkdtempSync(join(tmpdir(), 'coffer-try-out-'));
    const tryOut = new TryOut(root, await freePort());
    for (const folder of ['bootstrap', 'bin', 'openbao/file', 'openbao/logs', 'openbao/config']) {
      mkdirSync(join(root, folder), { recursive: true });
    }
    symlinkSync(bao, join(root, 'bin/bao'));
    for (const [source, place] of Object.entries(PLACES)) {
      writeFileSync(join(root, place), tryOut.outside(readFileSync(join(SOURCES, source), 'utf8')));
    }
    return tryOut;
  }

  /** The text of a file, with the paths and addresses of containers turned into those of this machine. */
  private outside(text: string): string {
    const local = text
      .replaceAll('openbao:8201', 'openbao.invalid:8201')
      .replace(/(?:openbao|0\.0\.0\.0|127\.0\.0\.1):8200/g, `127.0.0.1:${this.port}`);
    // Paths, but neither the mounts of OpenBao nor `//openbao`.
    return local.replace(/(?<![\w/])(?:file:\/\/)?\/(?=(?:bootstrap|openbao)\b)/g, (prefix) =>
      prefix === '/' ? `${this.root}/` : `file://${this.root}/`,
    );
  }

  private start(command: string, args: string[]): ChildProcess {
    const env = { PATH: `${join(this.root, 'bin')}:${process.env.PATH}`, BAO_ADDR: `http://127.0.0.1:${this.port}` };
    return spawn(command, args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** Runs a step. Kills all of its processes when it begins its `killAt`th command. True if it ended by itself, well. */
  async step(name: 'prepare' | 'configure', killAt = Number.POSITIVE_INFINITY): Promise<boolean> {
    const step = this.start('sh', ['-x', join(this.root, 'openbao/try-out.sh'), name]);
    const ended = once(step, 'exit');
    step.stdout?.resume();
    let commands = 0;
    if (!step.stderr) throw new Error('a step has a standard error');
    createInterface(step.stderr).on('line', (line) => {
      if (!/^\++ /.test(line)) return;
      commands += 1;
      // Its last lines may arrive after its end. Then its number may belong to another process.
      const runs = step.exitCode === null && step.signalCode === null;
      if (commands === killAt && runs) process.kill(-(step.pid ?? 0), 'SIGKILL');
    });
    const [code] = await ended;
    return code === 0;
  }

  /** Kills the step before its first command, then before a later one, and so on, until a run comes to its end. */
  async survive(name: 'prepare' | 'configure'): Promise<number> {
    for (let killed = 0, at = 1; ; killed += 1, at += 2) if (await this.step(name, at)) return killed;
  }

  /** As the image's entry point does with the command of docker-compose.yml: its folder first, then what the command names. */
  serve(): ChildProcess {
    const [, more = ''] = /command: \[server, (-config=\S+)\]/.exec(readFileSync(COMPOSE, 'utf8')) ?? [];
    return this.start('bao', ['server', `-config=${join(this.root, 'openbao/config')}`, this.outside(more)]);
  }

  bao(args: string[], token = ''): string {
    const env = { ...process.env, BAO_ADDR: `http://127.0.0.1:${this.port}`, BAO_TOKEN: token };
    return execFileSync(join(this.root, 'bin/bao'), args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }

  variables(): NodeJS.Dict<string> {
    return parseEnv(readFileSync(join(this.root, 'bootstrap/coffer.env'), 'utf8'));
  }

  /** Whether a file of the containers is there. */
  has(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

async function stop(server: ChildProcess): Promise<void> {
  const ended = once(server, 'exit');
  server.kill('SIGKILL');
  await ended;
}

describeWithEngines('the compose file for trying out', ({ dir }) => {
  let tryOut: TryOut;
  beforeAll(async () => {
    const pid = readFileSync(join(dir ?? '', 'vault.pid'), 'utf8').trim();
    tryOut = await TryOut.with(readlinkSync(`/proc/${pid}/exe`));
  });
  afterAll(() => tryOut.remove());

  it('prepares and configures OpenBao, though each step is killed again and again, and comes back unsealed', async () => {
    expect(await tryOut.survive('prepare')).toBeGreaterThan(10);
    const first = tryOut.serve();
    expect(await tryOut.survive('configure')).toBeGreaterThan(10);
    await stop(first);

    const again = tryOut.serve();
    const { VAULT_ROLE_ID, VAULT_SECRET_ID, MONGODB_URL, JWT_SECRET, PEPPER } = tryOut.variables();
    const login = [
      'write',
      '-field=token',
      'auth/approle/login',
      `role_id=${VAULT_ROLE_ID}`,
      `secret_id=${VAULT_SECRET_ID}`,
    ];
    const token = await eventually(() => tryOut.bao(login));
    const rights = (path: string) => tryOut.bao(['token', 'capabilities', path], token).trim();
    expect([rights('transit/encrypt/coffer-master'), rights('sys/mounts')]).toEqual(['update', 'deny']);
    expect(MONGODB_URL).toMatch(/^mongodb:\/\/coffer:[0-9a-f]{48}@mongodb:27017\/\?replicaSet=rs0&authSource=admin$/);
    expect([JWT_SECRET, PEPPER].map((root) => root?.length)).toEqual([64, 64]);

    // What `docker compose up` does again changes nothing.
    const before = tryOut.variables();
    expect([await tryOut.step('prepare'), await tryOut.step('configure')]).toEqual([true, true]);
    expect(tryOut.variables()).toEqual(before);
    expect(['store', 'store.new', 'raft'].map((name) => tryOut.has(`openbao/file/${name}`))).toEqual([
      true,
      false,
      false,
    ]);
    expect(tryOut.has('bootstrap/init')).toBe(false);
    await stop(again);
  });
});
