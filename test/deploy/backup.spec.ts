import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Api, PASSWORD, setUp } from '../e2e/support/processes/api.js';
import { BASE } from '../e2e/support/processes/base-environment.js';
import { embeddedSite, type Site } from '../e2e/support/processes/pairs.js';
import { eventually } from '../faults/support/eventually.js';

const ROOT = join(import.meta.dirname, '../..');
const SCRIPT = join(ROOT, 'deploy/backup.sh');
const GUIDE = readFileSync(join(ROOT, 'docs/guides/production.md'), 'utf8');

/**
 * In place of systemctl: notes what it is asked, and stops the server of the file `pid`. The first line of the file
 * `states` is the next state.
 */
const SYSTEMCTL = `#!/bin/sh
echo "$*" >> "$NOTES/asked"
case $1 in
  is-active)
    if test -s "$NOTES/states"; then head -n 1 "$NOTES/states"; sed -i 1d "$NOTES/states"; exit 3; fi
    test -e "$NOTES/pid" || { echo inactive; exit 3; }
    echo active ;;
  stop) pid=$(cat "$NOTES/pid" 2>/dev/null) || exit 0
    kill "$pid" 2>/dev/null; while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done ;;
esac
`;

/** In place of systemd-run: runs the program here, with the environment that the options give. */
const SYSTEMD_RUN = `#!/bin/bash
for each; do
  case $each in
    --setenv=*) export "\${each#--setenv=}" ;;
    --working-directory=*) cd "\${each#*=}" ;;
    --property=EnvironmentFile=*) set -a; . "\${each##*=}"; set +a ;;
    --*) ;;
    *) break ;;
  esac
  shift
done
exec "$@"
`;

/** The lines of the guide that restore the archives of the timer, with other places in them. */
function restoreLines(places: readonly (readonly [string, string])[]): string {
  const blocks = [...GUIDE.matchAll(/```text\n(.*?)```/gs)].map(([, lines = '']) => lines);
  const found = blocks.find((lines) => lines.includes('tar -x')) ?? '';
  return places.reduce((lines, [from, to]) => {
    expect(lines).toContain(from);
    return lines.replaceAll(from, to);
  }, found);
}

/** The script with this environment. It waits for the end of a server, which is a child of this process. */
function run(env: Record<string, string>): Promise<{ readonly status: number; readonly stderr: string }> {
  return new Promise((resolve) => {
    const child = execFile(SCRIPT, { env, timeout: 120_000 }, (_, __, stderr) =>
      resolve({ status: child.exitCode ?? -1, stderr }),
    );
  });
}

