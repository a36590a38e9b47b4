import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MOVE_ROOTS_PROGRAM } from '../testing/index.js';
import { moveRoots } from './embedded-roots.js';

const ROOT = join(import.meta.dirname, '../../../..');
const LOADER = join(ROOT, 'test/factories/typescript-loader.mjs');
const CONTENTS = `${JSON.stringify({ jwt_secret: 'j'.repeat(43), pepper: 'p'.repeat(43) })}\n`;

describe('roots of trust that an older Coffer kept beside the data', () => {
  let folder: string;
  let data: string;
  let keys: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-moved-'));
    data = join(folder, 'data');
    keys = join(folder, 'keys');
    for (const path of [data, keys]) mkdirSync(path, { mode: 0o700 });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const place = (dir: string, contents = CONTENTS) => writeFileSync(join(dir, 'roots.json'), contents, { mode: 0o600 });
  const requireMoved = () => {
    expect(existsSync(join(data, 'roots.json'))).toBe(false);
    expect(readFileSync(join(keys, 'roots.json'), 'utf8')).toBe(CONTENTS);
    expect(statSync(join(keys, 'roots.json')).mode & 0o777).toBe(0o600);
  };

  it('are moved once, and nothing is left where they were', () => {
    place(data);
    expect(moveRoots(data, keys)).toBe(true);
    requireMoved();
    expect(readdirSync(data)).toEqual([]);
    expect(moveRoots(data, keys)).toBe(false);
    requireMoved();
  });

  it('are refused, and both files stay, if the keys have other ones already', () => {
    place(data);
    place(keys, CONTENTS.replace('jj', 'kk'));
    expect(() => moveRoots(data, keys)).toThrow(/roots.json is in DATA_DIR and another one in KEYRING_DIR/);
    expect([data, keys].map((dir) => existsSync(join(dir, 'roots.json')))).toEqual([true, true]);
  });

  it('are never lost by a process that is killed before any call of the file system [R121]', () => {
    let killed = 0;
    for (let before = 1; ; before++) {
      for (const dir of [data, keys]) rmSync(join(dir, 'roots.json'), { force: true });
      place(data);
      const args = ['--import', LOADER, MOVE_ROOTS_PROGRAM, data, keys, String(before)];
      const { signal, status } = spawnSync(process.execPath, args, {
        cwd: ROOT,
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      const whole = [data, keys].filter((dir) => existsSync(join(dir, 'roots.json')));
      expect(whole.length).toBeGreaterThanOrEqual(1);
      for (const dir of whole) expect(readFileSync(join(dir, 'roots.json'), 'utf8')).toBe(CONTENTS);
      moveRoots(data, keys);
      requireMoved();
      if (signal !== 'SIGKILL') {
        expect(status).toBe(0);
        break;
      }
      killed++;
    }
    expect(killed).toBeGreaterThan(10);
  });
});
