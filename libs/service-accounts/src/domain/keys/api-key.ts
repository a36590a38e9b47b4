import { isAhead, StoredFormat } from '#kernel';
import { nextReminder } from './reminders.js';

const DAY_MS = 86_400_000;

/** A key that was made further ahead than this, in milliseconds, is dead, as a session is: its clock was wrong. */
const MADE_AHEAD_MS = DAY_MS;

/** A key that is over stays in the list for this long, in milliseconds. */
export const KEPT_WHEN_OVER_MS = 30 * DAY_MS;

/** A successor that no key names after this time, in milliseconds, never will be named: its rotation lost or died. */
export const UNNAMED_MS = 3_600_000;

/** Why a key ended before it expired. `ended`: by its id. `leaked`: somebody showed it to POST /auth/keys/leaked. */
export const KEY_ENDS = ['ended', 'leaked'] as const;
export type KeyEnd = (typeof KEY_ENDS)[number];

/** One key of a service account. Times are milliseconds since 1970. */
export interface ApiKey {
  /** A UUIDv7. The key's text begins with it. */
  readonly id: string;
  /** The service account that it is a key of. */
  readonly accountId: string;
  readonly name: string;
  /** base64url SHA-256 of the key under a label. The key itself is never stored. */
  readonly digest: string;
  /** JSON of the statements that narrow the roles of the account. Null: nothing narrows them. Never changes. */
  readonly scope: string | null;
  /** Addresses and CIDR blocks that it may be used from. Null: from everywhere. Never changes. */
  readonly allowedIps: readonly string[] | null;
  /** The account that made it. */
  readonly createdBy: string;
  readonly createdAt: number;
  /** Only ever moves nearer: a rotation shortens it. */
  readonly expiresAt: number;
  /** Null until it was ended. Never set back to null. */
  readonly endedAt: number | null;
  readonly endedBecause: KeyEnd | null;
  /** The key that a rotation made this one from; null for the first of its line. */
  readonly predecessorId: string | null;
  /** The key that a rotation made from this one. That key works only if it is named here. Null: none. */
  readonly successorId: string | null;
  /** Whether the predecessor is known to name this key, or there is none. Until then, ask the predecessor. */
  readonly isNamed: boolean;
  /** When the owner is reminded next, or a sweep looks after a successor that is not named yet. Null: never. */
  readonly remindAt: number | null;
}

/** How keys are stored, in every store alike. */
export const API_KEY_FORMAT = new StoredFormat<ApiKey>();

/** When a key was used last, as far as the nodes have written it down. */
export interface KeyUse {
  readonly at: number;
  /** Null: the address was not known. */
  readonly ip: string | null;
}

export type NewKey = Pick<
  ApiKey,
  'id' | 'accountId' | 'name' | 'digest' | 'scope' | 'allowedIps' | 'createdBy' | 'expiresAt'
>;

/** The first key of a line. */
export function makeKey(given: NewKey, now: number): ApiKey {
  return {
    ...given,
    createdAt: now,
    ...{ endedAt: null, endedBecause: null },
    ...{ predecessorId: null, successorId: null, isNamed: true },
    remindAt: nextReminder(given.expiresAt, now),
  };
}

/** What a rotation prepares: a key like `key`, which works once `key` names it. */
export function makeSuccessor(
  key: ApiKey,
  given: Pick<ApiKey, 'id' | 'digest' | 'createdBy' | 'expiresAt'>,
  now: number,
): ApiKey {
  const { accountId, name, scope, allowedIps } = key;
  const made = makeKey({ ...given, accountId, name, scope, allowedIps }, now);
  return { ...made, predecessorId: key.id, isNamed: false, remindAt: now + UNNAMED_MS };
}

/** The key after its rotation: it names its successor, and lives at most `overlapMs` more. */
export function superseded(key: ApiKey, successorId: string, overlapMs: number, now: number): ApiKey {
  // The owner replaces it already: nobody needs to be reminded.
  return { ...key, successorId, expiresAt: Math.min(key.expiresAt, now + overlapMs), remindAt: null };
}

/** The successor, once its predecessor names it. */
export function named(key: ApiKey, now: number): ApiKey {
  return key.isNamed ? key : { ...key, isNamed: true, remindAt: nextReminder(key.expiresAt, now) };
}

export function ended(key: ApiKey, because: KeyEnd, now: number): ApiKey {
  return key.endedAt === null ? { ...key, endedAt: now, endedBecause: because, remindAt: null } : key;
}

export const KEY_STATES = ['active', 'expired', 'ended'] as const;
export type KeyState = (typeof KEY_STATES)[number];

/** `active` says nothing about its account. */
export function stateOf(key: ApiKey, now: number): KeyState {
  if (key.endedAt !== null) return 'ended';
  return now < key.expiresAt && !isAhead(key.createdAt, now, MADE_AHEAD_MS) ? 'active' : 'expired';
}

/** When the key was or will be over. */
export function overAt({ endedAt, expiresAt }: ApiKey): number {
  return Math.min(endedAt ?? Number.POSITIVE_INFINITY, expiresAt);
}
