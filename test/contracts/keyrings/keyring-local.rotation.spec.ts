import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { newId, PartUnavailable } from '#kernel';
import { LocalKeyring } from '#keyring-local';
import { CannotOpen, userRing } from '#keys';
import { builtProgram } from '../../engines/built-program.js';
import { patient } from '../patience.js';
import { LocalUnderTest } from './local-under-test.js';

patient();

const PASSPHRASE = 'correct horse battery staple';
const ROOT = join(import.meta.dirname, '../../..');

describe('master.key that gets a further version', () => {
  let rig: LocalUnderTest;
  let master: string;

  beforeEach(async () => {
    rig = await LocalUnderTest.open();
    await rig.keyring.createMaster();
    master = join(rig.dir, 'master.key');
  });
  afterEach(() => rig.close());

  it('stays as it was, and the keyring keeps working, when the new one cannot be written [R93]', async () => {
    const before = await readFile(master);
    await mkdir(`${master}.new`);
    await expect(rig.keyring.addMasterVersion(2)).rejects.toThrow(PartUnavailable);
    expect(await readFile(master)).toEqual(before);
    expect(await rig.keyring.masterVersions()).toEqual([1]);
    await rig.keyring.createRing('secrets');
    await rmdir(`${master}.new`);
    expect(await rig.keyring.addMasterVersion(2)).toBe('created');
    expect(await rig.keyring.rewrap(['secrets'])).toEqual({ moved: 1, failed: [] });
    await expect(rig.keyring.destroyMaster(1)).resolves.toBeUndefined();
  });

  it('is the old one if the process ended before the new one was renamed [R59]', async () => {
    const before = await readFile(master, 'utf8');
    await rig.keyring.addMasterVersion(2);
    const after = await readFile(master, 'utf8');
    for (const written of [after, after.slice(0, 50), '']) {
      await writeFile(master, before);
      await writeFile(`${master}.new`, written, { mode: 0o600 });
      await rig.reopen();
      expect(await rig.keyring.masterVersions()).toEqual([1]);
      expect(await rig.keyring.addMasterVersion(2)).toBe('created');
      expect((await readdir(rig.dir)).filter((name) => name.endsWith('.new'))).toEqual([]);
    }
  });

  it('is not verified while it does not hold the key on disk [R59]', async () => {
    const before = await readFile(master);
    await rig.keyring.addMasterVersion(2);
    const after = await readFile(master, 'utf8');
    await writeFile(master, before);
    await expect(rig.keyring.verifyMaster(2)).rejects.toThrow(CannotOpen);
    await writeFile(master, after.slice(0, -20));
    await expect(rig.keyring.verifyMaster(2)).rejects.toThrow(CannotOpen);
    await writeFile(master, after);
    await rig.keyring.verifyMaster(2);
  });

  it('holds no destroyed key, and the rings hold no replaced wrap', async () => {
    const ring = userRing(newId());
    await rig.keyring.createRing(ring);
    const wrap = Buffer.from(await rig.storedWrap({ ring, version: 1 }), 'hex');
    const key: string = JSON.parse(await readFile(master, 'utf8')).keys[0].key;
    await rig.keyring.addMasterVersion(2);
    await rig.keyring.rewrap([ring]);
    await rig.keyring.destroyMaster(1);
    await rig.keyring.close();
    const bytes = await rig.everyByte();
    expect([bytes.includes(wrap), bytes.includes(key)]).toEqual([false, false]);
  });

  it('leaves no key in the heap of a process that reads, adds and verifies keys [R86]', async () => {
    await rig.keyring.createRing('secrets');
    await rig.keyring.close();
    const snapshot = join(rig.dir, '..', 'heap.heapsnapshot');
    const { status } = spawnSync(process.execPath, [builtProgram('local-heap'), rig.dir, snapshot], {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    expect(status).toBe(0);
    const { keys } = JSON.parse(await readFile(master, 'utf8'));
    expect(keys).toHaveLength(2);
    const heap = await readFile(snapshot);
    // What is in the heap is found by this.
    expect(heap.includes('heap.heapsnapshot')).toBe(true);
    for (const { key } of keys as { key: string }[]) {
      const raw = Buffer.from(key, 'base64');
      const texts = [key, key.slice(0, 20), raw.toString('hex'), raw.toString('base64url').slice(0, 30)];
      expect(texts.map((text) => heap.includes(text))).toEqual([false, false, false, false]);
      expect(heap.includes(raw)).toBe(false);
    }
  });

  it('is called one of a newer Coffer, and not damaged, in a later format', async () => {
    await rig.keyring.close();
    const text = await readFile(master, 'utf8');
    await writeFile(master, text.replace('"format":1', '"format":2'));
    await expect(LocalKeyring.open({ dir: rig.dir })).rejects.toThrow(
      /master\.key was written by a newer Coffer \(format 2/,
    );
    await writeFile(master, text);
  });

  it('holds no plain key under a passphrase, and opens only with it [R84]', async () => {
    const guarded = await LocalUnderTest.open(PASSPHRASE);
    await guarded.keyring.createMaster();
    await guarded.keyring.addMasterVersion(2);
    const { dir } = guarded;
    const { keys } = JSON.parse(await readFile(join(dir, 'master.key'), 'utf8'));
    expect(keys.map(({ key }: { key: string }) => Buffer.from(key, 'base64').length)).toEqual([61, 61]);
    await guarded.keyring.close();
    await expect(LocalKeyring.open({ dir, passphrase: 'wrong' })).rejects.toThrow(/does not open this keyring/);
    await guarded.close();
  });
});

/** Lets the program rotate, and kills it `after` milliseconds past its `lines`-th rotation. */
async function rotateUntilKilled(args: readonly string[], lines: number, after: number): Promise<number> {
  const child = spawn(process.execPath, [builtProgram('local-rotation'), ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  let rotations = 0;
  let newest = 0;
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () => reject(new Error('the program ended by itself')));
    createInterface(child.stdout).on('line', (line) => {
      newest = Number(line);
      if (++rotations === lines) resolve();
    });
  });
  await wait(after);
  child.kill('SIGKILL');
  await closed;
  return newest;
}

describe('a process that is killed while it rotates', () => {
  it.each([
    ['', [0, 1, 3, 7, 12, 20]],
    [PASSPHRASE, [1, 5]],
  ])('leaves a keyring that opens, with every ring: passphrase %j [R59]', async (passphrase, delays) => {
    const rig = await LocalUnderTest.open(passphrase === '' ? null : passphrase);
    await rig.keyring.close();
    const rings = Array.from({ length: 5 }, () => userRing(newId()));
    const keys: string[][] = [];
    for (const delay of delays) {
      const newest = await rotateUntilKilled([rig.dir, passphrase, ...rings], 3, delay);
      await rig.reopen();
      expect((await rig.keyring.masterVersions()).at(-1)).toBeGreaterThanOrEqual(newest);
      const opened = await Promise.all(rings.map((ring) => rig.keyring.openKey(ring, 1)));
      keys.push(opened.map((key) => key?.export().toString('hex') ?? 'lost'));
      await rig.keyring.close();
    }
    expect(keys).toEqual(delays.map(() => keys[0]));
    expect(keys.flat()).not.toContain('lost');
    await rig.close();
  });
});
