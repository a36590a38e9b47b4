import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failureLines } from '../failure.js';
import { ImportFile } from './import-file.js';
import { LINE_BYTES } from './lines.js';

/** The hash of a password that exists only here. */
const BCRYPT = '$2b$12$3QDHMsbZo3tfsfCzQ9EXBuYuQ7VyuRuVm3QnlqkBvCzk4dVEYeKkO';
const account = (username: string, more: object = {}) =>
  JSON.stringify({ username, email: `${username}@example.org`, hashed_password: BCRYPT, ...more });

describe('a file of accounts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-import-'));
  const path = join(folder, 'accounts.ndjson');
  afterAll(() => rmSync(folder, { recursive: true }));

  function fileOf(contents: string | Uint8Array, mayInvite = false): ImportFile {
    writeFileSync(path, contents);
    return new ImportFile(path, true, mayInvite);
  }

  /** The problems of the file, line by line, and the last line about the whole file. */
  async function problemsOf(file: ImportFile): Promise<string[]> {
    const told: string[] = [];
    try {
      await file.check((problem) => told.push(problem));
    } catch (error) {
      told.push(...failureLines(error));
    }
    return told;
  }

  async function namesOf(file: ImportFile): Promise<string[]> {
    const names: string[] = [];
    for await (const { line, record } of file.records()) names.push(`${line} ${record.username}`);
    return names;
  }

  it('is refused when it does not exist or cannot be read twice', async () => {
    for (const place of [join(folder, 'none'), folder, '/dev/null']) {
      expect(await problemsOf(new ImportFile(place, true, true))).toEqual([
        expect.stringMatching(/^FILE does not exist/),
      ]);
    }
  });

  it('is refused with all bad lines; the errors name lines and fields and show no value', async () => {
    const lines = [account('ann'), '{canary', account('bob', { canary: 1, salt: 'canary$' }), '', account('ANN')];
    expect(await problemsOf(fileOf(lines.join('\n')))).toEqual([
      'line 2: is not a JSON object',
      'line 3: canary is not one of username, email, hashed_password, input, salt, roles',
      'line 3: salt must be 32 hexadecimal digits',
      'line 5: username is the same as in line 1',
      '3 of 4 lines cannot be imported. Nothing was imported.',
    ]);
  });

  it('may have lines without a hash only where invitations can be sent', async () => {
    const [invited, salted] = [{ hashed_password: undefined }, { hashed_password: undefined, salt: '0'.repeat(32) }];
    const text = `${account('ann', invited)}\n${account('bob', salted)}`;
    const wrong = 'line 2: hashed_password must be a bcrypt string';
    expect(await problemsOf(fileOf(text))).toEqual([
      expect.stringMatching(/^line 1: hashed_password is missing: invitations are sent over the API/),
      expect.stringContaining(wrong),
      '2 of 2 lines cannot be imported. Nothing was imported.',
    ]);
    expect(await problemsOf(fileOf(text, true))).toEqual([
      expect.stringContaining(wrong),
      '1 of 2 lines cannot be imported. Nothing was imported.',
    ]);
  });

  it('is refused with at most 100 problems of at most 300 characters, and the number of the others', async () => {
    const fields = Object.fromEntries(Array.from({ length: 90 }, (_, n) => [`${'x'.repeat(500)}_${n}`, 1]));
    const file = fileOf(`${account('ann', fields)}\n${'{\n'.repeat(200)}`);
    const told = await problemsOf(file);
    expect(told).toHaveLength(102);
    expect(Math.max(...told.map((line) => line.length))).toBeLessThanOrEqual(303);
    expect(told.slice(-2)).toEqual([
      '190 further problems are not shown.',
      '201 of 201 lines cannot be imported. Nothing was imported.',
    ]);
  });

  it('is refused for a line that is too long or not UTF-8; the lines after it are checked too', async () => {
    const long = account('ann', { email: 'x'.repeat(LINE_BYTES) });
    const bytes = Buffer.concat([
      Buffer.from(`${long}\n`),
      Buffer.from([0xff, 0x0a]),
      Buffer.from(`${account('bob')}\n{`),
    ]);
    expect(await problemsOf(fileOf(bytes))).toEqual([
      `line 1: is longer than ${LINE_BYTES} bytes, or not UTF-8`,
      `line 2: is longer than ${LINE_BYTES} bytes, or not UTF-8`,
      'line 4: is not a JSON object',
      '3 of 4 lines cannot be imported. Nothing was imported.',
    ]);
  });

  it('is refused when it changed after the check', async () => {
    const file = fileOf(account('ann'));
    expect(await file.check(() => {})).toBe(1);
    writeFileSync(path, `${account('ann')}\n{}`);
    await expect(namesOf(file)).rejects.toThrow('The file was changed while it was read, at line 2.');
  });

  it('is read line by line, with any line ends and any chunk borders', async () => {
    const names = Array.from({ length: 2_000 }, (_, n) => `user_${n}`);
    const file = fileOf(`\uFEFF${names.map((name) => account(name)).join('\r\n')}\r\n\r\n`);
    expect(await file.check(() => {})).toBe(2_000);
    expect(await namesOf(file)).toEqual(names.map((name, n) => `${n + 1} ${name}`));
  });

  it('may be empty', async () => {
    expect(await fileOf('').check(() => {})).toBe(0);
  });
});
