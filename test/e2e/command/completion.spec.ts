import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../support/processes/command.js';

const ROOT = join(import.meta.dirname, '../../..');
/** Milliseconds of CPU that the start of a client command may take. It takes about 60. */
const START_MS = 150;

describe('the completion of coffer', () => {
  let script: string;
  beforeAll(async () => {
    script = (await runCommand({}, ['completion', 'bash'])).told.join('\n');
  });

  const completed = (...words: string[]): string[] => {
    const program = `${script}
      COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)); _coffer; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { status, stdout, stderr } = spawnSync('bash', ['-c', program, 'bash', 'coffer', ...words], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return stdout
      .split('\n')
      .filter((line) => line !== '')
      .sort();
  };

  it('refuses another shell', async () => {
    const complained = ['coffer: SHELL must be one of bash, zsh, fish.'];
    expect(await runCommand({}, ['completion', 'sh'])).toEqual({ code: 2, told: [], complained });
  });

  it('is sourced by bash, and knows commands, their options, and files', () => {
    expect(completed('re')).toEqual(['render', 'restore']);
    expect(completed('users', 'un')).toEqual(['unlock']);
    expect(completed('k8s', '')).toContain('manifest');
    expect(completed('get', '--v')).toEqual(['--version']);
    expect(completed('set', 'a/b', '--file', 'package.j')).toEqual(['package.json']);
    expect(completed('run', '--', 'package.j')).toEqual(['package.json']);
    expect(completed('get', 'canary')).toEqual([]);
  });

  it.each(['zsh', 'fish'])('is there for %s, with every command', async (shell) => {
    const { told } = await runCommand({}, ['completion', shell]);
    for (const name of ['login', 'restore', 'unlock', 'manifest', '--password-stdin'.slice(2)]) {
      expect(told.join('\n')).toContain(name);
    }
  });
});

describe('the start of a client command', () => {
  it(`takes less than ${START_MS} ms of CPU, and loads nothing of the server`, () => {
    const measure = `process.on('exit', () => {
      const { user, system } = process.cpuUsage();
      process.stderr.write(JSON.stringify({ ms: (user + system) / 1000 }));
    });`;
    const measured = () => {
      const { stderr } = spawnSync(
        process.execPath,
        ['--import', `data:text/javascript,${encodeURIComponent(measure)}`, 'dist/apps/cli/src/main.js', 'get', 'x'],
        { cwd: ROOT, encoding: 'utf8', env: { PATH: process.env.PATH, HOME: '/nowhere' } },
      );
      return JSON.parse(stderr.slice(stderr.indexOf('{'))).ms as number;
    };
    expect(Math.min(...Array.from({ length: 5 }, measured))).toBeLessThan(START_MS);
    const sources = readdirSync(join(ROOT, 'dist/libs/command'), { recursive: true, encoding: 'utf8' });
    const imported = sources
      .filter((name) => name.endsWith('.js'))
      .flatMap((name) => [
        ...readFileSync(join(ROOT, 'dist/libs/command', name), 'utf8').matchAll(/(?:from |import\()['"](#[a-z-]+)/g),
      ]);
    expect(new Set(imported.map(([, from]) => from))).toEqual(new Set(['#client']));
  });
});