describe('the backup of one machine', () => {
  let site: Site;
  let folder: string;
  const at = (...path: string[]) => join(folder, ...path);
  beforeEach(async () => {
    site = await embeddedSite();
    folder = mkdtempSync(join(tmpdir(), 'coffer-backup-'));
    for (const each of ['bin', 'data', 'keys', 'notes']) mkdirSync(at(each));
    for (const [name, text] of Object.entries({ systemctl: SYSTEMCTL, 'systemd-run': SYSTEMD_RUN })) {
      writeFileSync(at('bin', name), text);
      chmodSync(at('bin', name), 0o755);
    }
  });
  afterEach(async () => {
    await site.clear();
    rmSync(folder, { recursive: true, force: true });
  });

  const faked = () => ({ PATH: `${at('bin')}${delimiter}${process.env.PATH}`, NOTES: at('notes') });
  const backUp = (more: Record<string, string> = {}) =>
    run({
      ...faked(),
      BACKUP_OF_DATA: at('data'),
      BACKUP_OF_KEYS: at('keys'),
      BACKUP_DAYS: '30',
      DATA_DIR: site.env.DATA_DIR ?? '',
      KEYRING_DIR: site.env.KEYRING_DIR ?? '',
      ...more,
    });
  const asked = () => readFileSync(at('notes', 'asked'), 'utf8').trim().split('\n');
  const QUESTION = 'is-active coffer.service';

  it('starts Coffer again also if a copy fails, and leaves no half archive', async () => {
    // A number that no process has.
    writeFileSync(at('notes', 'pid'), `${2 ** 22 + 1}`);
    expect((await backUp({ DATA_DIR: at('nowhere') })).status).toBe(2);
    expect(asked()).toEqual([QUESTION, 'stop coffer.service', 'start coffer.service']);
    expect([readdirSync(at('data')), readdirSync(at('keys'))]).toEqual([[], []]);
  });

  const small = () => ({ DATA_DIR: at('bin'), KEYRING_DIR: at('bin') });

  it('leaves a Coffer stopped that somebody has stopped', async () => {
    for (const states of [['inactive'], ['failed'], ['deactivating', 'inactive']]) {
      rmSync(at('notes', 'asked'), { force: true });
      writeFileSync(at('notes', 'states'), states.map((state) => `${state}\n`).join(''));
      expect(await backUp(small())).toEqual({ status: 0, stderr: '' });
      expect(asked()).toEqual([...states.map(() => QUESTION), 'stop coffer.service']);
    }
  });

  it('starts a Coffer again that waited for its next start after a crash', async () => {
    for (const states of [['activating'], ['deactivating', 'activating']]) {
      rmSync(at('notes', 'asked'), { force: true });
      writeFileSync(at('notes', 'states'), states.map((state) => `${state}\n`).join(''));
      expect(await backUp(small())).toEqual({ status: 0, stderr: '' });
      expect(asked()).toEqual([...states.map(() => QUESTION), 'stop coffer.service', 'start coffer.service']);
    }
  });

  it('removes what a killed backup left, and nothing of one that runs', async () => {
    const left = [at('data', 'data-2020-01-01T000000Z.tar.part'), at('keys', 'keyring-2020-01-01T000000Z.tar.gz.part')];
    for (const each of left) writeFileSync(each, 'left');
    const other = spawn('flock', [at('data'), 'sh', '-c', 'echo locked; exec cat'], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    await once(other.stdout, 'data');
    const refused = await backUp(small());
    expect(refused).toEqual({ status: 1, stderr: `another backup to ${at('data')} is running\n` });
    expect(left.every((each) => existsSync(each))).toBe(true);
    expect(existsSync(at('notes', 'asked'))).toBe(false);
    other.stdin.end();
    await once(other, 'exit');
    expect((await backUp(small())).status).toBe(0);
    expect([readdirSync(at('data')), readdirSync(at('keys'))].flat()).toEqual([
      expect.stringMatching(/^data-.*Z\.tar\.gz$/),
      expect.stringMatching(/^keyring-.*Z\.tar\.gz$/),
    ]);
  });

  it('is refused while another one uses its folder of keys or copies the same keyring, and locks no folder twice', async () => {
    for (const [folder, told] of [
      [at('keys'), `another backup to ${at('keys')} is running\n`],
      [at('bin'), `another backup of ${at('bin')} is running\n`],
    ] as const) {
      const other = spawn('flock', [folder, 'sh', '-c', 'echo locked; exec cat'], {
        stdio: ['pipe', 'pipe', 'ignore'],
      });
      await once(other.stdout, 'data');
      expect(await backUp(small())).toEqual({ status: 1, stderr: told });
      expect(existsSync(at('notes', 'asked'))).toBe(false);
      other.stdin.end();
      await once(other, 'exit');
    }
    expect(await backUp({ ...small(), BACKUP_OF_KEYS: at('data') })).toEqual({ status: 0, stderr: '' });
    expect(readdirSync(at('data'))).toHaveLength(2);
  });

  it('is restored on another machine: both archives together open what was kept', async () => {
    const server = await site.start();
    const admin = await setUp(server);
    const { id } = (await admin.post('/secrets', { path: 'prod/kept', value: 'of the backup' })).body;
    writeFileSync(at('notes', 'pid'), `${server.process.pid}`);
    const old = at('data', 'data-2020-01-01T000000Z.tar.gz');
    writeFileSync(old, '');
    utimesSync(old, 0, 0);

    const { status, stderr } = await backUp();
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(asked()).toEqual([QUESTION, 'stop coffer.service', 'start coffer.service']);
    const [[data = '', ...others], [keys = '']] = [readdirSync(at('data')), readdirSync(at('keys'))];
    expect(others).toEqual([]);

    // The machine goes on after the backup: what it signs then is not in the backup.
    const later = await (await Api.of(await site.start())).login('root_admin', PASSWORD);
    await later.post('/secrets', { path: 'prod/later', value: 'after the backup' });

    // The service of a new installation has written there already.
    const place = at('lib');
    const other = await embeddedSite({ DATA_DIR: join(place, 'data'), KEYRING_DIR: join(place, 'keyring') });
    mkdirSync(join(place, 'data'), { recursive: true });
    writeFileSync(join(place, 'data', 'of-before'), '');
    rmSync(at('notes', 'pid'));
    writeFileSync(
      at('coffer.env'),
      Object.entries(BASE)
        .map(([name, value]) => `${name}='${value}'\n`)
        .join(''),
    );
    try {
      const [uid, gid] = [process.getuid?.(), process.getgid?.()];
      const lines = restoreLines([
        ['/var/lib/coffer', place],
        ['/var/backups/coffer-data/data-2026-01-31T031500Z.tar.gz', at('data', data)],
        ['/var/backups/coffer-keys/keyring-2026-01-31T031500Z.tar.gz', at('keys', keys)],
        ['/etc/coffer.env', at('coffer.env')],
        ['/opt/coffer/node_modules/.bin/node', process.execPath],
        ['/opt/coffer', ROOT],
        ['coffer:coffer', `${uid}:${gid}`],
        ['-o coffer -g coffer', `-o ${uid} -g ${gid}`],
      ]);
      const told = execFileSync('bash', ['-euc', lines], {
        env: { ...faked(), HOME: folder },
        stdio: ['ignore', 'pipe', 'inherit'],
        encoding: 'utf8',
      });
      expect(asked().slice(-2)).toEqual(['stop coffer.service', 'start coffer.service']);
      expect(existsSync(join(place, 'data', 'of-before'))).toBe(false);
      const [, origin = ''] = /go on under the origin (\S+),/.exec(told) ?? [];
      expect(origin).toMatch(/\/\d{10}$/);
      const restored = await (await Api.of(await other.start())).login('root_admin', PASSWORD);
      expect((await restored.get(`/secrets/${id}/reveal`)).body.value).toBe('of the backup');
      await eventually(async () => {
        expect((await restored.get('/audit/checkpoint')).text.split('\n')[0]).toBe(origin);
      });
    } finally {
      await other.clear();
    }
  });
});
