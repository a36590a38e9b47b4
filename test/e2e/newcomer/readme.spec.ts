import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { machinePath } from '../support/processes/machine-node.js';
import { describePairs, embeddedSite, type Site } from '../support/processes/pairs.js';
import type { Server } from '../support/processes/server.js';

const ROOT = join(import.meta.dirname, '../../..');
const CLI = join(ROOT, 'dist/apps/cli/src/main.js');
/** Whose shell blocks are pasted into one shell, in this order: each guide goes on where the one before stopped. */
const DOCUMENTS = [
  'README.md',
  ...['secrets', 'accounts', 'keys', 'personal-data', 'zero-knowledge', 'programs'].map(
    (guide) => `docs/guides/${guide}.md`,
  ),
];
/** The blocks start some sixty programs, one after the other, on a machine that may be busy. */
const MANY_COMMANDS_MS = 600_000;
/** A text by which each block is found. */
const [FIVE_MINUTES, PROGRAM, AUDIT] = ['# 1. Make the first', '# 2. What the program', '/audit/logs/export'];
const APPLICATION = '"web-app"';
const [SECOND_FACTOR, MAIL, LOGIN_SECRET] = ['# 2. Enrol', 'data/outbox', 'derive()'];
const [ACCOUNT_KEY, WRAPPED_KEY, KEY_IN_USE, FOUND_KEY] = [
  '"ci-deploy"',
  '?wrap=',
  '$API/auth/me"',
  '/auth/keys/leaked',
];
const [ROTATIONS, PERSONAL_DATA, CLIENT] = ['/keys/master/rotate', '/sensitive-data', 'ZeroKnowledgeAccount'];

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely
type Json = any;

const text = DOCUMENTS.map((file) => readFileSync(join(ROOT, file), 'utf8')).join('\n');
/** The blocks marked `sh`, as they stand. Those marked `bash` start and stop things, or need other machines. */
const blocks = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block);

/** How often everything is done again on a new site after a 503 of a starved engine, at which a person would look. */
const REPEATS = 3;
/** A 503 in what a command printed. */
const GIVEN_UP = /"status": ?503\b/;

class GivenUp extends Error {}

/** What each block prints when all are pasted into one shell, one after the other: one JSON object a line. */
async function followed(url: string, cwd: string, pasted: readonly string[]): Promise<Map<string, Json[]>> {
  const script = pasted.map((block) => `${block}\necho ----\n`).join('');
  expect(script).toContain('API=http://127.0.0.1:8000/');
  // The documents assume the repository as the working directory.
  const env = { ...process.env, PATH: machinePath(), NODE_PATH: join(ROOT, 'node_modules') };
  const command = script.replace('http://127.0.0.1:8000', url);
  const options = { cwd, env, timeout: MANY_COMMANDS_MS };
  const run = promisify(execFile)('bash', ['-e', '-o', 'pipefail', '-c', command], options);
  const { stdout, stderr } = await run.catch((error: { stdout: string; message: string }) => {
    throw GIVEN_UP.test(error.stdout) ? new GivenUp(error.message) : error;
  });
  if (GIVEN_UP.test(stdout)) throw new GivenUp(stdout);
  expect(stderr).toBe('');
  const printed = stdout.split('----\n').map((text) => text.split('\n').filter((line) => line !== ''));
  return new Map(pasted.map((block, index) => [block, (printed[index] ?? []).map((line) => JSON.parse(line))]));
}

