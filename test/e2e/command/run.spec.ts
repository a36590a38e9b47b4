import { spawnSync } from 'node:child_process';
import { keep } from '../support/people/secrets.js';
import { PASSWORD, setUp } from '../support/processes/api.js';
import { ClientMachine } from '../support/processes/client-command.js';
import { embeddedSite, type Site } from '../support/processes/pairs.js';

/** Values that a shell, a dotenv file or an environment could break. */
const TRAPS = {
  dollar: ['a$HOME$', '{HOME}$(id)`id`%PATH%!x'].join(''),
  quotes: `it's "quoted" \\ \\n`,
  lines: 'one\ntwo\r\nthree\n',
  long: 'x'.repeat(65_536),
  blank: ' lead and trail ',
  unicode: 'ключ 🔑',
  equals: 'A=B=C',
  none: '',
};
const SHOW = ['node', '-e', 'process.stdout.write(JSON.stringify(process.env))'];
/** Says that it listens, and what it got. Ends by itself after a while. */
const LISTENS = `
  for (const one of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1']) process.on(one, () => { console.log(one); process.exit(40); });
  console.log('ready');
  setTimeout(() => {}, 60_000);`;

/** Sends itself to the command, and ends with 40 if it gets that back, with 3 if not. */
const ECHOES = `
  const signal = process.argv[1];
  process.on(signal, () => process.exit(40));
  process.kill(process.ppid, signal);
  setTimeout(() => process.exit(3), Number(process.argv[2]));`;

/** At a terminal: `script` makes one, and ends as its command does. */
const atTerminal = (command: readonly string[]): string[] => {
  const quoted = command.map((part) => `'${part.replaceAll("'", "'\\''")}'`);
  return ['script', '--quiet', '--return', '--command', quoted.join(' '), '/dev/null'];
};
/** As the first process of a container, at a terminal. */
const asFirst = (command: readonly string[]): string[] =>
  atTerminal(['unshare', '--pid', '--fork', '--kill-child', ...command]);

// Making a space of processes needs the right to, and both programs.
const [made = 'false', ...itsArguments] = asFirst(['true']);
const itAsRoot = spawnSync(made, itsArguments).status === 0 ? it : it.skip;

