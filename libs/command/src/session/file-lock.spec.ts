import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileLock } from './file-lock.js';

describe('the lock of a folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-lock-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const dead = () => spawnSync(process.execPath, ['-e', '']).pid;
  const hold = (number: number, holder: object) =>
    writeFileSync(join(folder, `lock.${number}`), JSON.stringify({ host: hostname(), ...holder }));
  const tries = (waitMs = 100) => new FileLock(folder, waitMs).exclusively(async () => 'mine');

  it.each([
    ['a process that lives', { pid: process.ppid }],
    ['a process of another machine', { pid: 1, host: 'elsewhere' }],
    ['nobody who can be asked', { pid: 'x' }],
  ])('is not taken from %s', async (_, holder) => {
    hold(7, holder);
    await expect(tries()).rejects.toThrow('Another command holds the session');
    expect(readdirSync(folder)).toEqual(['lock.7']);
  });

  it('is not taken from one that is being made, but from one that was left so', async () => {
    const file = join(folder, 'lock.1');
    writeFileSync(file, '');
    await expect(tries()).rejects.toThrow('Another command');
    utimesSync(file, new Date(), new Date(Date.now() - 60_000));
    expect(await tries()).toBe('mine');
  });

  it('is free after an error, and is taken at once from a process that was killed', async () => {
    const lock = new FileLock(folder);
    const broken = lock.exclusively(async () => {
      throw new Error('broken');
    });
    await expect(broken).rejects.toThrow('broken');
    hold(9, { pid: dead() });
    expect(await tries()).toBe('mine');
    expect(readdirSync(folder)).toEqual(['lock.10']);
  });

  it('is taken at once from a process of before that had the number of this one, as in a container', async () => {
    hold(3, { pid: process.pid, life: 'before' });
    expect(await tries()).toBe('mine');
  });

  it('has one holder at a time, also when many find the same dead one', async () => {
    hold(1, { pid: dead() });
    let [inside, most, done] = [0, 0, 0];
    const work = () =>
      new FileLock(folder).exclusively(async () => {
        inside += 1;
        most = Math.max(most, inside);
        // The others look meanwhile: they wait in the same queue of file operations.
        for (let looks = 0; looks < 20; looks += 1) await readdir(folder);
        inside -= 1;
        done += 1;
      });
    await Promise.all(Array.from({ length: 25 }, work));
    expect([most, done]).toEqual([1, 25]);
    expect(readdirSync(folder)).toHaveLength(1);
  });
});
