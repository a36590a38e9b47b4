import { type Sealed, StoredFormat } from '#kernel';
import { completeMetadata, type Metadata } from './metadata.js';

/** `deleted`: can be restored until it is purged; `purging`: is being destroyed and cannot. */
export const SECRET_STATES = ['live', 'deleted', 'purging'] as const;
export type SecretState = (typeof SECRET_STATES)[number];

export interface SecretVersion {
  /** From 1; never used twice. */
  readonly version: number;
  readonly createdAt: number;
  readonly createdBy: string;
  /** `destroyed`: its ciphertext is gone for good. */
  readonly state: 'kept' | 'destroyed';
}

/** What a list and a masked answer show. Nothing of it depends on the value. */
export interface SecretSummary extends Metadata {
  readonly id: string;
  readonly path: string;
  readonly state: SecretState;
  /** The current version. */
  readonly version: number;
  /** Ascending; the current version is the last; at most as many as are kept. */
  readonly versions: readonly SecretVersion[];
  readonly createdAt: number;
  readonly createdBy: string;
  readonly updatedAt: number;
  /** Milliseconds since 1970; null while live. */
  readonly deletedAt: number | null;
  /** How often it was only sealed anew: what a client sees as its revision is the document's less this. */
  readonly reseals: number;
}

/** How both stores keep the heads of secrets. They keep `current` beside it. */
export const SECRET_FORMAT = new StoredFormat<SecretSummary>({ ...completeMetadata({}), reseals: 0 });

/** The head of a secret: decides alone what is current. */
export interface Secret extends SecretSummary {
  readonly current: Sealed;
}

/** What no two secrets share: the path while live; a deleted one gives its path free. */
export function pathKeyOf({ id, path, state }: SecretSummary): string {
  return state === 'live' ? path : `deleted:${id}`;
}
