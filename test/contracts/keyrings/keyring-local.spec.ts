import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { newId, StartError } from '#kernel';
import { LocalKeyring } from '#keyring-local';
import { userRing } from '#keys';
import { builtProgram } from '../../engines/built-program.js';
import { Dice } from '../../factories/dice.js';
import { ROUNDS } from '../../faults/support/rounds.js';
import { patient } from '../patience.js';
import { keyManagementContract } from './key-management.contract.js';
import { keyRotationContract } from './key-rotation.contract.js';
import { LocalUnderTest } from './local-under-test.js';

patient();

const PASSPHRASE = 'correct horse battery staple';
const ROOT = join(import.meta.dirname, '../../..');

describe.each([
  ['the embedded keyring', null],
  ['the embedded keyring under a passphrase', PASSPHRASE],
])('%s', (_, passphrase) => {
  keyManagementContract(() => LocalUnderTest.open(passphrase));
  keyRotationContract(() => LocalUnderTest.open(passphrase));
});

describe('the folder of the embedded keyring', () => {
  let rig: LocalUnderTest;

  beforeEach(async () => {
    rig = await LocalUnderTest.open();
  });
  afterEach(() => rig.close());

  const refusal = (passphrase: string | null = null) => LocalKeyring.open({ dir: rig.dir, passphrase });

  it('is not created by opening a folder that does not exist [R64]', async () => {
    await rig.reopen();
    expect(await readdir(join(rig.dir, '..'))).toEqual([]);
  });

  it.each(['', 'master.key', 'keyring.db'])('is refused if others may read it: %j', async (name) => {
    await rig.keyring.createMaster();
    await rig.keyring.close();
    await chmod(join(rig.dir, name), name === '' ? 0o750 : 0o640);
    await expect(refusal()).rejects.toThrow(/can be used by others/);
  });

  it('is refused if one of its two files is missing [R64]', async () => {
    await rig.keyring.createMaster();
    await rig.keyring.createRing('secrets');
    await rig.keyring.close();
    const master = await readFile(join(rig.dir, 'master.key'));
    await rm(join(rig.dir, 'master.key'));
    const without = await refusal();
    await expect(without.createMaster()).rejects.toThrow(/master.key is missing/);
    await without.close();
    await writeFile(join(rig.dir, 'master.key'), master, { mode: 0o600 });
    await rm(join(rig.dir, 'keyring.db'));
    await expect(refusal()).rejects.toThrow(/keyring.db is missing/);
  });

  it('is refused if one of its files is damaged, in one line without its content', async () => {
    await rig.keyring.createMaster();
    await rig.keyring.close();
    const master = await readFile(join(rig.dir, 'master.key'), 'utf8');
    for (const text of ['', '{}', 'null', master.slice(0, -5), master.replace(/"key":"..../, '"key":"')]) {
      await writeFile(join(rig.dir, 'master.key'), text);
      await expect(refusal()).rejects.toThrow(/^KEYRING_DIR: master.key is damaged: restore it from its backup\.$/);
    }
    await writeFile(join(rig.dir, 'master.key'), master);
    await writeFile(join(rig.dir, 'keyring.db'), 'no database'.repeat(500));
    await expect(refusal()).rejects.toThrow(/keyring.db cannot be used/);
  });

  it('is refused with a wrong, a missing or an unneeded passphrase', async () => {
    const guarded = await LocalUnderTest.open(PASSPHRASE);
    await guarded.keyring.createMaster();
    await guarded.keyring.close();
    const { dir } = guarded;
    await expect(LocalKeyring.open({ dir, passphrase: 'wrong' })).rejects.toThrow(/does not open this keyring/);
    await expect(LocalKeyring.open({ dir })).rejects.toThrow(/KEYRING_PASSPHRASE is missing/);
    await guarded.close();
    await rig.keyring.createMaster();
    await rig.keyring.close();
    await expect(refusal(PASSPHRASE)).rejects.toThrow(/this keyring has no passphrase/);
  });

  it('opens with the same passphrase in another Unicode form', async () => {
    const guarded = await LocalUnderTest.open('pâté café');
    await guarded.keyring.createMaster();
    await guarded.keyring.close();
    guarded.keyring = await LocalKeyring.open({ dir: guarded.dir, passphrase: 'pâté café'.normalize('NFD') });
    expect(await guarded.keyring.masterVersions()).toEqual([1]);
    await guarded.close();
  });

  it('has mode 0700, and its files have 0600', async () => {
    await rig.keyring.createMaster();
    await rig.keyring.createRing('secrets');
    const modes = ['', 'master.key', 'keyring.db', 'keyring.db-journal'].map(async (name) => {
      const found = await stat(join(rig.dir, name)).catch(() => null);
      return found && (found.mode & 0o777).toString(8);
    });
    expect(await Promise.all(modes)).toEqual(['700', '600', '600', '600']);
  });

  it('holds no plain ring key, and no plain master key under a passphrase [R84]', async () => {
    const guarded = await LocalUnderTest.open(PASSPHRASE);
    await guarded.keyring.createMaster();
    await guarded.keyring.createRing('secrets');
    const key = (await guarded.keyring.openKey('secrets', 1))?.export() ?? Buffer.alloc(0);
    await guarded.keyring.close();
    const bytes = await guarded.everyByte();
    expect(bytes.includes(key) || bytes.includes(key.toString('base64')) || bytes.includes(PASSPHRASE)).toBe(false);
    await guarded.close();
  });

  it('holds the wrap of a shredded ring in none of its files', async () => {
    const ring = userRing(newId());
    await rig.keyring.createMaster();
    for (const made of [userRing(newId()), ring, userRing(newId())]) await rig.keyring.createRing(made);
    await rig.keyring.close();
    const database = new DatabaseSync(join(rig.dir, 'keyring.db'));
    const stored = database.prepare('SELECT hex(wrap) AS wrap FROM wraps WHERE ring = ?').get(ring)?.wrap;
    database.close();
    const wrap = Buffer.from(String(stored), 'hex');
    expect(wrap).toHaveLength(61);
    expect((await rig.everyByte()).includes(wrap)).toBe(true);
    await rig.reopen();
    await rig.keyring.shred(ring);
    await rig.keyring.close();
    expect((await rig.everyByte()).includes(wrap)).toBe(false);
  });

  it('holds no piece of any wrap that was shredded, dropped or replaced, after many mixed operations [R123]', async () => {
    await rig.keyring.createMaster();
    const dice = new Dice(20_261_129);
    const rings: { readonly name: string; versions: number }[] = [];
    const seen = new Map<string, Buffer>();
    let master = 1;
    let erased = 0;
    const shredSome = async () => {
      const gone = dice.some(rings, 12);
      await Promise.all(gone.map(({ name }) => rig.keyring.shred(name)));
      for (const ring of gone) rings.splice(rings.indexOf(ring), 1);
    };
    const operations: (() => Promise<void>)[] = [
      async () => {
        for (let made = 0; made < 40; made++) rings.push({ name: userRing(newId()), versions: 1 });
        for (const { name } of rings.slice(-40)) await rig.keyring.createRing(name);
      },
      async () => {
        for (const ring of dice.some(rings, 30)) await rig.keyring.addVersion(ring.name, ++ring.versions);
      },
      async () => {
        for (const ring of dice.some(rings, 10)) {
          await rig.keyring.dropVersions(
            ring.name,
            Array.from({ length: ring.versions - 1 }, (_, at) => at + 1),
          );
        }
      },
      shredSome,
      async () => {
        await rig.keyring.addMasterVersion(++master);
        await rig.keyring.rewrap(await rig.keyring.rings(null, 200));
        await rig.keyring.destroyMaster(master - 1).catch(() => {});
      },
    ];
    for (let round = 0; round < 20 * ROUNDS; round++) {
      for (const operate of [dice.one(operations), dice.one(operations), shredSome]) await operate?.();
      const live = await rig.everyWrap();
      const named = new Set(live.map((wrap) => wrap.toString('hex')));
      const bytes = await readFile(join(rig.dir, 'keyring.db'));
      const gone = [...seen].filter(([hex]) => !named.has(hex)).map(([, wrap]) => wrap);
      const left = gone.filter((wrap) => [1, 13, 25, 37].some((at) => bytes.includes(wrap.subarray(at, at + 12))));
      expect({ round, left: left.length }).toEqual({ round, left: 0 });
      // Later rounds look for what was deleted in this one. What they have looked for once is not looked for again.
      for (const wrap of gone) seen.delete(wrap.toString('hex'));
      erased += gone.length;
      for (const wrap of live) seen.set(wrap.toString('hex'), wrap);
    }
    expect(erased).toBeGreaterThan(200 * ROUNDS);
  });

  it('is written anew by the next start after a crash between shredding and rewriting', async () => {
    await rig.keyring.createMaster();
    await rig.keyring.createRing('secrets');
    const stale = (to: number | null) =>
      rig.below((database) => {
        if (to !== null) database.exec(`UPDATE keyring SET stale = ${to}`);
        return database.prepare('SELECT stale FROM keyring').get()?.stale;
      });
    await stale(1);
    expect(await stale(null)).toBe(0);
  });

  it('completes an interrupted first start: a folder, and a master key that was not renamed yet', async () => {
    await mkdir(rig.dir, { mode: 0o700 });
    await writeFile(join(rig.dir, 'master.key.new'), '{"format":1', { mode: 0o600 });
    await rig.reopen();
    expect(await rig.keyring.createMaster()).toBe('created');
    await rig.reopen();
    expect(await rig.keyring.masterVersions()).toEqual([1]);
  });
});

describe('two processes on one embedded keyring', () => {
  const folders: string[] = [];
  const children: ChildProcessByStdio<null, Readable, null>[] = [];

  const newFolder = async () => {
    const folder = await mkdtemp(join(tmpdir(), 'coffer-keyring-'));
    folders.push(folder);
    return join(folder, 'keyring');
  };
  /** Runs the program until it has said `lines` lines; gives all that it has said when it was killed. */
  const startUntil = async (dir: string, lines: number) => {
    const child = spawn(process.execPath, [builtProgram('local-keyring'), dir], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    const said: string[] = [];
    const closed = once(child, 'close');
    const reader = createInterface(child.stdout);
    await new Promise<void>((resolve, reject) => {
      child.once('exit', () => reject(new Error('the program ended by itself')));
      reader.on('line', (line) => {
        if (said.push(line) === lines) resolve();
      });
    });
    const kill = async () => {
      child.kill('SIGKILL');
      await closed;
      return said.filter((line) => line.startsWith('user:'));
    };
    return { kill };
  };

  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
  });

  it('refuse the second with one clear line while the first lives, and only then', async () => {
    const dir = await newFolder();
    const first = await startUntil(dir, 2);
    await expect(LocalKeyring.open({ dir })).rejects.toThrow(StartError);
    await expect(LocalKeyring.open({ dir })).rejects.toThrow(/^KEYRING_DIR: another process uses this keyring[^\n]*$/);
    await first.kill();
    const second = await LocalKeyring.open({ dir });
    expect(await second.masterVersions()).toEqual([1]);
    await second.close();
  });

  it('open in the next one everything that a killed one had acknowledged', async () => {
    const dir = await newFolder();
    const acknowledged: string[] = [];
    for (const lines of [3, 20, 60]) {
      const child = await startUntil(dir, lines);
      await wait(5);
      acknowledged.push(...(await child.kill()));
      const keyring = await LocalKeyring.open({ dir });
      for (const ring of acknowledged) expect(await keyring.openKey(ring, 1)).not.toBeNull();
      await keyring.close();
    }
    expect(acknowledged.length).toBeGreaterThanOrEqual(80);
  });
});
