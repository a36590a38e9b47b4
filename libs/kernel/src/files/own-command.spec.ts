import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownCommand } from './own-command.js';

describe('the command that a message names', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-command-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('can be typed where the program was started: in a checkout, and in an image', () => {
    const manifest = join(folder, 'package.json');
    expect(ownCommand('keys rotate', manifest)).toBe('coffer keys rotate');
    mkdirSync(join(folder, 'scripts'));
    writeFileSync(join(folder, 'scripts/coffer.mjs'), '');
    expect(ownCommand('keys rotate', manifest)).toBe('npm run coffer -- keys rotate');
    expect(ownCommand('keys rotate', undefined)).toBe('npm run coffer -- keys rotate');
  });
});
