import { execFile, execFileSync } from 'node:child_process';
import {
  chmodSync,
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
import { runCommand } from '../e2e/support/processes/command.js';
import { embeddedSite, type Site } from '../e2e/support/processes/pairs.js';
import { eventually } from '../faults/support/eventually.js';

const SCRIPT = join(import.meta.dirname, '../../deploy/backup.sh');

/** As the guide says for a restore of both. */
const ACCEPT = ['audit', 'accept-restore', '--keys-too', '--reason', 'the disk died'];

/** In place of systemctl: notes what it is asked, and stops the server of the file `pid`. */
const SYSTEMCTL = `#!/bin/sh
echo "$*" >> "$NOTES/asked"
case $1 in
  is-active) test -e "$NOTES/pid" ;;
  stop) pid=$(cat "$NOTES/pid" 2>/dev/null) || exit 0
    kill "$pid" 2>/dev/null; while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done ;;
esac
`;

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
    writeFileSync(at('bin', 'systemctl'), SYSTEMCTL);
    chmodSync(at('bin', 'systemctl'), 0o755);
  });
  afterEach(async () => {
    await site.clear();
    rmSync(folder, { recursive: true, force: true });
  });

  const backUp = (more: Record<string, string> = {}) =>
    run({
      PATH: `${at('bin')}${delimiter}${process.env.PATH}`,
      NOTES: at('notes'),
      BACKUP_OF_DATA: at('data'),
      BACKUP_OF_KEYS: at('keys'),
      BACKUP_DAYS: '30',
      DATA_DIR: site.env.DATA_DIR ?? '',
      KEYRING_DIR: site.env.KEYRING_DIR ?? '',
      ...more,
    });
  const asked = () => readFileSync(at('notes', 'asked'), 'utf8').trim().split('\n');
  const QUESTION = 'is-active --quiet coffer.service';

  it('starts Coffer again also if a copy fails, and leaves no half archive', async () => {
    // A number that no process has.
    writeFileSync(at('notes', 'pid'), `${2 ** 22 + 1}`);
    expect((await backUp({ DATA_DIR: at('nowhere') })).status).toBe(2);
    expect(asked()).toEqual([QUESTION, 'stop coffer.service', 'start coffer.service']);
    expect([readdirSync(at('data')), readdirSync(at('keys'))]).toEqual([[], []]);
  });

  it('leaves a Coffer stopped that somebody has stopped', async () => {
    const from = { DATA_DIR: at('bin'), KEYRING_DIR: at('bin') };
    expect(await backUp(from)).toEqual({ status: 0, stderr: '' });
    expect(asked()).toEqual([QUESTION, 'stop coffer.service']);
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

    const other = await embeddedSite();
    try {
      for (const [archive, place = ''] of [
        [at('data', data), other.env.DATA_DIR],
        [at('keys', keys), other.env.KEYRING_DIR],
      ] as const) {
        mkdirSync(place, { recursive: true, mode: 0o700 });
        execFileSync('tar', ['-xzf', archive, '-C', place]);
      }
      const accepted = await runCommand(other.env, ACCEPT);
      expect(accepted).toMatchObject({ code: 0, complained: [] });
      const [, origin = ''] = /go on under the origin (\S+),/.exec(accepted.told.join()) ?? [];
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
