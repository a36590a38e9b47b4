import { StartError } from '#kernel';
import { ManualClock } from '#kernel/testing';
import { DEFAULT_KEY_SETTINGS } from '../../ports/key.settings.js';
import { InMemoryEngine, InMemoryKeyRingStore, InMemoryKeyring } from '../../testing/keys-in-memory.js';
import { KeyRingCache } from '../sealing/key-ring-cache.js';
import { Sealing } from '../sealing/sealing.js';
import { KeyCeremony } from './key-ceremony.js';
import { KeyRings } from './key-rings.js';

class Machine {
  readonly store = new InMemoryKeyRingStore();
  readonly engine = new InMemoryEngine(this.store);
  keyring = new InMemoryKeyring();

  /** One start of a new process on what the machine holds. */
  async start(): Promise<void> {
    const clock = new ManualClock();
    const cache = new KeyRingCache(this.keyring, this.store, clock, DEFAULT_KEY_SETTINGS);
    const rings = new KeyRings(this.keyring, this.store, cache, clock);
    await new KeyCeremony(this.engine, this.keyring, this.store, rings, new Sealing(cache), clock).start();
  }
}

describe('the key ceremony', () => {
  it('stops the start and makes nothing when the store has documents and the keyring is empty [R64]', async () => {
    const machine = new Machine();
    await machine.start();
    machine.keyring = new InMemoryKeyring();
    await expect(machine.start()).rejects.toThrow(/holds no master key/);
    expect([machine.keyring.masters, machine.keyring.held.size]).toEqual([[], 0]);
  });

  it('stops the start when the keyring belongs to another store [R64]', async () => {
    const [machine, other] = [new Machine(), new Machine()];
    await machine.start();
    await other.start();
    machine.keyring = other.keyring;
    await expect(machine.start()).rejects.toThrow(/not the one that this store was made with/);
  });

  it('stops the start when the keyring has its master key but lost its rings [R64]', async () => {
    const machine = new Machine();
    await machine.start();
    machine.keyring = new InMemoryKeyring();
    machine.keyring.masters = [1];
    await expect(machine.start()).rejects.toThrow(StartError);
    expect(machine.keyring.held.size).toBe(0);
  });

  it('stops the start when the store holds documents and none of them describes keys [R64]', async () => {
    const machine = new Machine();
    machine.engine.otherDocuments = true;
    await expect(machine.start()).rejects.toThrow(/none that describes its keys/);
    expect(machine.keyring.masters).toEqual([]);
  });

  it('stops the start when the keyring is lost between two steps of the first start [R64]', async () => {
    const machine = new Machine();
    machine.store.tap = (call) => {
      if (call === 'insert master') throw new Error('crash');
    };
    await expect(machine.start()).rejects.toThrow('crash');
    machine.store.tap = () => {};
    machine.keyring = new InMemoryKeyring();
    await expect(machine.start()).rejects.toThrow(/holds no master key/);
  });

  it('opens the canary at every start, and changes nothing', async () => {
    const machine = new Machine();
    await machine.start();
    const before = JSON.stringify(machine.store.rings.peekAll());
    await machine.start();
    expect(JSON.stringify(machine.store.rings.peekAll())).toBe(before);
  });

  it('is finished by the next start after a crash at any step of the first one', async () => {
    let crashes = 0;
    for (let crashAt = 1; ; crashAt++) {
      const machine = new Machine();
      let steps = 0;
      const crash = () => {
        if (++steps === crashAt) throw new Error('crash');
      };
      machine.keyring.tap = crash;
      machine.store.tap = crash;
      const crashed = await machine.start().then(
        () => false,
        () => true,
      );
      if (!crashed) break;
      crashes++;
      const opened = machine.keyring.held.get('secrets')?.[0];
      machine.keyring.tap = () => {};
      machine.store.tap = () => {};
      await machine.start();
      const now = machine.keyring.held.get('secrets')?.[0];
      if (opened) expect(now?.equals(opened)).toBe(true);
      expect(machine.store.rings.peekAll().map(({ value }) => value.id)).toEqual(['master', 'secrets']);
    }
    expect(crashes).toBeGreaterThan(10);
  });

  it('lets several nodes make their first start at once', async () => {
    const machine = new Machine();
    await Promise.all([machine.start(), machine.start(), machine.start()]);
    await machine.start();
    expect(machine.keyring.masters).toEqual([1]);
  });
});
