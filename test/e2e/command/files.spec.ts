import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { addClientCommands, emptyProgram, exitCodeOf } from '#command';
import { fixture, TestTerminal, zipOf } from '#command/testing';
import { must } from '../support/people/accounts.js';
import { keep } from '../support/people/secrets.js';
import { type Api, setUp } from '../support/processes/api.js';
import { runCommand } from '../support/processes/command.js';
import { embeddedSite, type Site } from '../support/processes/pairs.js';
import type { Server } from '../support/processes/server.js';

const ROOT = join(import.meta.dirname, '../../..');
/** Part of every value that must not be shown. */
const CANARY = 'canary';
const VALUES: Readonly<Record<string, string>> = {
  EMPTY: '',
  QUOTES: `"double" and \`tick\` $HOME $(id)`,
  APOSTROPHE: "it's",
  LINES: '-----BEGIN KEY-----\nAAAA==\n\n-----END KEY-----\n',
  BLANKS: '  # not a comment = x ',
  UNICODE: 'pässwörd \u{1f511} \u2028',
  COUNTRY: 'NO',
  LARGE: 'x'.repeat(65_536),
};
const SOURCES = [
  ['dotenv', 'shop.env', 5, 0],
  ['json', 'shop.json', 3, 0],
  ['vault', 'vault.json', 2, 1],
  ['infisical', 'infisical.json', 2, 1],
  ['bitwarden', 'bitwarden.json', 4, 1],
  ['1pux', 'export.1pux', 3, 1],
] as const;

const READING = [{ effect: 'allow', actions: ['secret:list', 'secret:reveal'], resources: ['secret:prod/**'] }];

