import { newId } from '#kernel';
import type { KeyManagement } from '../ports/key-management.js';
import type { KeyRingStore } from '../ports/key-ring.store.js';

/** Activates the next version of a ring, as a rotation does. Nodes know it one second later. Returns its number. */
export async function advanceRing(rings: KeyRingStore, keyring: KeyManagement, ring: string): Promise<number> {
  const stored = await rings.rings.load(ring);
  if (!stored) throw new Error(`there is no ring ${ring}`);
  const { revision, value } = stored;
  const version = value.versions.length + 1;
  await keyring.addVersion(ring, version);
  const retiring = value.versions.map((known) => ({ ...known, state: 'retiring' as const }));
  const active = { version, state: 'active', createdAt: 0, retiredAt: null } as const;
  await rings.rings.replace({ ...value, versions: [...retiring, active], epoch: value.epoch + 1 }, revision, newId());
  return version;
}
