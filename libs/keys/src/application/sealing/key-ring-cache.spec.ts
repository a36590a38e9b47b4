import { asPlaintext, asSealed, newId, PartUnavailable, type Sealed } from '#kernel';
import { ManualClock, settled } from '#kernel/testing';
import { CannotOpen } from '../../domain/key-errors.js';
import { activate, describeRing, shredded } from '../../domain/key-ring.js';
import type { SealContext } from '../../domain/sealed-value.js';
import { DEFAULT_KEY_SETTINGS } from '../../ports/key.settings.js';
import { InMemoryKeyRingStore, InMemoryKeyring } from '../../testing/keys-in-memory.js';
import { KeyRingCache } from './key-ring-cache.js';
import { Sealing } from './sealing.js';

const CONTEXT: SealContext = { purpose: 'secret', owner: 'o', recordId: 'r', path: 'p', version: 1 };
const VALUE = asPlaintext('v');
const RING = 'user:1';

class Rig {
  readonly clock = new ManualClock();
  readonly store = new InMemoryKeyRingStore();
  readonly keyring = new InMemoryKeyring();
  readonly sealing: Sealing;
  readonly cache: KeyRingCache;
  readonly calls: string[] = [];

  constructor(settings = DEFAULT_KEY_SETTINGS) {
    this.cache = new KeyRingCache(this.keyring, this.store, this.clock, settings);
    this.sealing = new Sealing(this.cache);
    const count = (call: string, moment: string) => {
      if (moment === 'before') this.calls.push(call);
    };
    this.keyring.tap = count;
    this.store.tap = count;
  }

  async withRing(ring = RING): Promise<this> {
    await this.keyring.createRing(ring);
    await this.store.rings.insert(describeRing(ring, [1], 0), newId());
    this.calls.length = 0;
    return this;
  }

  seal(): Promise<Sealed> {
    return this.sealing.seal(RING, CONTEXT, VALUE);
  }

  storeDown(): void {
    this.store.tap = () => {
      throw new PartUnavailable('store');
    };
  }

  keyringDown(): void {
    this.keyring.tap = () => {
      throw new PartUnavailable('keyring');
    };
  }

  async moveDescriptor(): Promise<void> {
    const known = this.store.rings.peek(RING);
    if (known) await this.store.rings.replace(shredded(known.value), known.revision, newId());
  }
}

describe('sealing', () => {
  it('is refused with 503 when the descriptor was not read within 1 s and cannot be read now', async () => {
    const rig = await new Rig().withRing();
    await rig.seal();
    rig.storeDown();
    await rig.seal();
    rig.clock.at += 1_001;
    await expect(rig.seal()).rejects.toThrow(PartUnavailable);
  });

  it('is refused when each read of the descriptor takes more than 1 s', async () => {
    const rig = await new Rig().withRing();
    rig.store.tap = (_, moment) => {
      if (moment === 'after') rig.clock.at += 1_500;
    };
    await expect(rig.seal()).rejects.toMatchObject({ code: 'store_unavailable' });
  });

  it('is refused while the keyring does not answer, and never leaves plaintext [R90]', async () => {
    const rig = await new Rig().withRing();
    rig.keyringDown();
    await expect(rig.seal()).rejects.toMatchObject({ code: 'keyring_unavailable' });
  });

  it('goes on with a key in use while the keyring does not answer, for at most 5 minutes [R90]', async () => {
    const rig = await new Rig().withRing();
    await rig.seal();
    rig.keyringDown();
    rig.clock.at += 299_999;
    expect(await rig.sealing.open(RING, CONTEXT, await rig.seal())).toBe(VALUE);
    rig.clock.at += 1;
    await expect(rig.seal()).rejects.toMatchObject({ code: 'keyring_unavailable' });
  });

  it('is refused for a ring that was never made or was shredded', async () => {
    const rig = new Rig();
    await expect(rig.seal()).rejects.toMatchObject({ code: 'not_found' });
    await rig.withRing();
    await rig.seal();
    await rig.moveDescriptor();
    rig.clock.at += 1_001;
    await expect(rig.seal()).rejects.toMatchObject({ code: 'not_found' });
  });

  it('reads the descriptor again when it grew too old while the key was unwrapped', async () => {
    const rig = await new Rig().withRing();
    const count = rig.keyring.tap;
    rig.keyring.tap = (call, moment) => {
      count(call, moment);
      rig.clock.at += 1_200;
    };
    await rig.seal();
    expect(rig.calls).toEqual([`load ${RING}`, `openKey ${RING} 1`, `load ${RING}`]);
  });

  it('uses the active version', async () => {
    const rig = await new Rig().withRing('user:2');
    await rig.keyring.createRing(RING);
    await rig.keyring.addVersion(RING, 2);
    await rig.store.rings.insert(describeRing(RING, [1, 2], 0), newId());
    expect(Buffer.from(await rig.seal(), 'base64').readUInt32BE(1)).toBe(2);
  });
});

