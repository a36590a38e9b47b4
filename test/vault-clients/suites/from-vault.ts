import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Place } from '../support/place.js';
import { runProgram } from '../support/run.js';

const SCRIPT = join(import.meta.dirname, '../../../deploy/from-vault.mjs');
/** Values that no line may show. */
const [ONE, OTHER] = ['a value of the source', 'a value of the target'];
const DATA = {
  'move/db': { password: ONE, port: 5432, options: { ssl: true, none: null } },
  'move/db/replica': { password: ONE },
  'move/Upper_Case.1': { '': ONE },
  'move/a name': { password: ONE },
  'move/gone': { password: ONE },
};
const OWNED = { owner: 'ada' };

/** The script that docs/guides/from-vault.md names, from a real OpenBao to Coffer. */
export function movesFromVault(source: () => Place, target: () => Place): void {
  const move = (args: readonly string[] = [], token = target().tokens.writer) => {
    const [from, to] = [source(), target()];
    const env = {
      VAULT_ADDR: from.address,
      VAULT_TOKEN: from.tokens.writer,
      COFFER_URL: to.address,
      COFFER_TOKEN: token,
    };
    return runProgram(process.execPath, [SCRIPT, '--from', 'move', '--to', 'moved', ...args], env);
  };
  const call = async ({ address, tokens }: Place, method: string, path: string, body?: object) => {
    const headers = { 'x-vault-token': tokens.writer, 'content-type': 'application/json' };
    return (
      await fetch(`${address}/v1/secret/${path}`, { method, headers, body: body && JSON.stringify(body) })
    ).text();
  };
  const read = async (path: string) => JSON.parse(await call(target(), 'GET', `data/${path}`)).data;
  const wordsOf = (out: string) =>
    Object.fromEntries(
      out
        .trimEnd()
        .split('\n')
        .map((line) => line.split('\t'))
        .map(([word, way = '']) => [way.split(' -> ')[0], word]),
    );

  it('copies every secret that it can once, tells what it did, and prints no value', async () => {
    for (const [path, data] of Object.entries(DATA)) await call(source(), 'POST', `data/${encodeURI(path)}`, { data });
    await call(source(), 'POST', 'metadata/move/db', { custom_metadata: OWNED });
    await call(source(), 'DELETE', 'data/move/gone');
    const tried = await move(['--dry-run']);
    expect(JSON.parse(await call(target(), 'GET', 'data/moved/db'))).toMatchObject({ errors: expect.any(Array) });
    const first = await move();
    const expected = {
      'move/db': 'created',
      'move/db/replica': 'created',
      'move/Upper_Case.1': 'created',
      'move/a name': 'refused',
      'move/gone': 'empty',
    };
    expect({ ...wordsOf(first.out), err: first.err, code: first.code }).toEqual({
      ...expected,
      err: '3 created, 0 same, 0 described, 0 differs, 0 overwritten, 1 refused, 1 empty, 0 without custom metadata\n',
      code: 1,
    });
    expect(await read('moved/db')).toMatchObject({
      data: DATA['move/db'],
      metadata: { version: 1, custom_metadata: OWNED },
    });
    expect((await read('moved/Upper_Case.1')).data).toEqual({ '': ONE });
    for (const { out, err } of [tried, first]) expect(`${out}${err}`).not.toContain(ONE);
  });

  it('can be run again, and overwrites only what it is told to', async () => {
    const same = { 'move/db': 'same', 'move/db/replica': 'same', 'move/Upper_Case.1': 'same' };
    expect(wordsOf((await move()).out)).toMatchObject(same);
    await call(target(), 'POST', 'data/moved/db', { data: { password: OTHER } });
    const again = await move();
    expect(wordsOf(again.out)).toMatchObject({ ...same, 'move/db': 'differs' });
    expect(again.out).not.toContain(OTHER);
    expect((await read('moved/db')).data).toEqual({ password: OTHER });
    expect(wordsOf((await move(['--overwrite'])).out)).toMatchObject({ ...same, 'move/db': 'overwritten' });
    expect(await read('moved/db')).toMatchObject({ data: DATA['move/db'], metadata: { version: 3 } });
  });

  it('goes on where a run ended before it wrote the custom metadata, and changes none that is there', async () => {
    const custom = { owner: 'ada', team: 'shop', tags: 'b, a' };
    const paths = ['half', 'other', 'more'].map((name) => `tagged/${name}`);
    for (const path of paths) {
      for (const place of [source(), target()]) await call(place, 'POST', `data/${path}`, { data: { password: ONE } });
      await call(source(), 'POST', `metadata/${path}`, { custom_metadata: custom });
    }
    await call(target(), 'POST', 'metadata/tagged/other', { custom_metadata: { owner: 'bob' } });
    await call(target(), 'POST', 'metadata/tagged/more', { custom_metadata: { ...custom, tags: 'a,b,c' } });
    const again = (...args: string[]) => move(['--from', 'tagged', '--to', 'tagged', ...args]);
    const [half, other, more] = paths as [string, string, string];
    expect(wordsOf((await again('--dry-run')).out)).toEqual({
      [half]: 'described',
      [other]: 'differs',
      [more]: 'same',
    });
    expect((await read(half)).metadata.custom_metadata).toBeNull();
    const first = await again();
    expect([wordsOf(first.out), first.code]).toEqual([{ [half]: 'described', [other]: 'differs', [more]: 'same' }, 1]);
    expect((await read(half)).metadata).toMatchObject({ version: 1, custom_metadata: { owner: 'ada', team: 'shop' } });
    expect((await read(other)).metadata.custom_metadata).toEqual({ owner: 'bob' });
    expect(wordsOf((await again('--overwrite')).out)[other]).toBe('overwritten');
    const last = await again();
    expect([wordsOf(last.out), last.code]).toEqual([{ [half]: 'same', [other]: 'same', [more]: 'same' }, 0]);
    expect((await read(more)).metadata.custom_metadata.tags).toBe('a,b,c');
  });

  it('copies the value and none of the custom metadata if a name in it is no tag, and ends with 1 each time', async () => {
    await call(source(), 'POST', 'data/untagged/db', { data: { password: ONE } });
    await call(source(), 'POST', 'metadata/untagged/db', { custom_metadata: { ...OWNED, 'No Tag': 'x' } });
    for (const word of ['created', 'same', 'same']) {
      const { out, err, code } = await move(['--from', 'untagged', '--to', 'untagged']);
      expect(out).toMatch(new RegExp(`^${word}\tuntagged/db\twithout its custom metadata: 400 `));
      expect([err.trim().split(', ').at(-1), code]).toEqual(['1 without custom metadata', 1]);
    }
    expect(await read('untagged/db')).toMatchObject({ data: { password: ONE }, metadata: { custom_metadata: null } });
  });

  it('makes a secret where one was deleted', async () => {
    for (const place of [source(), target()]) await call(place, 'POST', 'data/back/db', { data: { password: ONE } });
    await call(target(), 'DELETE', 'data/back/db');
    const { out, code } = await move(['--from', 'back', '--to', 'back']);
    expect([wordsOf(out), code]).toEqual([{ 'back/db': 'created' }, 0]);
    expect((await read('back/db')).data).toEqual({ password: ONE });
  });

  it('stops with 2 if the source has no such folder', async () => {
    const { out, err, code } = await move(['--from', 'moev']);
    expect([out, code]).toEqual(['', 2]);
    expect(err).toBe(
      `from-vault: there is nothing at ${source().address}/v1/secret/metadata/moev/: ` +
        'VAULT_MOUNT must be a KV version 2, and --from one of its folders\n',
    );
  });

  it('says what is missing, and what it may not do', async () => {
    expect(await runProgram(process.execPath, [SCRIPT], {})).toEqual({
      code: 2,
      out: '',
      err: 'from-vault: set VAULT_ADDR\n',
    });
    const page = createServer((_, response) => void response.end('<html>')).listen(0, '127.0.0.1');
    await once(page, 'listening');
    const at = `http://127.0.0.1:${(page.address() as AddressInfo).port}`;
    const env = { VAULT_ADDR: at, VAULT_TOKEN: 'x', COFFER_URL: at, COFFER_TOKEN: 'x' };
    const elsewhere = await runProgram(process.execPath, [SCRIPT], env);
    page.close();
    expect(elsewhere).toMatchObject({
      code: 2,
      err: `from-vault: what answers at ${at}/v1/secret is no KV version 2\n`,
    });
    const forbidden = await move(['--overwrite'], target().tokens.reader);
    expect(new Set(Object.values(wordsOf(forbidden.out)))).toEqual(new Set(['refused', 'empty']));
    expect(forbidden.code).toBe(1);
    const forged = await move([], target().tokens.forged);
    expect(forged).toMatchObject({ code: 2, out: '' });
    expect(forged.err).toMatch(/^from-vault: Coffer refused the first request: 403 [^\n]*COFFER_TOKEN[^\n]*\n$/);
  });
}
