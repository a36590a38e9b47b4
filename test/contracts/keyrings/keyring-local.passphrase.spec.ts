import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { newId } from '#kernel';
import { LocalKeyring } from '#keyring-local';
import { QUICK_COSTS } from '#keyring-local/testing';
import { userRing } from '#keys';
import { builtProgram } from '../../engines/built-program.js';
import { patient } from '../patience.js';
import { LocalUnderTest } from './local-under-test.js';

patient();

const [FIRST, SECOND] = ['correct horse battery staple', 'another horse without a battery'];
const ROOT = join(import.meta.dirname, '../../..');
const RING = userRing(newId());

describe('the passphrase of a keyring', () => {
  let rig: LocalUnderTest;
  let key: string;
  /** Opens the keyring and looks for its ring's key. */
  const opensWith = async (passphrase: string | null): Promise<boolean> => {
    const opened = await LocalKeyring.open({ dir: rig.dir, passphrase }).catch(() => null);
    const found = await opened?.openKey(RING, 1);
    await opened?.close();
    if (found) expect(found.export().toString('hex')).toBe(key);
    return found !== undefined;
  };
  const become = async (from: string, to: string) => {
    const opened = await LocalKeyring.open({ dir: rig.dir, passphrase: from || null, costs: QUICK_COSTS });
    await opened.changePassphrase(to || null);
    await opened.close();
  };
  const openers = async () => ({
    none: await opensWith(null),
    first: await opensWith(FIRST),
    second: await opensWith(SECOND),
  });

  beforeEach(async () => {
    rig = await LocalUnderTest.open();
    await rig.keyring.createMaster();
    await rig.keyring.createRing(RING);
    await rig.keyring.addMasterVersion(2);
    key = (await rig.keyring.openKey(RING, 1))?.export().toString('hex') ?? '';
  });
  afterEach(() => rig.close());

  it('is added, changed and removed; the keys stay, and the keyring goes on working', async () => {
    const master = () => readFileSync(join(rig.dir, 'master.key'), 'utf8');
    const plain: string[] = JSON.parse(master()).keys.map((one: { key: string }) => one.key);
    await rig.keyring.changePassphrase(FIRST);
    expect(plain.some((one) => master().includes(one))).toBe(false);
    expect(await rig.keyring.addMasterVersion(3)).toBe('created');
    await rig.keyring.verifyMaster(3);
    await rig.keyring.close();
    expect(await openers()).toEqual({ none: false, first: true, second: false });
    rig.keyring = await LocalKeyring.open({ dir: rig.dir, passphrase: FIRST, costs: QUICK_COSTS });
    await rig.keyring.changePassphrase(SECOND);
    await rig.keyring.close();
    expect(await openers()).toEqual({ none: false, first: false, second: true });
    rig.keyring = await LocalKeyring.open({ dir: rig.dir, passphrase: SECOND, costs: QUICK_COSTS });
    await rig.keyring.changePassphrase(null);
    expect(plain.every((one) => master().includes(one))).toBe(true);
    expect(await rig.keyring.masterVersions()).toEqual([1, 2, 3]);
    await rig.keyring.close();
    expect(await openers()).toEqual({ none: true, first: false, second: false });
  });

  it('costs as much to guess as a real keyring must: 64 MiB of memory, three passes [R84]', async () => {
    await rig.keyring.close();
    rig.keyring = await LocalKeyring.open({ dir: rig.dir });
    await rig.keyring.changePassphrase(FIRST);
    const { protection } = JSON.parse(readFileSync(join(rig.dir, 'master.key'), 'utf8'));
    expect(protection).toMatchObject({ algorithm: 'argon2id', memory_kib: 65_536, iterations: 3, parallelism: 1 });
  });

  it('stays as it was if the file cannot be written', async () => {
    mkdirSync(join(rig.dir, 'master.key.new'));
    await expect(rig.keyring.changePassphrase(FIRST)).rejects.toThrow(/EISDIR/);
    rmdirSync(join(rig.dir, 'master.key.new'));
    await rig.keyring.close();
    expect(await openers()).toEqual({ none: true, first: false, second: false });
  });

  it.each([
    ['added', '', FIRST],
    ['removed', SECOND, ''],
  ])(
    'that is %s opens before or after a kill in each step, and no key is left beside the file [R132]',
    async (_, before, next) => {
      const args = [builtProgram('local-passphrase'), rig.dir];
      const change = (from: string, to: string, step: number) =>
        spawnSync(process.execPath, [...args, from, to, String(step)], { cwd: ROOT, encoding: 'utf8' });
      await rig.keyring.close();
      if (before !== '') await become('', before);
      let present = before;
      for (let step = 1; ; step++) {
        const { signal, status } = change(present, next, step);
        if (signal === null) {
          expect({ status, wasKilledInEachStep: step > 6 }).toEqual({ status: 0, wasKilledInEachStep: true });
          break;
        }
        const [isOld, isNew] = [await opensWith(before || null), await opensWith(next || null)];
        expect([isOld, isNew].filter(Boolean)).toHaveLength(1);
        expect(readdirSync(rig.dir).filter((name) => name.includes('.new'))).toEqual([]);
        if (isNew) await become(next, before);
        present = before;
      }
    },
  );
});