describe('the commands that read and write files', () => {
  let site: Site;
  let server: Server;
  let admin: Api;
  let folder: string;
  let env: Record<string, string>;

  beforeAll(async () => {
    site = await embeddedSite();
    server = await site.start();
    admin = await setUp(server);
    folder = mkdtempSync(join(tmpdir(), 'coffer-files-'));
    const actions = ['list', 'read', 'reveal', 'write', 'rotate'].map((verb) => `secret:${verb}`);
    const statements = [
      { effect: 'allow', actions, resources: ['secret:prod/**'] },
      { effect: 'deny', actions: ['secret:reveal'], resources: ['secret:prod/closed/**'] },
    ];
    must(await admin.post('/policies', { name: 'files', statements }));
    must(await admin.post('/roles', { name: 'files', policies: ['files'] }));
    must(await admin.post('/service-accounts', { name: 'shop', roles: ['files'] }));
    const { key } = must(await admin.post('/service-accounts/shop/keys', { name: 'first' })).body;
    writeFileSync(join(folder, 'key'), key, { mode: 0o600 });
    env = { COFFER_URL: server.url, COFFER_TOKEN_FILE: join(folder, 'key') };
    for (const [name, value] of Object.entries(VALUES)) await keep(admin, `prod/export/${name}`, { value });
    await keep(admin, 'prod/render/db', { value: '{"user":"shop","password":"canary {{ secret \\"x\\" }}"}' });
    await keep(admin, 'prod/closed/one', { value: CANARY });
    writeFileSync(
      join(folder, 'export.1pux'),
      zipOf([{ name: 'export.data', text: fixture('1pux-export.data.json') }]),
    );
    for (const [kind, name] of SOURCES) if (kind !== '1pux') writeFileSync(join(folder, name), fixture(name));
  });
  afterAll(async () => {
    await site.clear();
    rmSync(folder, { recursive: true, force: true });
  });

  const at = (name: string) => join(folder, name);
  /** Runs a command line in this process, against the real server. */
  const coffer = async (...args: string[]) => {
    const terminal = new TestTerminal();
    const program = emptyProgram('1.0.0');
    addClientCommands(program, terminal, env);
    let code: number | null = 0;
    try {
      await program.parseAsync(args, { from: 'user' });
    } catch (error) {
      code = exitCodeOf(error, terminal);
    }
    const { told, complained, written } = terminal;
    return { code, told: told.join('\n'), complained: complained.join('\n'), written };
  };
  const imported = async (kind: string, name: string, prefix: string, ...more: string[]) => {
    const ended = await coffer('import', kind, at(name), '--prefix', prefix, '--json', ...more);
    expect(JSON.stringify(ended)).not.toContain(CANARY);
    return { ...ended, report: JSON.parse(ended.told) };
  };
  const pathsBelow = async (prefix: string) =>
    (await admin.get(`/secrets?prefix=${prefix}&limit=100`)).body.items.map(({ path }: { path: string }) => path);

  it.each(['json', 'yaml', 'k8s', 'dotenv'])(
    'an export in %s is a file for its owner, with every value as it is',
    async (format) => {
      const file = at(`exported.${format}`);
      const ended = await coffer('export', '--prefix', 'prod/export', '--format', format, '--output', file);
      expect(ended).toMatchObject({ code: 0, complained: '', written: '' });
      expect(statSync(file).mode & 0o777).toBe(0o600);
      const text = readFileSync(file, 'utf8');
      const read = {
        json: () => JSON.parse(text),
        yaml: () => parse(text),
        k8s: () => mapped(parse(text).data, (value) => Buffer.from(value, 'base64').toString()),
        dotenv: () => {
          const shell = ['-c', `set -a; . "$1"; env -0`, 'sh', file];
          const lines = execFileSync('sh', shell, { env: { PATH: process.env.PATH } })
            .toString()
            .split('\0');
          const pairs = lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]);
          return Object.fromEntries(pairs.filter(([name = '']) => name in VALUES));
        },
      }[format];
      expect(read?.()).toEqual(VALUES);
    },
  );

  it('an export names what it cannot carry or may not reveal, and writes nothing', async () => {
    await keep(admin, 'prod/odd/API_KEY', { value: `${CANARY} it's $HOME` });
    for (const prefix of ['prod/odd', 'prod/closed', 'prod/absent']) {
      const ended = await coffer('export', '--prefix', prefix, '--format', 'dotenv', '--output', at('never'));
      expect({ ended, isWritten: existsSync(at('never')) }).toMatchObject({ ended: { code: 1 }, isWritten: false });
      expect(JSON.stringify(ended)).not.toContain(CANARY);
      if (prefix === 'prod/odd') expect(ended.complained).toMatch(/^API_KEY: /);
    }
  });

  it('a template is refused with every secret that cannot be had, and nothing is written', async () => {
    writeFileSync(
      at('bad.tmpl'),
      '{{ secret "prod/render/db" }}\n  {{ secret "prod/absent" }}{{ secret "prod/closed/one" }}\n{{ secret "prod/render/db" "no" }}',
    );
    const ended = await coffer('render', at('bad.tmpl'), '--output', at('never'));
    expect([ended.code, existsSync(at('never'))]).toEqual([1, false]);
    expect(JSON.stringify(ended)).not.toContain(CANARY);
    expect(ended.complained.split('\n')).toEqual([
      expect.stringMatching(/^line 2, column 3: prod\/absent: not_found: /),
      expect.stringMatching(/^line 2, column 29: prod\/closed\/one: forbidden: /),
      expect.stringMatching(/^line 3, column 1: prod\/render\/db: field_not_found: /),
      'Nothing was written.',
    ]);
  });

  it('a template gets its secrets, and a value is not looked into', async () => {
    writeFileSync(
      at('good.tmpl'),
      'user={{ secret "prod/render/db" "user" }}\npassword={{ secret "prod/render/db" "password" }}\n',
    );
    expect(await coffer('render', at('good.tmpl'))).toMatchObject({
      code: 0,
      written: 'user=shop\npassword=canary {{ secret "x" }}\n',
    });
  });

  it.each(SOURCES)('an import of %s can be tried, made, and repeated', async (kind, name, good, refused) => {
    const prefix = `prod/import/${kind}`;
    const tried = await imported(kind, name, prefix, '--dry-run');
    expect(tried.report).toMatchObject({ dry_run: true, counts: { created: good, refused } });
    expect(await pathsBelow(prefix)).toEqual([]);
    const made = await imported(kind, name, prefix);
    expect(made.report).toEqual({ ...tried.report, dry_run: false });
    expect(made.code).toBe(refused > 0 ? 1 : 0);
    expect(await pathsBelow(prefix)).toHaveLength(good);
    expect((await imported(kind, name, prefix)).report.counts).toMatchObject({ created: 0, same: good, refused });
  });

  it('an import that is tried says what would be, and what the roles do not allow', async () => {
    must(await admin.post('/policies', { name: 'reading', statements: READING }));
    must(await admin.post('/roles', { name: 'reading', policies: ['reading'] }));
    must(await admin.post('/service-accounts', { name: 'reader', roles: ['reading'] }));
    const { key } = must(await admin.post('/service-accounts/reader/keys', { name: 'first' })).body;
    await keep(admin, 'prod/tried/OLD', { value: CANARY });
    writeFileSync(at('tried.env'), `NEW=${CANARY}\nOLD=${CANARY} 2\n`);
    const tried = ['import', 'dotenv', at('tried.env'), '--prefix', 'prod/tried', '--dry-run', '--overwrite'];
    const allowed = await coffer(...tried);
    expect([allowed.code, allowed.told.split('\n').slice(1)]).toEqual([
      0,
      [
        expect.stringMatching(/^would be created +prod\/tried\/NEW +NEW$/),
        expect.stringMatching(/^would be overwritten +prod\/tried\/OLD +OLD$/),
        '1 would be created, 1 would be overwritten',
        'This was a dry run: nothing was changed. Whether you may write at each path is seen only when it is written.',
      ],
    ]);
    const refused = await runCommand({ ...env, COFFER_TOKEN_FILE: '', COFFER_TOKEN: key }, tried);
    expect(refused).toMatchObject({ code: 1, complained: ['coffer: 2 of 2 were refused.'] });
    expect(refused.told.slice(1, 3)).toEqual([
      expect.stringMatching(/^refused +prod\/tried\/NEW +NEW +Your roles do not allow this: it needs secret:write\.$/),
      expect.stringMatching(/^refused +prod\/tried\/OLD +OLD +Your roles do not allow this: it needs secret:rotate\.$/),
    ]);
  });

  it('an import of variables tells which names keep `coffer run` from starting', async () => {
    writeFileSync(at('names.env'), '1X=3\nA-B=1\nA_B=2\nGOOD=1\n');
    const { code, complained } = await coffer('import', 'dotenv', at('names.env'), '--prefix', 'prod/names');
    expect([code, complained]).toEqual([
      0,
      '1X, A-B, A_B: with them `coffer run --prefix prod/names` does not start. A name must begin with a letter or "_", and differ from the others also where "." and "-" become "_".',
    ]);
    expect((await coffer('export', '--prefix', 'prod/names', '--format', 'json')).complained).toMatch(/variable_/);
  });

  it('an import keeps values as they are, leaves what differs, and overwrites when it is asked to', async () => {
    const path = 'prod/import/again/TOKEN';
    writeFileSync(at('again.json'), JSON.stringify({ TOKEN: `${CANARY} 1` }));
    await imported('json', 'again.json', 'prod/import/again');
    writeFileSync(at('again.json'), JSON.stringify({ TOKEN: `${CANARY} 2` }));
    const left = await imported('json', 'again.json', 'prod/import/again');
    expect(left).toMatchObject({ code: 1, report: { counts: { differs: 1 } } });
    const over = await imported('json', 'again.json', 'prod/import/again', '--overwrite');
    expect(over).toMatchObject({ code: 0, report: { counts: { overwritten: 1 } } });
    expect(must(await admin.get(`/secrets/reveal?path=${path}`)).body).toMatchObject({
      version: 2,
      value: `${CANARY} 2`,
    });
  });

  it('an import refuses what it may not compare, and goes on', async () => {
    writeFileSync(at('closed.json'), JSON.stringify({ 'closed/one': CANARY, 'import/o pen': CANARY }));
    const { code, report } = await imported('json', 'closed.json', 'prod');
    expect(code).toBe(1);
    expect(report.items).toMatchObject([
      { outcome: 'refused', path: 'prod/closed/one', reason: expect.stringContaining('may not reveal') },
      { outcome: 'created', path: 'prod/import/o-pen' },
    ]);
  });

  it('a program that fails prints no value, and says in its exit code that it failed', async () => {
    writeFileSync(at('twice.env'), `A=${CANARY}\nB=1\nA=${CANARY}2\n${CANARY}\n`);
    const ended = await runCommand(env, ['import', 'dotenv', at('twice.env'), '--prefix', 'prod/twice']);
    expect(ended.code).toBe(1);
    expect(JSON.stringify(ended)).not.toContain(CANARY);
    expect(ended.told.join('\n')).toMatch(/refused +- +A +is set 2 times, in the lines 1, 3\n.*line 4/);
    expect(ended.told.at(-1)).toBe('1 created, 2 refused');
    expect(ended.complained).toEqual(['coffer: 2 of 3 were refused.']);
    const wrong = await runCommand({ ...env, COFFER_URL: 'http://127.0.0.1:1' }, [
      'export',
      '--prefix',
      'a',
      '--format',
      'xml',
    ]);
    expect(wrong.code).toBe(2);
  });

  it('a report that is longer than a pipe holds arrives as a whole', async () => {
    const names = Array.from({ length: 200 }, (_, number) => `${number}${'x'.repeat(1_000)}`);
    writeFileSync(at('long.json'), JSON.stringify(Object.fromEntries(names.map((name) => [name, null]))));
    const { told } = await runCommand(env, ['import', 'json', at('long.json'), '--prefix', 'prod/long', '--json']);
    expect(JSON.parse(told.join('\n')).items).toHaveLength(names.length);
  });

  it('an output that cannot be written is a failure, and is told without a stack', () => {
    const main = [process.execPath, 'dist/apps/cli/src/main.js', 'ls', 'prod/export'];
    const { status, stderr } = spawnSync('sh', ['-c', 'exec "$@" > /dev/full', 'sh', ...main], { cwd: ROOT, env });
    expect([status, String(stderr)]).toEqual([1, 'coffer: The standard output cannot be written (ENOSPC).\n']);
  });

  it('a manifest for Kubernetes lets the operator read the variables with the key', async () => {
    const { code, written } = await coffer('k8s', 'manifest', '--prefix', 'prod/render');
    expect([code, written.includes(readFileSync(at('key'), 'utf8'))]).toEqual([0, false]);
    const [store, external] = parseAllDocuments(written).map((document) => document.toJS());
    const { url, headers } = store.spec.provider.webhook;
    // As the operator does it: the key of the reference is escaped for a query.
    const asked = url.replace('{{ .remoteRef.key }}', encodeURIComponent(external.spec.dataFrom[0].extract.key));
    const authorization = headers.Authorization.replace('{{ .auth.token }}', readFileSync(at('key'), 'utf8'));
    const answer = await fetch(asked, { headers: { authorization } });
    expect(Object.keys((await answer.json()) as object)).toEqual(['DB_USER', 'DB_PASSWORD']);
    const refused = await coffer('k8s', 'manifest', '--prefix', 'prod/.x');
    expect(refused.complained).toMatch(/^--name must be a name of Kubernetes/);
  });
});

function mapped(object: Record<string, string>, change: (value: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));
}
