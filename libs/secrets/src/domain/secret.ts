import { type Sealed, StoredFormat } from '#kernel';
import { completeMetadata, type Metadata } from './metadata.js';

/** `deleted`: can be restored until it is purged. `purging`: is being destroyed and cannot be restored. */
export const SECRET_STATES = ['live', 'deleted', 'purging'] as const;
export type SecretState = (typeof SECRET_STATES)[number];

export interface SecretVersion {
  /** Begins at 1. A number is never used twice. */
  readonly version: number;
  readonly createdAt: number;
  readonly createdBy: string;
  /** `destroyed`: the ciphertext is gone for good. */
  readonly state: 'kept' | 'destroyed';
  /** The id in the record of the Idempotency-Key that this version was put under. A repeated request finds it by that. */
  readonly creationId?: string;
}

/** What a secret is beside its value and its versions. Nothing in it depends on the value. */
export interface SecretFacts extends Metadata {
  readonly id: string;
  readonly path: string;
  readonly state: SecretState;
  /** The current version. */
  readonly version: number;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly updatedAt: number;
  /** Milliseconds since 1970. Null while the secret is live. */
  readonly deletedAt: number | null;
  /** How often the secret was resealed. `seenRevision` subtracts it from the document's revision. */
  readonly reseals: number;
}

/** A secret in a list. It has no versions: with a hundred of them, reading 5,000 secrets took 0.4 s. */
export interface SecretSummary extends SecretFacts {
  /** How many versions can be revealed. */
  readonly versionsKept: number;
}

/** A secret as it may be stored: one that is older than an attribute does not have it. */
export type StoredFacts = Omit<SecretFacts, keyof Metadata | 'reseals'> & Partial<SecretFacts>;

/**
 * The facts of a secret, and nothing else that it has. It names each field: to copy all but a few takes ten times as
 * long, and to copy the metadata whole twice the memory, which a list of many secrets shows.
 */
export function secretFacts(secret: StoredFacts): SecretFacts {
  const { description, owner, tags, expiresAt } = completeMetadata(secret);
  return {
    description,
    owner,
    tags,
    expiresAt,
    id: secret.id,
    path: secret.path,
    state: secret.state,
    version: secret.version,
    createdAt: secret.createdAt,
    createdBy: secret.createdBy,
    updatedAt: secret.updatedAt,
    deletedAt: secret.deletedAt,
    reseals: secret.reseals ?? 0,
  };
}

/** How both stores keep the heads of secrets. They keep `versions` and `current` in columns or fields of their own. */
export const SECRET_FORMAT = new StoredFormat<SecretFacts>({ ...completeMetadata({}), reseals: 0 });

/** The head of a secret. It alone decides which version is current. */
export interface Secret extends SecretFacts {
  /** Ascending. The current version is the last. At most as many as the operator set. */
  readonly versions: readonly SecretVersion[];
  readonly current: Sealed;
}

export function keptAmong(versions: readonly SecretVersion[]): number {
  return versions.filter(({ state }) => state === 'kept').length;
}

export function summaryOf(secret: Secret): SecretSummary {
  return { ...secretFacts(secret), versionsKept: keptAmong(secret.versions) };
}

/** The unique key of a secret: its path while it is live. A deleted secret frees its path. */
export function pathKeyOf({ id, path, state }: SecretFacts): string {
  return state === 'live' ? path : `deleted:${id}`;
}
