import type { Sealed, Stored } from '#kernel';
import { changedMetadata, completeMetadata, type MetadataChange } from './metadata.js';
import type { Secret, SecretSummary, SecretVersion } from './secret.js';

/** Who changes a secret, and when in milliseconds since 1970. */
export interface By {
  readonly actorId: string;
  readonly at: number;
}

/** An absent attribute gets its default. */
export interface NewSecret extends MetadataChange {
  readonly id: string;
  readonly path: string;
}

/** What can be asked about one version. */
export type VersionStanding = 'current' | 'archived' | 'destroyed';

/** Version 1, live. */
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

/** The next version becomes current; of all, the last `versionsKept` stay listed. */
export function nextVersion(secret: Secret, current: Sealed, by: By, versionsKept: number): Secret {
  const version = secret.version + 1;
  const versions = [...secret.versions, kept(version, by)].slice(-versionsKept);
  return { ...secret, version, versions, current, updatedAt: by.at };
}

export function withMetadata(secret: Secret, change: MetadataChange, by: By): Secret {
  return { ...secret, ...changedMetadata(secret, change), updatedAt: by.at };
}

/** Marks an archived version: from then on nobody is given it, whatever bytes are still about. */
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

/** The same secret in the same state, its current value sealed anew: nothing that anybody is shown changes. */
export function resealed(secret: Secret, current: Sealed): Secret {
  return { ...secret, current, reseals: secret.reseals + 1 };
}

/** The revision that clients see, in ETag and If-Match: sealing anew costs nobody a 412. */
export function seenRevision({ revision, value }: Stored<SecretSummary>): number {
  return revision - value.reseals;
}

/** The point of no return: a restore that read the secret before this finds its revision gone. */
export function purging(secret: Secret): Secret {
  return { ...secret, state: 'purging' };
}

/** Null: not listed (never made, or trimmed). */
export function standingOf(secret: SecretSummary, version: number): VersionStanding | null {
  const entry = secret.versions.find((candidate) => candidate.version === version);
  if (!entry) return null;
  if (entry.state === 'destroyed') return 'destroyed';
  return version === secret.version ? 'current' : 'archived';
}

/** From `expiresAt` on, whatever a TTL index would say. */
export function isExpired(secret: SecretSummary, now: number): boolean {
  return secret.expiresAt !== null && secret.expiresAt <= now;
}

/** Deleted for less than `retentionMs`: after that it is as good as purged, whether or not the purge has come by. */
export function isRestorable(secret: SecretSummary, now: number, retentionMs: number): boolean {
  return secret.state === 'deleted' && secret.deletedAt !== null && now - secret.deletedAt < retentionMs;
}

function kept(version: number, by: By): SecretVersion {
  return { version, createdAt: by.at, createdBy: by.actorId, state: 'kept' };
}