describe('opening under a version that the cached descriptor does not list', () => {
  /** Two nodes on one store; the first has cached the descriptor, the second seals under a version made since. */
  async function twoNodes() {
    const rig = await new Rig().withRing();
    const other = new Sealing(new KeyRingCache(rig.keyring, rig.store, rig.clock, DEFAULT_KEY_SETTINGS));
    await rig.sealing.open(RING, CONTEXT, await rig.seal());
    await rig.keyring.addVersion(RING, 2);
    const known = rig.store.rings.peek(RING);
    if (known) await rig.store.rings.replace(activate(known.value, [1, 2], 0), known.revision, newId());
    const sealed = await other.seal(RING, CONTEXT, VALUE);
    rig.calls.length = 0;
    return { rig, sealed };
  }

  it('is refused when the descriptor does not list it after one more read either', async () => {
    const { rig, sealed } = await twoNodes();
    const forged = Buffer.from(sealed, 'base64');
    forged.writeUInt32BE(7, 1);
    const open = () => rig.sealing.open(RING, CONTEXT, asSealed(forged.toString('base64')));
    await expect(Promise.resolve(open())).rejects.toThrow(CannotOpen);
    expect(rig.calls).toEqual([`load ${RING}`]);
  });

  it('is not refused as damaged while the store does not answer', async () => {
    const { rig, sealed } = await twoNodes();
    rig.storeDown();
    await expect(Promise.resolve(rig.sealing.open(RING, CONTEXT, sealed))).rejects.toThrow(PartUnavailable);
  });

  it('reads the descriptor again, so that a node knows a key before its first use [R62]', async () => {
    const { rig, sealed } = await twoNodes();
    const opened = await Promise.all(Array.from({ length: 20 }, () => rig.sealing.open(RING, CONTEXT, sealed)));
    expect(new Set(opened)).toEqual(new Set([VALUE]));
    expect(rig.calls).toEqual([`load ${RING}`, `openKey ${RING} 2`]);
  });

  it('does not rely on a read that began before the call', async () => {
    const rig = await new Rig().withRing();
    const first = await rig.seal();
    await rig.sealing.open(RING, CONTEXT, first);
    const answer = Promise.withResolvers<void>();
    rig.store.tap = (_, moment) => (moment === 'after' ? answer.promise : undefined);
    rig.clock.at += 600;
    // This call uses the cached key and begins a read of the descriptor, which will list version 1 only.
    await rig.sealing.open(RING, CONTEXT, first);
    await settled();
    rig.store.tap = () => {};
    await rig.keyring.addVersion(RING, 2);
    const known = rig.store.rings.peek(RING);
    if (known) await rig.store.rings.replace(activate(known.value, [1, 2], 0), known.revision, newId());
    const other = new Sealing(new KeyRingCache(rig.keyring, rig.store, rig.clock, DEFAULT_KEY_SETTINGS));
    expect(await rig.sealing.open(RING, CONTEXT, await other.seal(RING, CONTEXT, VALUE))).toBe(VALUE);
    answer.resolve();
    await settled();
    expect(await rig.sealing.open(RING, CONTEXT, await other.seal(RING, CONTEXT, VALUE))).toBe(VALUE);
  });
});

