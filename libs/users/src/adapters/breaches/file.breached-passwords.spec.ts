import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileBreachedPasswords } from './file.breached-passwords.js';
import { passwordDigest } from './password-digest.js';

describe('a file of lost passwords', () => {
  let folder: string;
  let failures: unknown[];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-breaches-'));
    failures = [];
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (text: string) => {
    const path = join(folder, 'list.txt');
    writeFileSync(path, text);
    return new FileBreachedPasswords(path, (cause) => failures.push(cause));
  };
  const passwords = (count: number) => Array.from({ length: count }, (_, index) => `lost-${index}`);
  const sorted = (count: number, line: (digest: string, index: number) => string) =>
    passwords(count)
      .map((password, index) => line(passwordDigest(password), index))
      .sort();

  it.each<[string, (digest: string, index: number) => string, string]>([
    ['as Pwned Passwords has them', (digest, index) => `${digest}:${index * 1_000}`, '\r\n'],
    ['without counts', (digest) => digest, '\n'],
    ['in lower case', (digest) => digest.toLowerCase(), '\n'],
    ['of first digits only, of several lengths', (digest, index) => digest.slice(0, 16 + (index % 20)), '\n'],
  ])('has every one of its lines found, and no other password [R3]: %s', async (_, line, feed) => {
    for (const count of [1, 2, 3, 500]) {
      for (const last of ['', feed]) {
        const list = write(sorted(count, line).join(feed) + last);
        await list.check();
        for (const password of passwords(count)) expect(await list.includes(password)).toBe(true);
        for (const password of ['kept', '', 'Violet-Kettle-42-Harbor', `lost-${count}`]) {
          expect(await list.includes(password)).toBe(false);
        }
      }
    }
    expect(failures).toEqual([]);
  });

  it('stops a start if it is absent, empty or something else', async () => {
    const absent = new FileBreachedPasswords(join(folder, 'absent'), () => {});
    for (const list of [absent, write(''), write('password\n123456\n'), write('0018A\n')]) {
      await expect(list.check()).rejects.toThrow('BREACH_LIST_FILE is not a readable file of sorted SHA-1 digests');
    }
  });

  it('refuses nothing and tells the operator if it disappears or is damaged later', async () => {
    const list = write(sorted(9, (digest) => digest).join('\n'));
    rmSync(join(folder, 'list.txt'));
    expect(await list.includes('lost-1')).toBe(false);
    expect(await write('x'.repeat(1_000)).includes('lost-1')).toBe(false);
    expect(failures).toHaveLength(2);
  });
});
