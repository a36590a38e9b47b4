import { Roots, StartError } from '#kernel';
import { ManualClock, someRoots } from '#kernel/testing';
import { MASTER_RING, userRing } from '../../domain/key-ring.js';
import { DEFAULT_KEY_SETTINGS } from '../../ports/key.settings.js';
import { ADOPTABLE } from '../../ports/key-management.js';
import { InMemoryEngine, InMemoryKeyRingStore, InMemoryKeyring } from '../../testing/keys-in-memory.js';
import { KeyRingCache } from '../sealing/key-ring-cache.js';
import { Sealing } from '../sealing/sealing.js';
import { KeyCeremony } from './key-ceremony.js';
import { KeyRings } from './key-rings.js';
import { StoreBinding } from './store-binding.js';

class Machine {
  readonly store = new InMemoryKeyRingStore();
  readonly engine = new InMemoryEngine(this.store);
  keyring = new InMemoryKeyring();
  roots = someRoots();
  /** What the store held each time the roots were settled: whether it described its keys, and knew its pepper. */
  readonly settled: string[] = [];

  /** One start of a new process on what the machine holds. */
  async start(): Promise<void> {
    const clock = new ManualClock();
    const cache = new KeyRingCache(this.keyring, this.store, clock, DEFAULT_KEY_SETTINGS);
    const rings = new KeyRings(this.keyring, this.store, cache, clock);
    const roots = new Roots(this.roots.jwtKeys, this.roots.peppers, () => this.settled.push(this.state));
    const binding = new StoreBinding(this.keyring, this.store, roots);
    await new KeyCeremony(this.engine, this.keyring, this.store, rings, new Sealing(cache), binding, clock).start();
  }

  /** Takes away what builds before bindings did not write. */
  async makeOlder(): Promise<void> {
    const master = this.store.rings.peek(MASTER_RING);
    if (!master) throw new Error('there is no descriptor');
    await this.store.rings.replace({ ...master.value, storeId: null, pepperCheck: null }, master.revision, 'older');
    this.keyring.bound = null;
  }

  private get state(): string {
    const master = this.store.rings.peek(MASTER_RING);
    return master ? `pepper ${master.value.pepperCheck === null ? 'unknown' : 'known'}` : 'empty';
  }

  get storeId(): string | null {
    return this.store.rings.peek(MASTER_RING)?.value.storeId ?? null;
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

  it('settles the roots before a new store depends on them, and before an older one learns its pepper', async () => {
    const machine = new Machine();
    await machine.start();
    expect(machine.settled[0]).toBe('empty');
    await machine.makeOlder();
    machine.settled.length = 0;
    await machine.start();
    expect(machine.settled).toEqual(['pepper unknown']);
  });

  it('settles no roots beside a keyring that is empty, or that of another store [R121]', async () => {
    const [machine, other] = [new Machine(), new Machine()];
    await machine.start();
    await other.start();
    await machine.makeOlder();
    machine.settled.length = 0;
    for (const keyring of [new InMemoryKeyring(), other.keyring]) {
      machine.keyring = keyring;
      await expect(machine.start()).rejects.toThrow(StartError);
    }
    const empty = new Machine();
    empty.keyring = other.keyring;
    await expect(empty.start()).rejects.toThrow(/store is empty.*DATA_DIR or DB_NAME is mistyped/);
    expect([...machine.settled, ...empty.settled]).toEqual([]);
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

describe('a keyring that belongs to a store', () => {
  /** A machine whose store is another one than that of `used`. */
  const beside = async (used: Machine): Promise<Machine> => {
    const machine = new Machine();
    machine.keyring = used.keyring;
    return machine;
  };
  const usedMachine = async () => {
    const machine = new Machine();
    await machine.start();
    await machine.keyring.createRing(userRing('ada'));
    return machine;
  };

  it('refuses an empty store by name, and nothing is made; the right store still starts [R119]', async () => {
    const used = await usedMachine();
    const empty = await beside(used);
    await expect(empty.start()).rejects.toThrow(/store is empty.*npm run coffer -- keyring adopt --new-store/);
    expect([empty.store.rings.peekAll(), used.keyring.masters]).toEqual([[], [1]]);
    await used.start();
  });

  it('refuses an empty store also if the keyring is older than bindings and holds the ring of an account [R119]', async () => {
    const used = await usedMachine();
    used.keyring.bound = null;
    await expect((await beside(used)).start()).rejects.toThrow(StartError);
    expect(used.keyring.bound).toBeNull();
  });

  it('takes a new store after an operator said so, and then refuses the former one until it is adopted again', async () => {
    const used = await usedMachine();
    const fresh = await beside(used);
    await used.keyring.bind(ADOPTABLE.byKnown, used.keyring.bound);
    await expect(fresh.start()).rejects.toThrow(/store is empty/);
    await used.keyring.bind(ADOPTABLE.byNew, used.keyring.bound);
    await fresh.start();
    expect(used.keyring.bound).toBe(fresh.storeId);
    await expect(used.start()).rejects.toThrow(/belongs to another store.*npm run coffer -- keyring adopt/);
    await used.keyring.bind(ADOPTABLE.byKnown, used.keyring.bound);
    await used.start();
    expect(used.keyring.bound).toBe(used.storeId);
  });

  it('is bound at the first start of this build, after a crash at any step too', async () => {
    let crashes = 0;
    for (let crashAt = 1; ; crashAt++) {
      const machine = await usedMachine();
      await machine.makeOlder();
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
      machine.keyring.tap = () => {};
      machine.store.tap = () => {};
      if (!crashed) break;
      crashes++;
      await machine.start();
      expect(machine.storeId).not.toBeNull();
      expect(machine.keyring.bound).toBe(machine.storeId);
    }
    expect(crashes).toBeGreaterThan(5);
  });

  it('is bound once by several nodes that start at once', async () => {
    const machine = await usedMachine();
    await machine.makeOlder();
    await Promise.all([machine.start(), machine.start(), machine.start()]);
    expect(machine.keyring.bound).toBe(machine.storeId);
  });
});

describe('the pepper of a store', () => {
  const renewed = (machine: Machine, peppers: Roots['peppers']) => {
    machine.roots = new Roots(machine.roots.jwtKeys, peppers);
  };

  it('is refused by name if it is another one, also for a store that is older than the check [R120]', async () => {
    const machine = new Machine();
    await machine.start();
    await machine.makeOlder();
    await machine.start();
    const { peppers } = machine.roots;
    renewed(machine, someRoots().peppers);
    await expect(machine.start()).rejects.toThrow(/^PEPPER is not the one that this store was made with/);
    renewed(machine, peppers);
    await machine.start();
  });

  it('may be replaced while PEPPER_PREVIOUS is set, and alone from then on', async () => {
    const machine = new Machine();
    await machine.start();
    const older = machine.roots.peppers;
    const newer = someRoots().peppers.map(({ key }) => ({ version: 2, key }));
    renewed(machine, [...newer, ...older]);
    await machine.start();
    renewed(machine, newer);
    await machine.start();
    renewed(machine, older);
    await expect(machine.start()).rejects.toThrow(/^PEPPER/);
  });
});
