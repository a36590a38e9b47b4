import type { Sealed, Stored } from '#kernel';
import { changedMetadata, completeMetadata, type MetadataChange } from './metadata.js';
import type { Secret, SecretFacts, SecretVersion } from './secret.js';

/** Who changes a secret, and when, in milliseconds since 1970. */
export interface By {
  readonly actorId: string;
  readonly at: number;
  /** See {@link SecretVersion.creationId}. */
  readonly creationId?: string;
}

/** An absent attribute gets its default. */
export interface NewSecret extends MetadataChange {
  readonly id: string;
  readonly path: string;
}

/** The state of one version, as clients see it. */
export type VersionStanding = 'current' | 'archived' | 'destroyed';

/** A new live secret with version 1. */
export function firstVersion(draft: NewSecret, current: Sealed, by: By): Secret {
  return {
    id: draft.id,
    path: draft.path,
    ...completeMetadata(draft),
    state: 'live',
    version: 1,
    versions: [kept(1, by)],
    createdAt: by.at,
    createdBy: by.actorId,
    updatedAt: by.at,
    deletedAt: null,
    reseals: 0,
    current,
  };
}

/** The secret with a new current version. Only the last `versionsKept` versions stay listed. */
export function nextVersion(secret: Secret, current: Sealed, by: By, versionsKept: number): Secret {
  const version = secret.version + 1;
  const versions = [...secret.versions, kept(version, by)].slice(-versionsKept);
  return { ...secret, version, versions, current, updatedAt: by.at };
}

export function withMetadata(secret: Secret, change: MetadataChange, by: By): Secret {
  return { ...secret, ...changedMetadata(secret, change), updatedAt: by.at };
}

/**
 * The secret with one archived version marked as destroyed. From then on it is not revealed, even if its bytes remain.
 */
export function withoutVersion(secret: Secret, version: number, by: By): Secret {
  const versions = secret.versions.map((entry) =>
    entry.version === version ? { ...entry, state: 'destroyed' as const } : entry,
  );
  return { ...secret, versions, updatedAt: by.at };
}

export function softDeleted(secret: Secret, by: By): Secret {
  return { ...secret, state: 'deleted', deletedAt: by.at, updatedAt: by.at };
}

export function restored(secret: Secret, by: By): Secret {
  return { ...secret, state: 'live', deletedAt: null, updatedAt: by.at };
}

/** The secret with its current value resealed. Nothing that clients see changes. */
export function resealed(secret: Secret, current: Sealed): Secret {
  return { ...secret, current, reseals: secret.reseals + 1 };
}

/**
 * The revision that clients see in ETag and If-Match. A reseal does not change it, and so causes no 412.
 *
 * @example
 * seenRevision({ revision: 5, value: { ...secret, reseals: 2 } }); // 3
 */
export function seenRevision({ revision, value }: Stored<SecretFacts>): number {
  return revision - value.reseals;
}

/** The secret before it is destroyed. A restore that read the secret before this loses its compare-and-set. */
export function purging(secret: Secret): Secret {
  return { ...secret, state: 'purging' };
}

/**
 * The state of a version. Null: the secret does not list it, because it never existed or was trimmed.
 *
 * @example
 * standingOf(secretWithVersions2To4, 4); // 'current'
 * standingOf(secretWithVersions2To4, 1); // null
 */
export function standingOf(secret: Secret, version: number): VersionStanding | null {
  const entry = secret.versions.find((candidate) => candidate.version === version);
  if (!entry) return null;
  if (entry.state === 'destroyed') return 'destroyed';
  return version === secret.version ? 'current' : 'archived';
}

/** True from `expiresAt` on. `now`: milliseconds since 1970. */
export function isExpired(secret: SecretFacts, now: number): boolean {
  return secret.expiresAt !== null && secret.expiresAt <= now;
}

/**
 * True for less than `retentionMs` after the deletion. Later, the secret counts as purged, even before the purge runs.
 */
export function isRestorable(secret: SecretFacts, now: number, retentionMs: number): boolean {
  return secret.state === 'deleted' && secret.deletedAt !== null && now - secret.deletedAt < retentionMs;
}

function kept(version: number, { at, actorId, creationId }: By): SecretVersion {
  return { version, createdAt: at, createdBy: actorId, state: 'kept', ...(creationId !== undefined && { creationId }) };
}
