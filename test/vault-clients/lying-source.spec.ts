import { join } from 'node:path';
import { runProgram } from './support/run.js';
import { type Answer, KV_2, NOT_FOUND, serving } from './support/serving.js';

const SCRIPT = join(import.meta.dirname, '../../deploy/from-vault.mjs');
const NAMES = ['../../prod/db', '..', '../', './', 'x/../../y/', 'fine'];

describe('the script that copies from Vault', () => {
  it('leaves no folder, whatever names the source has', async () => {
    const source = await serving((path) => {
      if (path.endsWith('?list=true')) return [200, { data: { keys: NAMES } }];
      return [200, { data: { data: { a: 'x' }, metadata: { version: 1 } } }];
    });
    const target = await serving(() => NOT_FOUND);
    const tokens = { VAULT_TOKEN: 'source', COFFER_TOKEN: 'target' };
    const env = { VAULT_ADDR: source.url, COFFER_URL: target.url, ...tokens };
    const { code, out } = await runProgram(process.execPath, [SCRIPT, '--to', 'team'], env);
    source.server.close();
    target.server.close();
    const words = out.trimEnd().split('\n');
    expect(words.map((line) => line.split('\t').slice(0, 2))).toEqual([
      ...NAMES.slice(0, -1).map((name) => ['refused', `${name} -> team/${name}`]),
      ['created', 'fine -> team/fine'],
    ]);
    expect(code).toBe(1);
    expect(target.asked.every((one) => one.includes('/data/team/fine'))).toBe(true);
    expect(source.asked[0]).toBe('GET /v1/secret/metadata/?list=true');
    expect(source.asked.slice(1).every((one) => one.endsWith('/fine'))).toBe(true);
  });

  describe('of a mount whose list is 404', () => {
    const runs = async (list: Answer, mount: Answer, ...args: string[]) => {
      const [source, target] = [await serving(() => list, mount), await serving(() => NOT_FOUND)];
      const env = { VAULT_ADDR: source.url, COFFER_URL: target.url, VAULT_TOKEN: 'x', COFFER_TOKEN: 'x' };
      const ended = await runProgram(process.execPath, [SCRIPT, ...args], env);
      source.server.close();
      target.server.close();
      return ended;
    };
    const COUNTS =
      '0 created, 0 same, 0 described, 0 differs, 0 overwritten, 0 refused, 0 empty, 0 without custom metadata';

    it('copies nothing and ends with 0 if the mount is there and empty', async () => {
      expect(await runs(NOT_FOUND, KV_2)).toEqual({ code: 0, out: '', err: `${COUNTS}\n` });
    });

    it.each([
      [
        'is not there',
        NOT_FOUND,
        [403, { errors: ['preflight capability check returned 403'] }],
        /there is nothing at/,
        [],
      ],
      [
        'is a KV version 1',
        NOT_FOUND,
        [200, { data: { type: 'kv', options: { version: '1' } } }],
        /must be a KV version 2/,
        [],
      ],
      ['is of another kind', NOT_FOUND, [200, { data: { type: 'pki', options: null } }], /must be a KV version 2/, []],
      ['has no such folder', NOT_FOUND, KV_2, /--from one of its folders/, ['--from', 'prod']],
      ['refuses the token', [403, { errors: ['permission denied'] }], KV_2, /403 permission denied/, []],
    ] as [string, Answer, Answer, RegExp, string[]][])(
      'stops with 2 if the mount %s',
      async (_, list, mount, told, args) => {
        const { code, out, err } = await runs(list, mount, ...args);
        expect([code, out]).toEqual([2, '']);
        expect(err).toMatch(told);
      },
    );
  });

  it('ends with 1 in each run while an old source refuses to show the custom metadata', async () => {
    const value = { data: { data: { a: 'x' }, metadata: { version: 1 } } };
    const source = await serving((path) => {
      if (path.endsWith('?list=true')) return [200, { data: { keys: ['db'] } }];
      return path.includes('/metadata/') ? [403, { errors: ['permission denied'] }] : [200, value];
    });
    for (const [status, body] of [NOT_FOUND, [200, value] as Answer]) {
      const target = await serving(() => [status, body]);
      const env = { VAULT_ADDR: source.url, COFFER_URL: target.url, VAULT_TOKEN: 'x', COFFER_TOKEN: 'x' };
      const { code, out } = await runProgram(process.execPath, [SCRIPT], env);
      target.server.close();
      const word = status === 404 ? 'created' : 'same';
      expect([out, code]).toEqual([`${word}\tdb\twithout its custom metadata: 403 permission denied\n`, 1]);
    }
    source.server.close();
  });
});
