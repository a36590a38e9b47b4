/** `active` seals and opens; `retiring` and `retired` open; `destroyed` does nothing any more. */
export const KEY_STATES = ['active', 'retiring', 'retired', 'destroyed'] as const;
export type KeyState = (typeof KEY_STATES)[number];

export interface KeyVersion {
  /** From 1, gapless. */
  readonly version: number;
  readonly state: KeyState;
  readonly createdAt: number;
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

/** A descriptor whose highest version is active and whose others are retired. */
export function describeRing(id: string, versions: readonly number[], createdAt: number): KeyRing {
  const newest = Math.max(...versions);
  return {
    id,
    versions: versions.map((version) => ({
      version,
      state: version === newest ? 'active' : 'retired',
      createdAt,
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
