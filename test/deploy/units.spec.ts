import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { imageEnvironment } from '../containers/dockerfile.js';
import { ENVIRONMENT_AS_SHIPPED } from '../e2e/support/processes/base-environment.js';

const ROOT = join(import.meta.dirname, '../..');
const UNITS = ['coffer.service', 'coffer-backup.service', 'coffer-backup.timer'];
const SYSTEM = '/usr/lib/systemd/system';

/** The values of a setting in a unit, in their order. */
function valuesOf(unit: string, setting: string): string[] {
  const lines = readFileSync(join(ROOT, 'deploy', unit), 'utf8').split('\n');
  return lines.filter((line) => line.startsWith(`${setting}=`)).map((line) => line.slice(setting.length + 1));
}

function variablesOf(unit: string): Record<string, string> {
  const pairs = valuesOf(unit, 'Environment').flatMap((line) => line.split(' '));
  return Object.fromEntries(pairs.map((pair) => pair.split('=')));
}

describe('the units for systemd', () => {
  it('start what is there: the program as npm start does, and the script of the backup', () => {
    const [program = ''] = valuesOf('coffer.service', 'ExecStart');
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const flags = (text: string) => text.match(/--max-[\w=-]+/g);
    expect(flags(program)).toEqual(flags(scripts.start));
    const main =
      program
        .split(' ')
        .at(-1)
        ?.replace(/^dist\/(.*)\.js$/, '$1.ts') ?? '';
    expect(existsSync(join(ROOT, main))).toBe(true);
    const [backup = ''] = valuesOf('coffer-backup.service', 'ExecStart');
    expect(existsSync(join(ROOT, backup.replace(/^\/opt\/coffer\//, '')))).toBe(true);
  });

  it('give the memory settings with which the bench measures, as the image does', () => {
    for (const variables of [variablesOf('coffer.service'), imageEnvironment()])
      expect(variables).toMatchObject(ENVIRONMENT_AS_SHIPPED);
  });

  it('let SQLite sort beside the store in the image, where nothing else may be writable', () => {
    const { DATA_DIR, SQLITE_TMPDIR } = imageEnvironment();
    expect(DATA_DIR).toMatch(/^\/data\//);
    expect(SQLITE_TMPDIR).toBe(DATA_DIR);
  });

  it('may write the folders that they are told to write, and no other', () => {
    const { DATA_DIR, KEYRING_DIR } = variablesOf('coffer.service');
    const state = valuesOf('coffer.service', 'StateDirectory').flatMap((line) => line.split(' '));
    expect(state.map((name) => `/var/lib/${name}`)).toEqual([DATA_DIR, KEYRING_DIR]);
    const { BACKUP_OF_DATA, BACKUP_OF_KEYS, ...from } = variablesOf('coffer-backup.service');
    const written = valuesOf('coffer-backup.service', 'ReadWritePaths').flatMap((line) => line.split(' '));
    expect(written).toEqual([BACKUP_OF_DATA, BACKUP_OF_KEYS]);
    expect(from).toMatchObject({ DATA_DIR, KEYRING_DIR });
  });

  const describeWithSystemd = existsSync('/usr/bin/systemd-analyze') && existsSync(SYSTEM) ? describe : describe.skip;
  describeWithSystemd('as systemd reads them', () => {
    const root = mkdtempSync(join(tmpdir(), 'coffer-units-'));
    afterAll(() => rmSync(root, { recursive: true }));
    const analyze = (...args: string[]) => spawnSync('systemd-analyze', args, { encoding: 'utf8' });

    it('have no setting that it does not know, and no program that is missing', () => {
      cpSync(SYSTEM, join(root, SYSTEM), { recursive: true, verbatimSymlinks: true });
      for (const unit of UNITS) copyFileSync(join(ROOT, 'deploy', unit), join(root, SYSTEM, unit));
      for (const unit of UNITS.filter((name) => name.endsWith('.service'))) {
        const program = join(root, valuesOf(unit, 'ExecStart')[0]?.split(' ')[0] ?? '');
        mkdirSync(dirname(program), { recursive: true });
        copyFileSync('/bin/true', program);
      }
      const { status, stderr } = analyze('verify', '--man=no', `--root=${root}`, ...UNITS);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    });

    it('leave little open: the server at most 2.0 of 10', () => {
      const { stdout } = analyze('--offline=true', 'security', join(ROOT, 'deploy/coffer.service'));
      const [, exposure] = /Overall exposure level for coffer\.service: ([\d.]+)/.exec(stdout) ?? [];
      expect(Number(exposure)).toBeLessThanOrEqual(2);
    });
  });
});
