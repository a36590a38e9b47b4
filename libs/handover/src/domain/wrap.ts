import { hasEnded, type Sealed, StoredFormat } from '#kernel';

/** What a wrap may hold. */
export const WRAP_KINDS = ['secret', 'service_account_key'] as const;
export type WrapKind = (typeof WRAP_KINDS)[number];

/** The most openings of one wrap. */
export const VIEWS_MAX = 10;
/** The longest life of a wrap, in milliseconds: 7 days. */
export const LIFE_MAX_MS = 604_800_000;
/** Wraps of one account that can still be opened, at most. */
export const LIVE_WRAPS_MAX = 100;
/**
 * How long a wrap is remembered after its expiry, in milliseconds: 7 days. Its maker sees what became of it, and a late
 * use of its token is told from a token that we never made. Its sealed value is gone before.
 */
export const REMEMBERED_MS = 604_800_000;

/**
 * A value that somebody without an account may open, with a token, a few times. Its sealed value is gone after the last
 * opening, at the end, and soon after the expiry.
 */
export interface Wrap {
  /** The id of the request that made it: one request makes one wrap. */
  readonly id: string;
  readonly kind: WrapKind;
  /** The account that made it. */
  readonly makerId: string;
  /** The id of the object that the value is of. */
  readonly subjectId: string;
  /** The name of that object: the path of a secret, or the names of an account and of its key. */
  readonly subjectName: string;
  /** The version of the object. Null: it has none. */
  readonly version: number | null;
  /** What the maker wrote about it. Not sealed. */
  readonly note: string | null;
  /** base64url HMAC of the token. */
  readonly tokenHash: string;
  /** Null once nobody may open it any more. */
  readonly sealed: Sealed | null;
  /** How often it may be opened in all. */
  readonly views: number;
  /** When it was opened, in milliseconds since 1970, the first time first. */
  readonly openedAt: readonly number[];
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly expiresAt: number;
  /** When its maker ended it, or its object went away. Null: neither. */
  readonly endedAt: number | null;
  /** When a token of it was first used after the last opening. Null: never. Its maker was told then. */
  readonly triedAgainAt: number | null;
}

/** How wraps are stored, in every store alike. */
export const WRAP_FORMAT = new StoredFormat<Wrap>();

/** `opened`: as often as it may be. `ended`: by its maker, or with its object. */
export const WRAP_STATES = ['open', 'opened', 'ended', 'expired'] as const;
export type WrapState = (typeof WRAP_STATES)[number];

export function stateOf(wrap: Wrap, now: number): WrapState {
  if (viewsLeft(wrap) === 0) return 'opened';
  if (wrap.endedAt !== null) return 'ended';
  return hasEnded(wrap.expiresAt, wrap.expiresAt - wrap.createdAt, now) ? 'expired' : 'open';
}

export function viewsLeft({ views, openedAt }: Pick<Wrap, 'views' | 'openedAt'>): number {
  return Math.max(0, views - openedAt.length);
}

/** The wrap after one more opening. The last one takes the sealed value away. */
export function opened(wrap: Wrap, now: number): Wrap {
  const openedAt = [...wrap.openedAt, now];
  return { ...wrap, openedAt, sealed: openedAt.length < wrap.views ? wrap.sealed : null };
}

/** The wrap after its end. Null: nobody can open it any more anyway. */
export function ended(wrap: Wrap, now: number): Wrap | null {
  return stateOf(wrap, now) === 'open' ? { ...wrap, sealed: null, endedAt: now } : emptied(wrap);
}

/** The wrap without its sealed value. Null: it has none. */
export function emptied(wrap: Wrap): Wrap | null {
  return wrap.sealed === null ? null : { ...wrap, sealed: null };
}

/**
 * When the sweep has to look at the wrap, in milliseconds since 1970: at its expiry while it has a sealed value, and
 * when it may be forgotten.
 */
export function dueAt({ sealed, expiresAt }: Pick<Wrap, 'sealed' | 'expiresAt'>): number {
  return sealed === null ? expiresAt + REMEMBERED_MS : expiresAt;
}
