import { join } from 'node:path';
import { machineNode, machinePath } from '../e2e/support/processes/machine-node.js';
import { runProgram } from './support/run.js';
import { type Answer, NOT_FOUND, serving } from './support/serving.js';

const SCRIPT = join(import.meta.dirname, '../../deploy/from-vault.mjs');
const VALUE: Answer = [200, { data: { data: { a: 'x' }, metadata: { version: 1, custom_metadata: null } } }];
const REFUSED: Answer = [403, { errors: ['permission denied'] }];
/** The machines of CI have the oldest Node that README names. */
const withOldNode = machineNode() < 21 || process.env.REQUIRE_ENGINES === '1' ? it : it.skip;

/** Folders, with a slash at the end, and secrets of the source, by the folder that they are in. */
const FOLDERS: Readonly<Record<string, readonly string[]>> = { '': ['prod/'], 'prod/': ['web/'], 'prod/web/': ['db'] };

describe('a call of the script that copies from Vault', () => {
  const run = async (args: readonly string[], env: Record<string, string | undefined> = {}, mount?: Answer) => {
    const source = await serving((path) => {
      const [, folder = null] = /^\/v1\/secret\/metadata\/(.*)\?list=true$/.exec(path) ?? [];
      return folder === null ? VALUE : [200, { data: { keys: FOLDERS[folder] } }];
    });
    const target = await serving(() => NOT_FOUND, mount);
    const all = { VAULT_ADDR: source.url, COFFER_URL: target.url, VAULT_TOKEN: 'x', COFFER_TOKEN: 'x', ...env };
    const given = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const ended = await runProgram(process.execPath, [SCRIPT, ...args], Object.fromEntries(given));
    source.server.close();
    target.server.close();
    return { ...ended, written: target.asked.filter((one) => one.startsWith('POST')), asked: target.asked };
  };

  it.each([
    ['without a prefix', [], 'prod/web/db', 'prod/web/db'],
    ['with --from', ['--from', 'prod'], 'prod/web/db', 'prod/web/db'],
    ['with slashes around', ['--from', '/prod/'], 'prod/web/db', 'prod/web/db'],
    ['with --to', ['--from', 'prod', '--to', 'live'], 'prod/web/db -> live/web/db', 'live/web/db'],
    ['with an empty --to', ['--from', 'prod', '--to', ''], 'prod/web/db -> web/db', 'web/db'],
  ])('copies to the same paths, or says to which others: %s', async (_, args, told, to) => {
    expect(await run(args)).toMatchObject({
      out: `created\t${told}\n`,
      written: [`POST /v1/secret/data/${to}`],
      code: 0,
    });
    const tried = await run([...args, '--dry-run']);
    expect(tried).toMatchObject({ out: `created\t${told}\tnot yet: this is a dry run\n`, written: [], code: 0 });
  });

  it('stops before the first secret if Coffer refuses the token or has no such mount', async () => {
    const { asked, ...ended } = await run([], {}, REFUSED);
    expect(ended).toMatchObject({ code: 2, out: '' });
    expect(ended.err).toMatch(/^from-vault: Coffer refused .*: 403 permission denied\b.*COFFER_TOKEN.*KV_API_MOUNT\n$/);
    expect(asked).toEqual([]);
  });

  it.each([
    ['no token for Vault', { VAULT_TOKEN: undefined }, 'set VAULT_TOKEN or VAULT_TOKEN_FILE'],
    ['no token for Coffer', { COFFER_TOKEN: undefined }, 'set COFFER_TOKEN or COFFER_TOKEN_FILE'],
    [
      'a token and a file',
      { COFFER_TOKEN_FILE: SCRIPT },
      'COFFER_TOKEN and COFFER_TOKEN_FILE are set: keep one of them',
    ],
    [
      'a file that is not there',
      { VAULT_TOKEN: undefined, VAULT_TOKEN_FILE: '/nowhere/token' },
      'the file of VAULT_TOKEN_FILE cannot be read: ENOENT',
    ],
  ])('names the variables if there is %s', async (_, env, told) => {
    expect(await run([], env)).toMatchObject({ code: 2, out: '', err: `from-vault: ${told}\n`, asked: [] });
  });

  it('shows its arguments and variables, and refuses an unknown argument', async () => {
    const { code, out, err } = await run(['--help'], { VAULT_ADDR: undefined });
    expect([code, err]).toEqual([0, '']);
    for (const name of ['--from', '--to', '--overwrite', '--dry-run', 'VAULT_NAMESPACE', 'COFFER_TOKEN_FILE'])
      expect(out).toContain(name);
    expect(await run(['--form', 'prod'])).toMatchObject({ code: 2, out: '', err: expect.stringContaining('--form') });
  });

  withOldNode('says which Node it needs, and where that is', async () => {
    const { code, out, err } = await runProgram('node', [SCRIPT], { PATH: machinePath(), VAULT_ADDR: 'http://[' });
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^from-vault: needs Node 24; this is \d+\.\d+\.\d+\. .*node_modules\/\.bin\/node .*\n$/);
  });
});