describePairs('the README and the guides', (open) => {
  const isEmbedded = open === embeddedSite;
  let site: Site;
  let server: Server;
  let folder: string;
  let printed: Map<string, Json[]>;

  const printedBy = (sign: string): Json[] => {
    const [, lines] = [...printed].find(([block]) => block.includes(sign)) ?? [];
    expect(lines).toBeDefined();
    return lines ?? [];
  };

  const remove = async () => {
    await site.clear();
    rmSync(folder, { recursive: true, force: true });
  };

  const follow = async () => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-readme-'));
    symlinkSync(join(ROOT, 'dist'), join(folder, 'dist'));
    const places = { DATA_DIR: join(folder, 'data'), KEYRING_DIR: join(folder, 'keyring') };
    site = await open({ REGISTRATION: 'open', ...(isEmbedded ? places : {}) });
    server = await site.start();
    if (!isEmbedded) {
      mkdirSync(join(folder, 'data'));
      writeFileSync(join(folder, 'data/setup-token'), server.setupToken ?? '');
    }
    const pasted = blocks.filter((block) => isEmbedded || !block.includes(MAIL));
    printed = await followed(server.url, folder, pasted);
  };

  beforeAll(async () => {
    for (let left = REPEATS; ; left -= 1) {
      try {
        return await follow();
      } catch (error) {
        if (!(error instanceof GivenUp) || left === 0) throw error;
        await remove();
      }
    }
  });
  afterAll(remove);

  it('keep what the first five minutes promise, command by command', () => {
    const [admin, policy, role, user, list, first, rotated, before, audit] = printedBy(FIVE_MINUTES);
    expect(admin).toMatchObject({ username: 'ada', roles: ['administrator'] });
    expect(role.policies).toEqual([policy.name]);
    expect(user.roles).toEqual([role.name]);
    expect(list.items).toEqual([expect.objectContaining({ path: 'prod/db/password', value: null, masked: true })]);
    expect(first).toMatchObject({ version: 1, value: 's3cr3t' });
    expect(rotated).toMatchObject({ version: 2, value: null, masked: true });
    expect(before).toEqual(first);
    expect(audit.items.map(({ action, outcome }: Record<string, string>) => `${action} ${outcome}`)).toEqual([
      'secret:reveal succeeded',
      'secret:rotate succeeded',
      'secret:rotate allowed',
      'secret:reveal succeeded',
      'secret:write succeeded',
      'secret:write allowed',
    ]);
    expect(audit.items[3].access_reason).toBe('first look');
  });

  it('give an application its secrets by their paths, and as variables', () => {
    const [account, secret, field, variables, ...more] = printedBy(APPLICATION);
    expect([account.name, secret.path, more]).toEqual(['web-app', 'prod/app/db', []]);
    expect(field).toMatchObject({ path: 'prod/app/db', version: 1, value: 's3cr3t' });
    expect(variables).toEqual({ DB_USER: 'app', DB_PASSWORD: 's3cr3t' });
  });

  it('let a program read the one secret that it may, and the auditor see that it did', () => {
    const [policy, role, program, ...more] = printedBy(PROGRAM);
    expect([role.policies, program.roles, more]).toEqual([[policy.name], [role.name], []]);
    const [reveals] = printedBy(AUDIT);
    expect(reveals.items.map(({ actor_name }: Record<string, string>) => actor_name)).toEqual(['shop', 'ada', 'ada']);
    expect(reveals.items.map(({ version }: Record<string, number>) => version)).toEqual([2, 1, 1]);
    const lines = readFileSync(join(folder, 'audit.ndjson'), 'utf8').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).seq)).toEqual(lines.map((_, index) => index + 1));
  });

  it('answer the questions of an auditor: who got a role, why was it refused, who may, and a table for Excel', () => {
    const [, given, refusals, holders, roles, policies, ...more] = printedBy(AUDIT);
    expect(more).toEqual([]);
    const change = { field: 'roles', before: [], after: ['shop'], omitted: 0 };
    expect(given.items.flatMap(({ changes }: Json) => changes ?? [])).toContainEqual(change);
    expect(refusals.items).toMatchObject([{ action: 'user:list', outcome: 'denied', actor_name: 'shop' }]);
    expect(refusals.items[0].decision_reason).toMatch(/no role/);
    expect(holders.items.map(({ username }: Json) => username)).toEqual(['shop']);
    expect(roles.items.find(({ name }: Json) => name === 'shop').policies).toEqual(['read-db']);
    expect(policies.items.map(({ name }: Json) => name)).toContain('read-db');
    const table = readFileSync(join(folder, 'reveals.csv'), 'utf8').trimEnd().split('\r\n');
    expect(table[0]).toMatch(/^\ufeffseq,at,actor_id,/);
    const paths = table.slice(1).map((line) => line.split(',')[7]);
    expect([...new Set(paths)].sort()).toEqual(['prod/app/db', 'prod/db/password', 'prod/mail/login']);
    expect(table.length).toBeGreaterThan(2);
  });

  it('lead from a registration to a login with a second factor, by an app and by a recovery code', () => {
    const [registered, me, sessions, fresh, recovery, ...more] = printedBy(SECOND_FACTOR);
    expect(registered).toMatchObject({ username: 'grete', message: expect.any(String) });
    expect(me).toMatchObject({ id: registered.id, mfa_methods: ['totp', 'recovery'] });
    const [mine, enrolled, ...ended] = sessions.items;
    expect([mine, enrolled].map(({ current, second_factor }) => [current, second_factor])).toEqual([
      [true, true],
      [false, true],
    ]);
    expect({ ended, isGone: ![mine.id, enrolled.id].includes(me.session_id) }).toEqual({ ended: [], isGone: true });
    expect(Object.keys(fresh)).toEqual(['fresh_until']);
    expect(recovery.recovery_codes).toHaveLength(10);
    expect(more).toEqual([]);
  });

  it('show a client that logs in without ever sending its password', () => {
    const [registered, tokens, ...more] = printedBy(LOGIN_SECRET);
    expect(registered.username).toBe('vera');
    expect(tokens).toMatchObject({ token_type: 'bearer', kdf: { algorithm: 'argon2id' }, protected_user_key: null });
    expect(more).toEqual([]);
    expect(server.output()).not.toContain('the master password');
  });

  it('rotate the master key and the key of the team secrets, and say when it is done [R61, R63]', () => {
    const [message, master, job, ...more] = printedBy(ROTATIONS);
    expect(message).toEqual({ message: 'Master key rotated successfully' });
    expect(master).toMatchObject({
      versions: [
        { version: 1, state: 'retiring', references: 0 },
        { version: 2, state: 'active' },
      ],
      rotation: null,
    });
    expect(job).toMatchObject({ ring: 'secrets', state: 'done', version: 2, progress: { failed: 0 } });
    expect(job.progress.done).toBeGreaterThan(0);
    expect(more).toEqual([]);
  });

  it('show personal data to its owner, masked too, and give a receipt for the deleted account', () => {
    const [kept, masked, receipt, ...more] = printedBy(PERSONAL_DATA);
    expect(kept).toMatchObject({ data_type: 'iban', value: 'DE89370400440532013000' });
    expect(masked.items).toEqual([expect.objectContaining({ id: kept.id, value: '************3000' })]);
    expect(receipt).toMatchObject({
      swept: { sensitive_data: 1 },
      sample: { opened: false, error: expect.any(String) },
    });
    expect(receipt.destroyed).toEqual(expect.arrayContaining(['key_ring', 'sensitive_data']));
    expect(receipt.message).toContain(receipt.destroyed_at);
    expect(more).toEqual([]);
  });

  it('keep an entry by the built client library, and give its whole vault a new key', () => {
    expect(printedBy(CLIENT)).toEqual([{ generation: 2, revision: 2, text: 'hunter2' }]);
    expect(server.output()).not.toMatch(/only he knows|hunter2/);
  });

  it('hand a program its key, also unseen, and end a key that was found', () => {
    expect(printedBy(ACCOUNT_KEY)).toEqual([expect.objectContaining({ name: 'ci-deploy' })]);
    expect(printedBy(WRAPPED_KEY)).toEqual([expect.objectContaining({ name: 'ci-deploy/handed-over' })]);
    expect(printedBy(KEY_IN_USE)).toEqual([expect.objectContaining({ username: 'ci-deploy' })]);
    expect(printedBy(FOUND_KEY)).toEqual([{ message: expect.any(String) }]);
  });

  // The production pair has no outbox to read from, and the commands are tested on it elsewhere.
  if (!isEmbedded) return;

  it('get a code and a reset token from the outbox, and are still asked for the second factor [R9]', () => {
    const [asked, forgotten, login, ...more] = printedBy(MAIL);
    expect([asked, forgotten].map(({ message }) => message)).toEqual([expect.any(String), expect.any(String)]);
    expect(login).toMatchObject({ mfa_required: true, mfa_methods: ['totp', 'recovery'] });
    expect(more).toEqual([]);
  });

  it('name commands of `coffer` that work beside the running server, and a line that can be imported', async () => {
    const [line = ''] = /(?<=^```jsonl\n).*?(?=^```$)/ms.exec(text) ?? [];
    writeFileSync(join(folder, 'FILE.ndjson'), line.trim());
    const env = { PATH: process.env.PATH, IMPORT_PEPPER: 'the pepper of before', ...site.env };
    const coffer = async (args: string[]) =>
      (await promisify(execFile)(process.execPath, [CLI, ...args], { cwd: folder, env })).stdout;
    const passphrase = async () => {
      const running = promisify(execFile)(process.execPath, [CLI, 'keyring', 'passphrase'], { cwd: folder, env });
      running.child.stdin?.end('a passphrase of some length\n');
      return running.catch(({ stderr }) => stderr);
    };
    const beside = async () => {
      writeFileSync(join(folder, 'TOKEN'), 'no token');
      const options = ['--server', server.url, '--token-file', join(folder, 'TOKEN')];
      return coffer(['users', 'import', 'FILE.ndjson', ...options]).catch(({ stderr }) => stderr);
    };
    const erased = printedBy(PERSONAL_DATA)[2].id;
    const tried = {
      'users unlock grete': () => coffer(['users', 'unlock', 'grete']),
      'users reset-factors grete': () => coffer(['users', 'reset-factors', 'grete']),
      'users reset-password grete': () => coffer(['users', 'reset-password', 'grete']),
      'policies repair': () => coffer(['policies', 'repair']),
      'users import FILE.ndjson': () => coffer(['users', 'import', 'FILE.ndjson', '--dry-run']),
      'users import FILE.ndjson --server http://127.0.0.1:8000 --token-file TOKEN': beside,
      'keyring passphrase': passphrase,
      'keys rotate': () => coffer(['keys', 'rotate']),
      'audit erase <user id>': () => coffer(['audit', 'erase', erased]),
    };
    const named = [...text.matchAll(/(?<=npm run coffer -- ).*?(?=`|$)/gm)].map(([command]) => command);
    expect([...new Set(named)].sort()).toEqual(Object.keys(tried).sort());
    expect(await tried['users unlock grete']()).toMatch(/^Unlocked/);
    expect(await tried['users reset-factors grete']()).toMatch(/^All second factors/);
    expect(await tried['users reset-password grete']()).toMatch(/^The old password works no longer/);
    expect(await tried['policies repair']()).toMatch(/Nothing has to be repaired\.\n$/);
    expect(await tried['users import FILE.ndjson']()).toBe('1 can be imported. Nothing was imported.\n');
    expect(await beside()).toMatch(/access token/);
    expect(await tried['keyring passphrase']()).toMatch(/another process uses this keyring: stop it first/);
    expect(await tried['keys rotate']()).toMatch(/Master key rotated successfully\n$/);
    expect(await tried['audit erase <user id>']()).toMatch(/^[1-9]\d* records /);
  });
});

describe('the helper `json` of the README', () => {
  const [helper = ''] = /^json\(\) .*$/m.exec(text) ?? [];
  const asked = (answer: object, name: string) =>
    promisify(execFile)(
      'bash',
      ['-e', '-c', `${helper}\nID=$(echo '${JSON.stringify(answer)}' | json ${name}); echo "$ID"`],
      {
        env: { ...process.env, PATH: machinePath() },
      },
    );

  it('prints a field of an answer, and null where it is null', async () => {
    expect((await asked({ items: [{ id: 'a' }] }, 'items[0].id')).stdout).toBe('a\n');
    expect((await asked({ value: null }, 'value')).stdout).toBe('null\n');
  });

  it.each(['access_token', 'items[0].id'])('ends with the whole answer in place of `undefined`: %s', async (name) => {
    const answer = { status: 409, code: 'public_url_missing' };
    await expect(asked(answer, name)).rejects.toMatchObject({ code: 1, stderr: `${JSON.stringify(answer)}\n` });
  });
});
