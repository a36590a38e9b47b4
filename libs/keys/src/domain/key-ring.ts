import { type StoredFields, StoredFormat } from '#kernel';

/** `active` seals and opens. `retiring` and `retired` only open. `destroyed` does neither. */
export const KEY_STATES = ['active', 'retiring', 'retired', 'destroyed'] as const;
export type KeyState = (typeof KEY_STATES)[number];

export interface KeyVersion {
  /** From 1, gapless. */
  readonly version: number;
  readonly state: KeyState;
  /** When it became active, in milliseconds since 1970. For the first version: when the ring was made. */
  readonly createdAt: number;
  /** When a full pass had found nothing under it, in milliseconds since 1970; null: no pass has yet. */
  readonly retiredAt: number | null;
}

/**
 * The descriptor of a ring, as the store keeps it, without key material. The id is `master` for the master key,
 * `secrets` for the ring of the team secrets, `user:<id>` for the ring of an account. A shredded ring keeps its
 * descriptor as a tombstone: all its versions are destroyed.
 */
export interface KeyRing {
  readonly id: string;
  readonly versions: readonly KeyVersion[];
  /** Raised with each change of a version's state. Keys that were cached under an older epoch are dropped. */
  readonly epoch: number;
  /** Only in `master`: a known text sealed under `secrets`. A keyring that cannot open it is the wrong one [R64]. */
  readonly canary: string | null;
  /** Only in `master`: the id of the store, which is written in its keyring too. Null: not written yet. */
  readonly storeId: string | null;
  /** Only in `master`: a value that only the store's PEPPER makes, in base64url. Null: not written yet. */
  readonly pepperCheck: string | null;
  readonly createdAt: number;
}

/** How descriptors of rings are stored, in every store alike. */
export const KEY_RING_FORMAT = new StoredFormat<KeyRing>({ storeId: null, pepperCheck: null }, { 2: withRetiredAt });

export const MASTER_RING = 'master';
export const SECRETS_RING = 'secrets';
/**
 * The ring of the key that signs checkpoints of the audit, in keyrings that have no signing keys of their own. The store has
 * no descriptor of it. It is re-wrapped with all others. It is never shredded and no version is ever dropped: an old
 * checkpoint would have no key.
 */
export const AUDIT_RING = 'audit';

/**
 * The id of an account's ring.
 *
 * @example
 * userRing('01936f3b-11d2-7c05-8e33-5a0c9d7f2e61'); // 'user:01936f3b-11d2-7c05-8e33-5a0c9d7f2e61'
 */
export function userRing(userId: string): string {
  return `user:${userId}`;
}

/**
 * The version that seals; null: the ring was shredded.
 *
 * @example
 * activeVersion(describeRing('secrets', [1, 2], 0)); // 2
 */
export function activeVersion(ring: KeyRing): number | null {
  return ring.versions.find((version) => version.state === 'active')?.version ?? null;
}

/** RangeError for the ring `audit`, of which nothing is ever destroyed. */
export function requireErasable(ring: string): void {
  if (ring === AUDIT_RING) throw new RangeError('no version of the key that signs checkpoints is ever destroyed');
}

/** Whether values sealed under `version` may still be opened. */
export function mayOpen(ring: KeyRing, version: number): boolean {
  return ring.versions.some((known) => known.version === version && known.state !== 'destroyed');
}

/** Whether the descriptor lists `version`, in any state. */
export function isListed(ring: KeyRing, version: number): boolean {
  return ring.versions.some((known) => known.version === version);
}

/**
 * A new descriptor. The highest of `versions` is active, the others are retiring. `createdAt`: in milliseconds since
 * 1970.
 */
export function describeRing(id: string, versions: readonly number[], createdAt: number): KeyRing {
  const newest = Math.max(...versions);
  return {
    id,
    versions: versions.map((version) => ({
      version,
      state: version === newest ? 'active' : 'retiring',
      createdAt,
      retiredAt: null,
    })),
    epoch: 1,
    canary: null,
    storeId: null,
    pepperCheck: null,
    createdAt,
  };
}

/** The tombstone of `ring`: a node that reads its new epoch neither opens nor seals with the ring any more. */
export function shredded(ring: KeyRing): KeyRing {
  return {
    ...ring,
    versions: ring.versions.map((version) => ({ ...version, state: 'destroyed' })),
    epoch: ring.epoch + 1,
  };
}

/**
 * Makes the highest of `held` the active version; the one that was active becomes retiring. `held`: the versions that
 * the keyring holds. Those that the descriptor does not list yet are added: an operator may have made some. RangeError
 * if the highest of `held` is not newer than all that the descriptor lists.
 *
 * @example
 * activate(describeRing('secrets', [1], 0), [1, 2], 9).versions; // 1 is retiring, 2 is active
 */
export function activate(ring: KeyRing, held: readonly number[], now: number): KeyRing {
  const newest = Math.max(...held);
  if (newest <= Math.max(...ring.versions.map(({ version }) => version))) throw new RangeError('not a new version');
  const made = held
    .filter((version) => !isListed(ring, version))
    .map(
      (version): KeyVersion => ({
        version,
        state: version === newest ? 'active' : 'retiring',
        createdAt: now,
        retiredAt: null,
      }),
    );
  const known = ring.versions.map((one): KeyVersion => (one.state === 'active' ? { ...one, state: 'retiring' } : one));
  const versions = [...known, ...made].sort((a, b) => a.version - b.version);
  return { ...ring, versions, epoch: ring.epoch + 1 };
}

/** Retires the retiring versions below `version`: nothing is sealed or wrapped under them any more. */
export function retire(ring: KeyRing, version: number, now: number): KeyRing {
  return moved(ring, version, 'retiring', (one) => ({ ...one, state: 'retired', retiredAt: now }));
}

/** The retired versions below `version`. */
export function retiredBelow(ring: KeyRing, version: number): KeyVersion[] {
  return ring.versions.filter((one) => one.version < version && one.state === 'retired');
}

/** Destroys the retired versions below `version`: a node that reads the new epoch opens nothing with them any more. */
export function destroy(ring: KeyRing, version: number): KeyRing {
  return moved(ring, version, 'retired', (one) => ({ ...one, state: 'destroyed' }));
}

/** The destroyed versions below `version`, which the keyring may drop. */
export function destroyedBelow(ring: KeyRing, version: number): number[] {
  return ring.versions.filter((one) => one.version < version && one.state === 'destroyed').map((one) => one.version);
}

/** Returns the same object if no version changes: then there is nothing to publish. */
function moved(ring: KeyRing, below: number, from: KeyState, change: (one: KeyVersion) => KeyVersion): KeyRing {
  const moves = (one: KeyVersion) => one.version < below && one.state === from;
  if (!ring.versions.some(moves)) return ring;
  return { ...ring, versions: ring.versions.map((one) => (moves(one) ? change(one) : one)), epoch: ring.epoch + 1 };
}

/**
 * Format 1 began without `retiredAt` and without `retiring`: it called every version but the newest `retired`. Values
 * may still be sealed under those, so they are `retiring` until a full pass has found none.
 */
function withRetiredAt(fields: StoredFields): StoredFields {
  const versions = fields.versions as readonly Partial<KeyVersion>[];
  const retired = (one: Partial<KeyVersion>) => ({
    ...one,
    state: one.state === 'retired' ? 'retiring' : one.state,
    retiredAt: null,
  });
  return { ...fields, versions: versions.map((one) => (one.retiredAt === undefined ? retired(one) : one)) };
}