describe('opening', () => {
  it('does not open under a destroyed version, although its key is still cached', async () => {
    const rig = await new Rig().withRing();
    const sealed = await rig.seal();
    await rig.sealing.open(RING, CONTEXT, sealed);
    await rig.moveDescriptor();
    rig.clock.at += 1_001;
    await expect(rig.sealing.open(RING, CONTEXT, sealed)).rejects.toThrow(CannotOpen);
  });

  it('does not open for another context with a cached key [R55]', async () => {
    const rig = await new Rig().withRing();
    const sealed = await rig.seal();
    await rig.sealing.open(RING, CONTEXT, sealed);
    expect(() => rig.sealing.open(RING, { ...CONTEXT, recordId: 'q' }, sealed)).toThrow(CannotOpen);
  });

  it('continues with cached keys while store and keyring do not answer, for at most 5 minutes [R90]', async () => {
    const rig = await new Rig().withRing();
    const sealed = await rig.seal();
    expect(await rig.sealing.open(RING, CONTEXT, sealed)).toBe(VALUE);
    rig.storeDown();
    rig.keyringDown();
    rig.clock.at += 299_999;
    expect(await rig.sealing.open(RING, CONTEXT, sealed)).toBe(VALUE);
    rig.clock.at += 1;
    await expect(Promise.resolve(rig.sealing.open(RING, CONTEXT, sealed))).rejects.toThrow(PartUnavailable);
  });

  it('caches a derived key no longer than its ring key [R86]', async () => {
    const rig = await new Rig().withRing();
    const sealed = await rig.seal();
    rig.clock.at += 299_000;
    await rig.sealing.open(RING, CONTEXT, sealed);
    rig.clock.at += 1_000;
    rig.keyringDown();
    await expect(Promise.resolve(rig.sealing.open(RING, CONTEXT, sealed))).rejects.toThrow(PartUnavailable);
  });

  it('unwraps a key once for many callers at the same time', async () => {
    const rig = await new Rig().withRing();
    const sealed = await rig.seal();
    rig.cache.drop(RING);
    rig.calls.length = 0;
    await Promise.all(Array.from({ length: 50 }, () => rig.sealing.open(RING, CONTEXT, sealed)));
    expect(rig.calls).toEqual([`load ${RING}`, `openKey ${RING} 1`]);
  });

  it('answers without a promise once the key is cached, and refreshes the descriptor in the background', async () => {
    const rig = await new Rig().withRing();
    const sealed = await rig.seal();
    await rig.sealing.open(RING, CONTEXT, sealed);
    rig.calls.length = 0;
    expect(rig.sealing.open(RING, CONTEXT, sealed)).toBe(VALUE);
    expect(rig.calls).toEqual([]);
    rig.clock.at += 600;
    expect(rig.sealing.open(RING, CONTEXT, sealed)).toBe(VALUE);
    await settled();
    rig.clock.at += 600;
    expect(rig.sealing.open(RING, CONTEXT, sealed)).toBe(VALUE);
    await settled();
    expect(rig.calls).toEqual([`load ${RING}`, `load ${RING}`]);
  });

  it('does not cache a key whose ring was dropped while the key was unwrapped [R86]', async () => {
    const rig = await new Rig().withRing();
    const sealed = await rig.seal();
    rig.cache.drop(RING);
    const count = rig.keyring.tap;
    rig.keyring.tap = (call, moment) => {
      count(call, moment);
      if (rig.calls.length < 3) rig.cache.drop(RING);
    };
    rig.calls.length = 0;
    await rig.sealing.open(RING, CONTEXT, sealed);
    await rig.sealing.open(RING, CONTEXT, sealed);
    expect(rig.calls.filter((call) => call.startsWith('openKey'))).toHaveLength(2);
  });

  it('caches no more ring keys than the setting allows [R86]', async () => {
    const rig = new Rig({ ...DEFAULT_KEY_SETTINGS, cachedRingKeys: 2 });
    for (const ring of ['user:1', 'user:2', 'user:3']) {
      await rig.withRing(ring);
      await rig.sealing.seal(ring, CONTEXT, VALUE);
    }
    rig.calls.length = 0;
    await rig.sealing.seal('user:3', CONTEXT, VALUE);
    await rig.sealing.seal('user:1', CONTEXT, VALUE);
    expect(rig.calls).toEqual(['load user:1', 'openKey user:1 1']);
  });
});
