import { asPlaintext, SystemClock } from '#kernel';
import { type SealContext, Sealing } from '#keys';
import { aKeyRing, DEFAULT_KEY_SETTINGS, InMemoryKeyRingStore, InMemoryKeyring, KeyRingCache } from '#keys/testing';

// Opens 2,000 secrets of 64 KiB: 170 MiB if each sealed text stays in memory as long as its key is cached.
const ring = 'secrets';
const [keyring, store] = [new InMemoryKeyring(), new InMemoryKeyRingStore()];
await keyring.createRing(ring);
await store.rings.insert(aKeyRing({ id: ring }), 'request');
const sealing = new Sealing(new KeyRingCache(keyring, store, new SystemClock(), DEFAULT_KEY_SETTINGS));
const value = asPlaintext('x'.repeat(65_536));
for (let n = 0; n < 2_000; n += 1) {
  const context: SealContext = { purpose: 'secret', owner: 'team', recordId: String(n), path: 'a/b', version: 1 };
  await sealing.open(ring, context, await sealing.seal(ring, context, value));
}
process.stdout.write('2000 kept\n');
