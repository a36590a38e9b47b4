import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Packed, zipOf } from '../testing/index.js';
import { textInArchive } from './archive.js';

const WANTED = 'export.data';
const GOOD = { name: WANTED, text: '{"accounts":[]}' };

describe('an archive', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-zip-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const opened = (bytes: Uint8Array) => {
    const path = join(folder, 'export.1pux');
    writeFileSync(path, bytes);
    return textInArchive(path, WANTED);
  };

  it.each<[string, Packed[], RegExp]>([
    ['has no such file', [{ ...GOOD, name: 'other' }], /must have one export\.data, and has 0/],
    ['has two', [GOOD, GOOD], /has 2/],
    ['has a name that leads out', [GOOD, { ...GOOD, name: '../x' }], /no whole archive/],
    ['has an absolute name', [GOOD, { ...GOOD, name: '/etc/passwd' }], /no whole archive/],
    ['is encrypted', [{ ...GOOD, encrypted: true }], /is encrypted/],
    ['is too large', [{ ...GOOD, text: Buffer.alloc(16_777_217) }], /more than 16 MiB/],
    ['is packed too tightly', [{ ...GOOD, text: Buffer.alloc(8_000_000) }], /too tightly/],
    ['is longer than it says', [{ ...GOOD, text: Buffer.alloc(8_000_000), claims: 100 }], /no whole archive/],
    ['is shorter than it says', [{ ...GOOD, claims: 500 }], /no whole archive/],
    ['is no UTF-8', [{ ...GOOD, text: Buffer.from([0xff, 0xfe]) }], /no whole archive/],
    [
      'has too many files',
      Array.from({ length: 10_001 }, (_, n) => ({ name: `f${n}`, text: '' })),
      /more than 10000 files/,
    ],
  ])('that %s is refused [R145]', async (_, files, message) => {
    await expect(opened(zipOf(files))).rejects.toThrow(message);
  });

  it('that is none, or cut off, is refused', async () => {
    await expect(opened(Buffer.from('canary'))).rejects.toThrow(/no whole archive/);
    await expect(opened(zipOf([GOOD]).subarray(0, 60))).rejects.toThrow(/no whole archive/);
    await expect(textInArchive(join(folder, 'absent'), WANTED)).rejects.toThrow(/no whole archive/);
  });

  it('gives the one file as text', async () => {
    expect(await opened(zipOf([{ name: 'files/x.png', text: 'png' }, GOOD]))).toBe(GOOD.text);
  });
});
