import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileFailure } from './file-failure.js';
import { makePrivateFolder, presentAndPrivate } from './private-folder.js';

describe('a private folder', () => {
  let top: string;
  beforeEach(() => {
    top = mkdtempSync(join(tmpdir(), 'coffer-private-'));
  });
  afterEach(() => rmSync(top, { recursive: true }));

  it('is made with the missing ones above it, for its owner only; again is no error', () => {
    makePrivateFolder(join(top, 'a/b/c'));
    makePrivateFolder(join(top, 'a/b/c'));
    for (const made of ['a', 'a/b', 'a/b/c']) expect(statSync(join(top, made)).mode & 0o777).toBe(0o700);
  });

  // Node's recursive mkdir never ends there.
  const onLinux = process.platform === 'linux' ? it : it.skip;
  onLinux('is refused by an error where the file system makes none', () => {
    for (const path of ['/proc/coffer', '/proc/coffer/data', '/proc/self/coffer']) {
      expect(() => makePrivateFolder(path)).toThrow(expect.objectContaining({ syscall: 'mkdir' }));
    }
  });

  it('is refused by the name of its variable if it is a file, or if others may use it', () => {
    const path = join(top, 'x');
    expect(presentAndPrivate('DATA_DIR', path, 'folder')).toBe(false);
    writeFileSync(path, '');
    expect(() => presentAndPrivate('DATA_DIR', path, 'folder')).toThrow(/^DATA_DIR: .* is not a folder\.$/);
    rmSync(path);
    mkdirSync(path);
    expect(() => presentAndPrivate('DATA_DIR', path, 'file')).toThrow(/^DATA_DIR: .* is not a file\.$/);
    chmodSync(path, 0o750);
    expect(() => presentAndPrivate('DATA_DIR', path, 'folder')).toThrow(/^DATA_DIR: .* chmod 700/);
    chmodSync(path, 0o700);
    expect(presentAndPrivate('DATA_DIR', path, 'folder')).toBe(true);
    expect(existsSync(path)).toBe(true);
  });
});

describe('an error of the file system', () => {
  const told = (path: string, places: Record<string, string>) =>
    fileFailure(Object.assign(new Error('canary'), { code: 'EACCES', syscall: 'open', path }), places);

  it('is told by the variable that its file belongs to', () => {
    const places = { DATA_DIR: './data', KEYRING_DIR: '/canary/keys' };
    const rest = ' cannot be used: EACCES (open). Give the account of the server the right to use it.';
    expect(told('data/outbox/1.eml', places)).toBe(`DATA_DIR/outbox/1.eml${rest}`);
    expect(told('/canary/keys', places)).toBe(`KEYRING_DIR${rest}`);
    expect(told('/canary', places)).toBe(`KEYRING_DIR${rest}`);
    expect(told('/canary/other', places)).toBe(`The file or folder other${rest}`);
  });

  it('is not any other error', () => {
    for (const other of [new Error('x'), null, 'x', Object.assign(new Error('x'), { code: 'EACCES' })]) {
      expect(fileFailure(other)).toBeNull();
    }
  });
});
