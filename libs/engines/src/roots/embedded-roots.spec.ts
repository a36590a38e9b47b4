import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { embeddedRoots, privateDirectory, rootsExist } from './embedded-roots.js';

const NONE = {
  dir: null,
  jwtSecret: null,
  jwtSecretPrevious: null,
  pepper: null,
  pepperPrevious: null,
  pepperVersion: 1,
};
const GIVEN = 'Zm9vYmFyLXRoaXMtaXMtcmFuZG9tLTEyMzQ1Njc4OTA';

describe('the embedded roots of trust', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-roots-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  function newDataDir(name: string): string {
    const path = join(folder, name);
    privateDirectory('DATA_DIR', path);
    return path;
  }

  it.each([
    ['torn', '{"jwt_secret":"abc'],
    ['emptied', '{}'],
    ['shortened', '{"jwt_secret":"abc","pepper":"abc"}'],
  ])('are not replaced if their file is %s', (name, contents) => {
    const dir = newDataDir(name);
    writeFileSync(join(dir, 'roots.json'), contents);
    expect(() => embeddedRoots(dir, NONE)).toThrow('roots.json cannot be read');
    expect(readFileSync(join(dir, 'roots.json'), 'utf8')).toBe(contents);
  });

  it('are refused in a folder that other accounts may enter', () => {
    const open = join(folder, 'open');
    mkdirSync(open);
    chmodSync(open, 0o755);
    expect(() => privateDirectory('DATA_DIR', open)).toThrow(/^DATA_DIR: .* can be used by others/);
  });

  it('are made once, readable by their owner only, and are the same at the next start', () => {
    const dir = newDataDir('made');
    expect(rootsExist(dir)).toBe(false);
    const first = embeddedRoots(dir, NONE);
    const second = embeddedRoots(dir, NONE);
    expect(statSync(join(dir, 'roots.json')).mode & 0o777).toBe(0o600);
    expect(statSync(dir).mode & 0o777).toBe(0o700);
    expect(second.jwtKeys[0]?.kid).toBe(first.jwtKeys[0]?.kid);
    expect(second.peppers[0]?.key.equals(first.peppers[0]?.key ?? second.derive('cursor'))).toBe(true);
  });

  it('of an older layout are used where they are, and moved only once the keyring proved to be the right one', () => {
    const [data, keys] = [newDataDir('older-data'), newDataDir('older-keys')];
    const made = embeddedRoots(data, NONE);
    const roots = embeddedRoots(keys, NONE, data);
    expect(roots.jwtKeys[0]?.kid).toBe(made.jwtKeys[0]?.kid);
    expect([data, keys].map(rootsExist)).toEqual([true, false]);
    roots.settle();
    expect([data, keys].map(rootsExist)).toEqual([false, true]);
    roots.settle();
    expect(embeddedRoots(keys, NONE, data).jwtKeys[0]?.kid).toBe(made.jwtKeys[0]?.kid);
  });

  it('of an older layout are refused beside other ones of the keys, and both stay', () => {
    const [data, keys] = [newDataDir('two-data'), newDataDir('two-keys')];
    for (const dir of [data, keys]) embeddedRoots(dir, NONE);
    expect(() => embeddedRoots(keys, NONE, data)).toThrow(/The one in DATA_DIR is that of the store/);
    expect([data, keys].map(rootsExist)).toEqual([true, true]);
  });

  it('are replaced by the roots of the environment, and keep the previous key for verification', () => {
    const dir = newDataDir('given');
    const made = embeddedRoots(dir, NONE);
    const roots = embeddedRoots(dir, { ...NONE, jwtSecret: GIVEN, jwtSecretPrevious: `${GIVEN}x` });
    expect(roots.jwtKeys).toHaveLength(2);
    expect(roots.jwtKeys[0]?.kid).not.toBe(made.jwtKeys[0]?.kid);
  });
});
