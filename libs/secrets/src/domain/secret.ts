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
}

/** A secret without its value, for lists and masked answers. Nothing in it depends on the value. */
export interface SecretSummary extends Metadata {
  readonly id: string;
  readonly path: string;
  readonly state: SecretState;
  /** The current version. */
  readonly version: number;
  /** Ascending. The current version is the last. At most as many as the operator set. */
  readonly versions: readonly SecretVersion[];
  readonly createdAt: number;
  readonly createdBy: string;
  readonly updatedAt: number;
  /** Milliseconds since 1970. Null while the secret is live. */
  readonly deletedAt: number | null;
  /** How often the secret was resealed. `seenRevision` subtracts it from the document's revision. */
  readonly reseals: number;
}

/** How both stores keep the heads of secrets. They keep `current` in a column or field of its own. */
export const SECRET_FORMAT = new StoredFormat<SecretSummary>({ ...completeMetadata({}), reseals: 0 });

/** The head of a secret. It alone decides which version is current. */
export interface Secret extends SecretSummary {
  readonly current: Sealed;
}

/** The unique key of a secret: its path while it is live. A deleted secret frees its path. */
export function pathKeyOf({ id, path, state }: SecretSummary): string {
  return state === 'live' ? path : `deleted:${id}`;
}
