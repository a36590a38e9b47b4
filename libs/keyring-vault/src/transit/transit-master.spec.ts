import { OutcomeUnknown, PartUnavailable } from '#kernel';
import { ManualClock } from '#kernel/testing';
import { KvRecords } from '../rings/ring-records.js';
import type { VaultAnswer } from '../session/vault-client.js';
import type { VaultCall } from '../session/vault-session.js';
import { TransitMaster } from './transit-master.js';

const CAS_LOST = { status: 400, body: {}, errors: ['check-and-set parameter did not match'] };

function done(data: object): VaultAnswer {
  return { status: 200, body: { data }, errors: [] };
}

/** A Transit key, and the claim to rotate it. `rotate`: what happens to a request to rotate. */
class FakeVault {
  latest = 1;
  rotations = 0;
  rotate: 'done' | 'answer lost' | 'request lost' = 'done';
  private claim = { revision: 0, data: {} };

  readonly call: VaultCall = {
    read: async (path) => (path.startsWith('kv/') ? this.record() : done(this.key())),
    compute: async () => done({}),
    write: async (path, data) => {
      if (path.endsWith('/rotate')) return this.rotated();
      if (path.startsWith('kv/data/')) return this.claimed(data);
      return done({});
    },
  };

  private key() {
    const keys = Object.fromEntries(Array.from({ length: this.latest }, (_, index) => [index + 1, 0]));
    return { type: 'aes256-gcm96', derived: true, keys };
  }

  private record(): VaultAnswer {
    const { revision, data } = this.claim;
    if (revision === 0) return { status: 404, body: {}, errors: [] };
    return done({ data, metadata: { version: revision } });
  }

  private claimed(written: object): VaultAnswer {
    const { options, data } = written as { options: { cas: number }; data: object };
    if (options.cas !== this.claim.revision) return CAS_LOST;
    this.claim = { revision: options.cas + 1, data };
    return done({});
  }

  private rotated(): VaultAnswer {
    this.rotations++;
    if (this.rotate !== 'request lost') this.latest++;
    if (this.rotate !== 'done') throw new OutcomeUnknown();
    return done({});
  }
}

describe('a further version of a Transit key', () => {
  let vault: FakeVault;
  let master: TransitMaster;
  let clock: ManualClock;
  const another = () => new TransitMaster('transit', 'coffer-master', new KvRecords('kv'), clock);
  const add = (node: TransitMaster) => clock.drive(node.add(vault.call, 2));

  beforeEach(() => {
    vault = new FakeVault();
    clock = new ManualClock();
    master = another();
  });

  it('is not made twice when the answer of the first rotation was lost [R59]', async () => {
    vault.rotate = 'answer lost';
    await expect(add(master)).rejects.toThrow(OutcomeUnknown);
    expect([await add(master), await add(another())]).toEqual(['exists', 'exists']);
    expect(vault.rotations).toBe(1);
  });

  it('is not made by a second call while the first one may still land, and is made after that [R59]', async () => {
    vault.rotate = 'request lost';
    await expect(add(master)).rejects.toThrow(OutcomeUnknown);
    vault.rotate = 'done';
    await expect(add(master)).rejects.toThrow(PartUnavailable);
    await expect(add(another())).rejects.toThrow(PartUnavailable);
    expect(vault.rotations).toBe(1);
    expect(await add(master)).toBe('created');
    expect([vault.rotations, vault.latest]).toEqual([2, 2]);
  });

  it('is the requested one when a late rotation lands', async () => {
    vault.rotate = 'request lost';
    await expect(add(master)).rejects.toThrow(OutcomeUnknown);
    clock.after(200, () => vault.latest++);
    expect(await add(master)).toBe('exists');
    expect(vault.rotations).toBe(1);
  });

  it('is made by one of many calls at the same time [R63]', async () => {
    const calls = [master, another(), another(), master].map((node) => node.add(vault.call, 2));
    expect((await clock.drive(Promise.all(calls))).sort()).toEqual(['created', 'exists', 'exists', 'exists']);
    expect(vault.rotations).toBe(1);
  });
});
