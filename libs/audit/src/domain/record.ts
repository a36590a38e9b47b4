import type { Action } from '#kernel';

/**
 * `allowed`: a mutation's intent, durable before its effect. `succeeded` (also a read), `failed`, `unknown`: what
 * became of it. `denied`: refused by a decision.
 */
export const OUTCOMES = ['allowed', 'succeeded', 'failed', 'unknown', 'denied'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** The fields that say something about a person: erasable, kept beside the leaf and committed to inside it. */
export const PERSONAL_FIELDS = ['actor_name', 'ip', 'user_agent', 'access_reason', 'decision_reason'] as const;
export type PersonalField = (typeof PERSONAL_FIELDS)[number];

/** What is asked to be recorded; the log gives it its number, its node and its time. */
export interface AuditEntry {
  readonly actor_id: string | null;
  readonly action: Action;
  /** A kind of `PERMISSIONS`, `challenge`, `lockout`, `session` or `setup`. */
  readonly resource_type: string;
  readonly resource_id: string | null;
  readonly outcome: Outcome;
  readonly request_id: string;
  readonly decision_id: string | null;
  readonly actor_name: string | null;
  readonly ip: string | null;
  readonly user_agent: string | null;
  readonly access_reason: string | null;
  readonly decision_reason: string | null;
}

/** A record as a query shows it: `at` is RFC 3339 UTC with milliseconds. */
export interface AuditRecord extends AuditEntry {
  readonly seq: number;
  readonly at: string;
  readonly node: string;
}

/** One personal value: base64url of 16 random bytes, and the value. Null once erased. */
export interface Disclosure {
  readonly salt: string;
  readonly value: string;
}

/**
 * A record as it is stored: `leaf` is the exact text whose UTF-8 bytes a Merkle tree hashes; `personal` holds, beside
 * it, the values that the leaf commits to (base64url of SHA-256 over salt, field name and value).
 */
export interface StoredRecord {
  readonly seq: number;
  readonly leaf: string;
  readonly personal: Readonly<Partial<Record<PersonalField, Disclosure>>>;
}

/** What a leaf says, parsed: what stores index and queries filter by. */
export interface Leaf {
  readonly v: 1;
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
  /** base64url commitments of the personal fields that are set. */
  readonly commitments: Readonly<Partial<Record<PersonalField, string>>>;
}
