import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeDurably } from './durable-file.js';

describe('a durable file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-durable-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('leaves what was there when it cannot be written', () => {
    const path = join(folder, 'kept');
    writeFileSync(path, 'before');
    mkdirSync(`${path}.new`);
    expect(() => writeDurably(path, 'after')).toThrow();
    expect(readFileSync(path, 'utf8')).toBe('before');
  });

  it('is for its owner alone', () => {
    const path = join(folder, 'made');
    writeDurably(path, 'contents');
    expect(readFileSync(path, 'utf8')).toBe('contents');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });
});
