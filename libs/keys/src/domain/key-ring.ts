import { type StoredFields, StoredFormat } from '#kernel';

/** `active` seals and opens; `retiring` and `retired` open; `destroyed` does nothing any more. */
export const KEY_STATES = ['active', 'retiring', 'retired', 'destroyed'] as const;
export type KeyState = (typeof KEY_STATES)[number];

export interface KeyVersion {
  /** From 1, gapless. */
  readonly version: number;
  readonly state: KeyState;
  /** Milliseconds since 1970; of all but the first: when it became active. */
  readonly createdAt: number;
  /** When a full pass had found nothing under it; null: not yet. */
  readonly retiredAt: number | null;
}

/**
 * What the store says of a ring: no key material. `master` is the master key's; `secrets` the team secrets';
 * `user:<id>` a user's. A shredded ring stays, without a version that opens: a tombstone.
 */
export interface KeyRing {
  readonly id: string;
  readonly versions: readonly KeyVersion[];
  /** Raised whenever a state moves: cached keys of an older epoch are dropped. */
  readonly epoch: number;
  /** Master only: a known text sealed under the `secrets` ring; a keyring that cannot open it is the wrong one [R64]. */
  readonly canary: string | null;
  readonly createdAt: number;
}

/** How descriptors of rings are stored, in every store alike. */
export const KEY_RING_FORMAT = new StoredFormat<KeyRing>({}, { 2: withRetiredAt });

export const MASTER_RING = 'master';
export const SECRETS_RING = 'secrets';

export function userRing(userId: string): string {
  return `user:${userId}`;
}

/** The version that seals; null: the ring was shredded. */
export function activeVersion(ring: KeyRing): number | null {
  return ring.versions.find((version) => version.state === 'active')?.version ?? null;
}

/** Whether values sealed under `version` may still be opened. */
export function mayOpen(ring: KeyRing, version: number): boolean {
  return ring.versions.some((known) => known.version === version && known.state !== 'destroyed');
}

/** Whether the descriptor knows of `version`, in whatever state. */
export function isListed(ring: KeyRing, version: number): boolean {
  return ring.versions.some((known) => known.version === version);
}

/** A descriptor whose highest version is active and whose others are retiring. */
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
    createdAt,
  };
}

/** The tombstone of `ring`: nothing of it opens or seals, on any node that reads the new epoch. */
export function shredded(ring: KeyRing): KeyRing {
  return {
    ...ring,
    versions: ring.versions.map((version) => ({ ...version, state: 'destroyed' })),
    epoch: ring.epoch + 1,
  };
}

/**
 * `ring` with the highest of `held`, which the keyring holds, as its active version; all others that were not retired
 * yet are retiring. Versions that the descriptor did not know (an operator may have made some) are listed from now on.
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

/** Versions lower than `version` that were retiring are retired: nothing is sealed or wrapped under them. */
export function retire(ring: KeyRing, version: number, now: number): KeyRing {
  return moved(ring, version, 'retiring', (one) => ({ ...one, state: 'retired', retiredAt: now }));
}

/** Versions lower than `version` that were retired open nothing any more, on any node that reads the new epoch. */
export function destroy(ring: KeyRing, version: number): KeyRing {
  return moved(ring, version, 'retired', (one) => ({ ...one, state: 'destroyed' }));
}

/** Versions lower than `version` that are destroyed: what the keyring may let go of. */
export function destroyedBelow(ring: KeyRing, version: number): number[] {
  return ring.versions.filter((one) => one.version < version && one.state === 'destroyed').map((one) => one.version);
}

/** The same object where no version moves: there is nothing to publish then. */
function moved(ring: KeyRing, below: number, from: KeyState, change: (one: KeyVersion) => KeyVersion): KeyRing {
  const moves = (one: KeyVersion) => one.version < below && one.state === from;
  if (!ring.versions.some(moves)) return ring;
  return { ...ring, versions: ring.versions.map((one) => (moves(one) ? change(one) : one)), epoch: ring.epoch + 1 };
}

/**
 * Format 1 began without `retiredAt` and without `retiring`: it called every version but the newest `retired`. Values may
 * still be sealed under those, so they are `retiring` until a full pass has found none.
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