describe('coffer run', () => {
  let site: Site;
  let machine: ClientMachine;
  beforeAll(async () => {
    site = await embeddedSite();
    const server = await site.start();
    const admin = await setUp(server);
    for (const [name, value] of Object.entries(TRAPS)) await keep(admin, `traps/${name}`, { value });
    await keep(admin, 'nul/bad', { value: 'canary\0canary' });
    await keep(admin, 'load/ld_preload', { value: '/canary.so' });
    await keep(admin, 'steer/coffer', { value: '{"url":"http://127.0.0.1:9","token":"canary"}' });
    await keep(admin, 'one/same', { value: 'canary' });
    await keep(admin, 'two/same', { value: 'canary' });
    machine = new ClientMachine({ COFFER_URL: server.url });
    const login = ['login', '--username', 'root_admin', '--password-stdin'];
    expect(await machine.run(login, { input: PASSWORD })).toMatchObject({ code: 0 });
  });
  afterAll(async () => {
    machine?.clear();
    await site?.clear();
  });

  const run = (...args: string[]) => machine.run(['run', ...args]);

  it.each([
    ['nothing to run', [], 2, /missing required argument/],
    ['a value with a NUL', ['--prefix', 'nul', '--', ...SHOW], 1, /^coffer: BAD: the value has a NUL/],
    ['a name that loads code', ['--prefix', 'load', '--', ...SHOW], 1, /^coffer: LD_PRELOAD could make/],
    [
      'names that a nested coffer reads',
      ['--prefix', 'steer', '--', ...SHOW],
      1,
      /^coffer: COFFER_URL, COFFER_TOKEN could/,
    ],
    [
      'two values of one name',
      ['--prefix', 'one', '--prefix', 'two', '--', ...SHOW],
      1,
      /^coffer: SAME is in one\/ and/,
    ],
    ['a name that no secret gives', ['--prefix', 'one', '--only', 'OTHER', '--', ...SHOW], 1, /--only names OTHER/],
    [
      'a prefix without secrets',
      ['--prefix', 'nul', '--prefix', 'none', '--', ...SHOW],
      1,
      /^coffer: none\/: there is no .*--deep/,
    ],
    ['--only without a prefix', ['--only', 'SAME', '--', ...SHOW], 2, /--only needs a --prefix/],
    ['a program that is not there', ['--', 'no-such-program'], 127, /no-such-program: there is no such program/],
    ['a file that is no program', ['--', '/etc/passwd'], 126, /\/etc\/passwd: it may not be run/],
  ])('refuses %s, and shows no value [R140][R141]', async (_, args, code, line) => {
    const end = await run(...args);
    expect(end).toMatchObject({ code, out: '' });
    expect(end.err).toMatch(line);
    expect(end.err).not.toContain('canary');
  });

  it('passes every value on as it is, and nothing of its own [R141]', async () => {
    const { code, out, err } = await machine.run(['run', '--prefix', 'traps/', '--', ...SHOW], {
      env: { COFFER_SERVICE: 'ours', KEPT: 'kept' },
    });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const environment = JSON.parse(out) as Record<string, string>;
    for (const [name, value] of Object.entries(TRAPS)) expect(environment[name.toUpperCase()]).toBe(value);
    expect(environment.KEPT).toBe('kept');
    expect(Object.keys(environment).filter((name) => name.startsWith('COFFER_'))).toEqual([]);
  });

  it('passes a variable of its own on only from a secret that --only names [R141]', async () => {
    const end = await run('--prefix', 'steer', '--only', 'COFFER_URL', '--', ...SHOW);
    const names = Object.entries(JSON.parse(end.out) as object).filter(([name]) => name.startsWith('COFFER_'));
    expect(names).toEqual([['COFFER_URL', 'http://127.0.0.1:9']]);
  });

  it('names the variable whose secret is not there', async () => {
    const end = await machine.run(['run', '--', ...SHOW], {
      env: { FINE: 'coffer://one/same', GONE: 'coffer://one/none' },
    });
    expect(end).toMatchObject({ code: 1, out: '' });
    expect(end.err).toMatch(/^coffer: GONE: 404 not_found: /);
  });

  it('takes a prefix once that is named with and without its slash', async () => {
    const end = await run('--prefix', 'one', '--prefix', 'one/', '--', ...SHOW);
    expect(end).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(end.out).SAME).toBe('canary');
  });

  it('keeps what is set, and says so, unless secrets are to count', async () => {
    const args = ['--prefix', 'traps', '--only', 'BLANK,EQUALS', '--', ...SHOW];
    const env = { BLANK: 'mine' };
    const kept = await machine.run(['run', ...args], { env });
    expect(JSON.parse(kept.out)).toMatchObject({ BLANK: 'mine', EQUALS: TRAPS.equals });
    expect(JSON.parse(kept.out).DOLLAR).toBeUndefined();
    expect(kept.err).toMatch(/^coffer: BLANK: set already, [^\n]*\n$/);
    const taken = await machine.run(['run', '--override', ...args], { env });
    expect([JSON.parse(taken.out).BLANK, taken.err]).toEqual([TRAPS.blank, '']);
  });

  it('starts no shell: arguments arrive as they are [R141]', async () => {
    const args = ['$HOME', '*', '; echo canary', "a'b", '--json', '--', ''];
    const { out } = await run('--', 'node', '-e', 'console.log(JSON.stringify(process.argv.slice(1)))', '--', ...args);
    expect(JSON.parse(out)).toEqual(args);
  });

  it.each([0, 1, 2, 77, 255])('ends with the exit code of the program: %i [R141]', async (code) => {
    expect(await run('--', 'sh', '-c', `exit ${code}`)).toEqual({ code, signal: null, out: '', err: '' });
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1'] as const)(
    'passes %s on, and waits for what the program makes of it [R141]',
    async (signal) => {
      const onLine = (child: { kill(signal: NodeJS.Signals): unknown }) => void child.kill(signal);
      const end = await machine.run(['run', '--', 'node', '-e', LISTENS], { onLine });
      expect(end).toEqual({ code: 40, signal: null, out: `ready\n${signal}\n`, err: '' });
    },
  );

  itAsRoot.each(['SIGINT', 'SIGQUIT', 'SIGTERM'])('passes %s on at a terminal as process 1 [R141]', async (signal) => {
    const args = ['run', '--', 'node', '-e', ECHOES, signal, '20000'];
    expect(await machine.run(args, { within: asFirst })).toMatchObject({ code: 40 });
  });

  itAsRoot('leaves SIGINT to the terminal otherwise, so that the program gets it once', async () => {
    const args = ['run', '--', 'node', '-e', ECHOES, 'SIGINT', '500'];
    expect(await machine.run(args, { within: atTerminal })).toMatchObject({ code: 3 });
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const)(
    'ends by %s if the program does [R141]',
    async (signal) => {
      const end = await run('--', 'sh', '-c', `kill -${signal.slice(3)} $$`);
      expect(end).toEqual({ code: null, signal, out: '', err: '' });
    },
  );

  it('ends with the number of a signal that would write the memory to a file', async () => {
    expect(await run('--', 'sh', '-c', 'ulimit -c 0; kill -ABRT $$')).toMatchObject({ code: 128 + 6, signal: null });
  });

  it('ends with the program, while what it left behind runs on', async () => {
    const started = Date.now();
    const { code, out } = await run('--', 'sh', '-c', 'sleep 30 & echo $!; exit 5');
    expect(code).toBe(5);
    expect(Date.now() - started).toBeLessThan(25_000);
    const pid = Number(out);
    expect(process.kill(pid, 0)).toBe(true);
    process.kill(pid, 'SIGKILL');
  });
});
