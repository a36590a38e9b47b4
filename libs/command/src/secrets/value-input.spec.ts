import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestTerminal } from '../testing/index.js';
import { readValue } from './value-input.js';

const MOST = 65_536;

describe('the value of a secret', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-value-'));
  const file = join(folder, 'value');
  afterAll(() => rmSync(folder, { recursive: true }));

  const ofFile = (bytes: string | Uint8Array) => {
    writeFileSync(file, bytes);
    return readValue(new TestTerminal(), file);
  };

  it.each([
    ['is longer than a value', 'x'.repeat(MOST + 1), 'more than 65536 bytes'],
    ['is not UTF-8', new Uint8Array([0x63, 0xff, 0xfe]), 'is not UTF-8'],
  ])('is refused if it %s', async (_, bytes, reason) => {
    await expect(ofFile(bytes)).rejects.toThrow(reason);
  });

  it('is refused from a file that cannot be read, and if it is typed differently', async () => {
    await expect(readValue(new TestTerminal(), join(folder, 'none'))).rejects.toThrow('cannot be read (ENOENT)');
    await expect(readValue(new TestTerminal(), folder)).rejects.toThrow('cannot be read (EISDIR)');
    const typed = readValue(new TestTerminal(['canary-one', 'canary-two', 'more']), undefined);
    await expect(typed).rejects.toThrow('The two values differ. Nothing was stored.');
  });

  it.each(['', 'x'.repeat(MOST), '\uFEFFmark', 'line\r\n', '\n', 'nul\0', '🔑'])(
    'is exactly what is given: %#',
    async (value) => {
      expect(await ofFile(value)).toBe(value);
      expect(await readValue(new TestTerminal([], value), undefined)).toBe(value);
    },
  );

  it('is asked for twice where a person can type', async () => {
    const terminal = new TestTerminal(['typed', 'typed', 'more']);
    expect([await readValue(terminal, undefined), terminal.asked]).toEqual(['typed', ['Value', 'The same again']]);
    expect([terminal.told, terminal.complained, terminal.written]).toEqual([[], [], '']);
  });
});
