import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, rmSync, statSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fitsMemory, fitsMemoryHere } from './in-memory.js';

const ENOUGH = 8 * 2 ** 30;
const mountsWith = (options: string) =>
  `/dev/vda / ext4 rw 0 0\ntmpfs /dev/shm tmpfs ${options} 0 0\nproc /proc proc rw 0 0\n`;

describe('the temporary files of a test run', () => {
  it('are not in memory where there is little of it, where no program may run, or where there is a disk', () => {
    expect(fitsMemory(mountsWith('rw,relatime'), 2 ** 26)).toBe(false);
    expect(fitsMemory(mountsWith('rw,nosuid,noexec'), ENOUGH)).toBe(false);
    expect(fitsMemory('/dev/vda /dev/shm ext4 rw 0 0\n', ENOUGH)).toBe(false);
    expect(fitsMemory('/dev/vda / ext4 rw 0 0\n', ENOUGH)).toBe(false);
    expect(fitsMemory(mountsWith('rw,relatime'), ENOUGH)).toBe(true);
  });

  it('are in a folder of this run elsewhere, which every account of the machine may use', () => {
    const folder = tmpdir();
    const isOfRun = /^\/dev\/shm\/coffer-tests-\d+-\w+$/.test(folder);
    expect({ folder, isOnDisk: folder === '/tmp' && fitsMemoryHere() }).toEqual({ folder, isOnDisk: false });
    if (isOfRun) expect((statSync(folder).mode & 0o7777).toString(8)).toBe('1777');
  });

  /** Another run, which prints its folder and then does `more` with it. */
  const another = (more = ''): { readonly status: number | null; readonly folder: string } => {
    const program = `
      import { execFileSync } from 'node:child_process';
      import { placeInMemory } from '${join(import.meta.dirname, 'in-memory.ts')}';
      placeInMemory();
      const folder = process.env.TMPDIR ?? '';
      process.stdout.write(folder);
      ${more}`;
    const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      env: {},
      encoding: 'utf8',
    });
    return { status, folder: stdout };
  };

  it('are gone when the run is over', () => {
    const { status, folder } = another();
    expect({ status, isThere: existsSync(folder) }).toEqual({ status: 0, isThere: false });
  });

  it('of a run that was killed ten minutes ago are removed by the next one', () => {
    const { status, folder } = another(`setTimeout(() => process.kill(process.pid, 'SIGKILL'), 50);`);
    const inMemory = folder !== '';
    expect({ status, wasLeft: existsSync(folder) }).toEqual({ status: null, wasLeft: inMemory });
    another();
    expect(existsSync(folder)).toBe(inMemory);
    if (inMemory) utimesSync(folder, 0, 0);
    another();
    expect(existsSync(folder)).toBe(false);
  });

  // Only the superuser can mount something on a folder.
  const asRoot = process.getuid?.() === 0 && fitsMemoryHere() ? it : it.skip;
  asRoot('fail no run if they cannot be removed', () => {
    const { status, folder } = another(`execFileSync('/usr/bin/mount', ['--bind', folder, folder]);`);
    const isThere = existsSync(folder);
    execFileSync('umount', [folder]);
    rmSync(folder, { recursive: true });
    expect({ status, isThere }).toEqual({ status: 0, isThere: true });
  });
});
