import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDurably, writeDurably } from './durable-file.js';

describe('a durable file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-durable-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('leaves the present file as it is when the new one cannot be written', () => {
    const path = join(folder, 'kept');
    writeFileSync(path, 'before');
    mkdirSync(`${path}.new`);
    expect(() => writeDurably(path, 'after')).toThrow();
    expect(readFileSync(path, 'utf8')).toBe('before');
  });

  it('can be read by its owner only', () => {
    const path = join(folder, 'made');
    writeDurably(path, 'contents');
    expect(readFileSync(path, 'utf8')).toBe('contents');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('does not replace an existing file, and leaves no file beside it', () => {
    const place = mkdtempSync(join(folder, 'place-'));
    const path = join(place, 'root');
    expect(createDurably(path, 'first')).toBe(true);
    expect(createDurably(path, 'second')).toBe(false);
    expect(readFileSync(path, 'utf8')).toBe('first');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(place)).toEqual(['root']);
  });
});
