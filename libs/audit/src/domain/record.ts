import type { Action } from '#kernel';
import type { ChangedField } from './changes.js';

/** How many records share one durable write at most. */
export const BATCH_MAX = 256;

/**
 * - `allowed`: the intent of a mutation, durable before its effect.
 * - `succeeded`: a mutation was done, or something was read.
 * - `failed`: a mutation was not done, or an attempt such as a login failed.
 * - `unknown`: it can no longer be found out whether a mutation was done.
 * - `denied`: a decision refused the request.
 */
export const OUTCOMES = ['allowed', 'succeeded', 'failed', 'unknown', 'denied'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** The fields about a person. They can be erased: they stand beside the leaf, which only commits to them. */
export const PERSONAL_FIELDS = ['actor_name', 'ip', 'user_agent', 'access_reason', 'decision_reason'] as const;
export type PersonalField = (typeof PERSONAL_FIELDS)[number];

/**
 * What a record says about objects, never about people. It stands beside the leaf, too, so that a proof may show it or
 * withhold it. No erasure removes it.
 */
export const LASTING_FIELDS = ['resource_name', 'changes'] as const;

export type LastingField = (typeof LASTING_FIELDS)[number];

/** The fields that a leaf commits to. */
export type CommittedField = PersonalField | LastingField;

/** For a record that stands for several attempts of strangers: how many, and when the first and the last one came. */
export interface Repeats {
  readonly count: number;
  /** RFC 3339 UTC with milliseconds. */
  readonly first: string;
  readonly last: string;
}

/** What is to be recorded. The writer adds number, node and time. */
export interface AuditEntry {
  readonly actor_id: string | null;
  readonly action: Action;
  /** A kind of `PERMISSIONS`, `challenge`, `lockout`, `session` or `setup`. */
  readonly resource_type: string;
  readonly resource_id: string | null;
  readonly outcome: Outcome;
  readonly request_id: string;
  readonly decision_id: string | null;
  /** The revision of the authorization model that decided. Null: nothing was decided, or the record is of format 1. */
  readonly model: number | null;
  /** The id of the session that was used. Null: none, or the record is of format 1. */
  readonly credential: string | null;
  /** The version of the secret that was revealed, made or destroyed. Null: it is about no version. */
  readonly version: number | null;
  readonly actor_name: string | null;
  readonly ip: string | null;
  readonly user_agent: string | null;
  readonly access_reason: string | null;
  readonly decision_reason: string | null;
  /** The path of a secret, or the name of a role, a policy or a key. Null: the object has none that may be kept. */
  readonly resource_name: string | null;
  /** What a change of a user, a role or a policy changed. Null: the record is about something else. */
  readonly changes: readonly ChangedField[] | null;
  /** Absent: the record stands for one attempt, as almost every record does. */
  readonly repeats?: Repeats;
}

/** A record as a query shows it: `at` is RFC 3339 UTC with milliseconds. */
export interface AuditRecord extends AuditEntry {
  readonly seq: number;
  readonly at: string;
  readonly node: string;
}

/** One personal value with its salt. An erasure removes both. */
export interface Disclosure {
  /** base64url of 16 random bytes. */
  readonly salt: string;
  readonly value: string;
}

/** A record as it is stored. */
export interface StoredRecord {
  /** Its number in the log, from 1. */
  readonly seq: number;
  /** The exact text of the leaf. A Merkle tree may hash its UTF-8 bytes. */
  readonly leaf: string;
  /** The personal values that the leaf commits to. */
  readonly personal: Readonly<Partial<Record<PersonalField, Disclosure>>>;
  /** The other values that it commits to. */
  readonly lasting: Readonly<Partial<Record<LastingField, Disclosure>>>;
  /** Set if the store has something else there, which is left out here. Never written. */
  readonly unreadable?: true;
}

/** A leaf, parsed. Stores index its fields, and queries filter by them. `v`: 1 until Coffer had format 2. */
export interface Leaf {
  readonly v: 1 | 2;
  readonly seq: number;
  readonly at: string;
  readonly node: string;
  readonly actor_id: string | null;
  readonly action: Action;
  readonly resource_type: string;
  readonly resource_id: string | null;
  readonly outcome: Outcome;
  readonly request_id: string;
  readonly decision_id: string | null;
  /** Absent in format 1, like the next two. */
  readonly model?: number | null;
  readonly credential?: string | null;
  readonly version?: number | null;
  /** The commitments to the fields that are set, in base64url. */
  readonly commitments: Readonly<Partial<Record<CommittedField, string>>>;
  /** The last key of the text, where it is set. Readers of older versions ignore it. */
  readonly repeats?: Repeats;
}
