import { OutcomeUnknown, PartUnavailable } from '#kernel';
import { KvRecords } from '../rings/ring-records.js';
import type { VaultAnswer } from '../session/vault-client.js';
import type { VaultCall } from '../session/vault-session.js';
import { TransitMaster } from './transit-master.js';

const CAS_LOST = { status: 400, body: {}, errors: ['check-and-set parameter did not match'] };

function done(data: object): VaultAnswer {
  return { status: 200, body: { data }, errors: [] };
}

/** A Transit key and the record of its rotations; `rotate` says what becomes of a request to rotate. */
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
  const another = () => new TransitMaster('transit', 'coffer-master', new KvRecords('kv'));

  beforeEach(() => {
    vault = new FakeVault();
    master = another();
  });

  it('is not made twice when the answer of the first rotation was lost [R59]', async () => {
    vault.rotate = 'answer lost';
    await expect(master.add(vault.call, 2)).rejects.toThrow(OutcomeUnknown);
    expect([await master.add(vault.call, 2), await another().add(vault.call, 2)]).toEqual(['exists', 'exists']);
    expect(vault.rotations).toBe(1);
  });

  it('is not made by a second call while the first may still land, and is made after that [R59]', async () => {
    vault.rotate = 'request lost';
    await expect(master.add(vault.call, 2)).rejects.toThrow(OutcomeUnknown);
    vault.rotate = 'done';
    await expect(master.add(vault.call, 2)).rejects.toThrow(PartUnavailable);
    await expect(another().add(vault.call, 2)).rejects.toThrow(PartUnavailable);
    expect(vault.rotations).toBe(1);
    expect(await master.add(vault.call, 2)).toBe('created');
    expect([vault.rotations, vault.latest]).toEqual([2, 2]);
  });

  it('is taken for the one that was asked for where a late rotation lands', async () => {
    vault.rotate = 'request lost';
    await expect(master.add(vault.call, 2)).rejects.toThrow(OutcomeUnknown);
    setTimeout(() => vault.latest++, 200);
    expect(await master.add(vault.call, 2)).toBe('exists');
    expect(vault.rotations).toBe(1);
  });

  it('is made by one of many calls at once [R63]', async () => {
    const calls = [master, another(), another(), master].map((node) => node.add(vault.call, 2));
    expect((await Promise.all(calls)).sort()).toEqual(['created', 'exists', 'exists', 'exists']);
    expect(vault.rotations).toBe(1);
  });
});
