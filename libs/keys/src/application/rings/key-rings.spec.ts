import { asPlaintext, newId, OutcomeUnknown } from '#kernel';
import { ManualClock } from '#kernel/testing';
import { CannotOpen } from '../../domain/key-errors.js';
import { activeVersion } from '../../domain/key-ring.js';
import { DEFAULT_KEY_SETTINGS } from '../../ports/key.settings.js';
import { InMemoryKeyRingStore, InMemoryKeyring } from '../../testing/keys-in-memory.js';
import { KeyRingCache } from '../sealing/key-ring-cache.js';
import { Sealing } from '../sealing/sealing.js';
import { KeyRings } from './key-rings.js';

const CONTEXT = { purpose: 'text', owner: 'o', recordId: 'r', path: '', version: 1 };

function rig() {
  const clock = new ManualClock();
  const store = new InMemoryKeyRingStore();
  const keyring = new InMemoryKeyring();
  const cache = new KeyRingCache(keyring, store, clock, DEFAULT_KEY_SETTINGS);
  return { store, keyring, rings: new KeyRings(keyring, store, cache, clock), sealing: new Sealing(cache) };
}

describe('the rings of users', () => {
  it('are never made again once they were shredded', async () => {
    const { rings, keyring } = rig();
    await rings.createFor('1', newId());
    await rings.shred('1', newId());
    await expect(rings.createFor('1', newId())).rejects.toMatchObject({ code: 'not_found' });
    expect(await keyring.openKey('user:1', 1)).toBeNull();
  });

  it('are not made after the shredding of a user who never had one', async () => {
    const { rings } = rig();
    await rings.shred('1', newId());
    await expect(rings.createFor('1', newId())).rejects.toMatchObject({ code: 'not_found' });
  });

  it('open nothing once they were shredded, in this process at once', async () => {
    const { rings, sealing } = rig();
    await rings.createFor('1', newId());
    const sealed = await sealing.seal('user:1', CONTEXT, asPlaintext('v'));
    await sealing.open('user:1', CONTEXT, sealed);
    await rings.shred('1', newId());
    await expect(Promise.resolve(sealing.open('user:1', CONTEXT, sealed))).rejects.toThrow(CannotOpen);
    await expect(sealing.seal('user:1', CONTEXT, asPlaintext('v'))).rejects.toMatchObject({ code: 'not_found' });
  });

  it('are not made when a shredding interrupts the creation at any step', async () => {
    for (const step of ['createRing user:1', 'openKey user:1 1', 'insert user:1']) {
      const { rings, keyring, store } = rig();
      let interrupted = false;
      const interrupt = async (call: string, moment: string) => {
        if (call !== step || moment !== 'before' || interrupted) return;
        interrupted = true;
        await rings.shred('1', newId());
      };
      keyring.tap = interrupt;
      store.tap = interrupt;
      await expect(rings.createFor('1', newId())).rejects.toMatchObject({ code: 'not_found' });
      expect(await keyring.openKey('user:1', 1)).toBeNull();
    }
  });

  it('are made or shredded completely by a repetition after a crash at any step', async () => {
    for (const verb of ['createFor', 'shred'] as const) {
      for (let crashAt = 1; crashAt < 12; crashAt++) {
        const { rings, keyring, store } = rig();
        if (verb === 'shred') await rings.createFor('1', newId());
        let steps = 0;
        const crash = () => {
          if (++steps === crashAt) throw new OutcomeUnknown();
        };
        keyring.tap = crash;
        store.tap = crash;
        await rings[verb]('1', newId()).catch(() => {});
        keyring.tap = () => {};
        store.tap = () => {};
        await rings[verb]('1', newId());
        const descriptor = store.rings.peek('user:1');
        expect(descriptor && activeVersion(descriptor.value)).toBe(verb === 'shred' ? null : 1);
        expect((await keyring.openKey('user:1', 1)) === null).toBe(verb === 'shred');
      }
    }
  });
});
