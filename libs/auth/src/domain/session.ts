import { hasEnded, isAhead, StoredFormat } from '#kernel';

/**
 * A session that was opened further ahead than this, in milliseconds, is dead: it would outlive its length by as long as
 * the clock was ahead. A day, so that a clock that is a few hours behind logs nobody out.
 */
const OPENED_AHEAD_MS = 86_400_000;

/**
 * Why a session ended before it expired. `logout`: its own request. `reuse`: a used refresh token came again. `ended`:
 * its user ended it by its id. `user`: the account changed while the session was being opened.
 */
export type SessionEnd = 'logout' | 'reuse' | 'ended' | 'user';

/** A session and its refresh tokens, in one document. Times are milliseconds since 1970. */
export interface Session {
  readonly id: string;
  readonly userId: string;
  /** The refresh generation, from 1. Only the refresh token of this generation works. */
  readonly generation: number;
  /** base64url HMAC-SHA-256 of the current refresh token. The token itself is never stored [R34]. */
  readonly refreshHash: string;
  /** When this generation began. Access tokens of the previous one work for 10 more seconds. */
  readonly rotatedAt: number;
  readonly createdAt: number;
  readonly idleExpiresAt: number;
  readonly absoluteExpiresAt: number;
  /** Null while the session lives. Never set back to null. */
  readonly revokedAt: number | null;
  readonly revokedBecause: SessionEnd | null;
  /** The `authEpoch` of the user when the session was opened, or when it made a change that raised the epoch. */
  readonly authEpoch: number;
  /** The last proof of the credential or of a second factor. */
  readonly authenticatedAt: number;
  /** The last second factor that counts for policies and roles. Null: none was shown. */
  readonly mfaAt: number | null;
  readonly ip: string | null;
  readonly userAgent: string | null;
}

/** How sessions are stored, in every store alike. */
export const SESSION_FORMAT = new StoredFormat<Session>();

/**
 * How long access tokens from before a refresh still work, in milliseconds: for requests already on their way [R41].
 */
export const ROTATION_GRACE_MS = 10_000;

/** How long a session lasts, in milliseconds: without a refresh, and at most [R40]. */
export interface SessionLifetimes {
  readonly idleMs: number;
  readonly absoluteMs: number;
}

export interface Opening {
  readonly id: string;
  readonly userId: string;
  readonly authEpoch: number;
  readonly refreshHash: string;
  readonly ip: string | null;
  readonly userAgent: string | null;
  /** Whether the login showed a second factor that counts. */
  readonly hasSecondFactor: boolean;
}

export function openSession(
  { hasSecondFactor, ...opening }: Opening,
  { idleMs, absoluteMs }: SessionLifetimes,
  now: number,
): Session {
  const absoluteExpiresAt = now + absoluteMs;
  return {
    ...opening,
    generation: 1,
    rotatedAt: now,
    createdAt: now,
    idleExpiresAt: Math.min(now + idleMs, absoluteExpiresAt),
    absoluteExpiresAt,
    revokedAt: null,
    revokedBecause: null,
    authenticatedAt: now,
    mfaAt: hasSecondFactor ? now : null,
  };
}

/** How long a session is fresh after a proof of the credential or of a second factor, in milliseconds. */
export const FRESH_MS = 300_000;

export function isFresh({ authenticatedAt }: Pick<Session, 'authenticatedAt'>, now: number): boolean {
  return !hasEnded(authenticatedAt + FRESH_MS + 1, FRESH_MS + 1, now);
}

/** Whether the session has shown a second factor that counts within {@link FRESH_MS}. A password is not enough. */
export function hasFreshFactor({ mfaAt }: Pick<Session, 'mfaAt'>, now: number): boolean {
  return mfaAt !== null && isFresh({ authenticatedAt: mfaAt }, now);
}

/** The session after its user has proved again who they are. `hasSecondFactor`: with a factor that counts. */
export function provenAgain(session: Session, hasSecondFactor: boolean, now: number): Session {
  return { ...session, authenticatedAt: now, mfaAt: hasSecondFactor ? now : session.mfaAt };
}

/** The session after its user has disabled the last second factor that counts. */
export function withoutFactorShown(session: Session): Session {
  return { ...session, mfaAt: null };
}

/** The next generation of the session. The previous refresh token is used up. */
export function rotateSession(session: Session, refreshHash: string, idleMs: number, now: number): Session {
  return {
    ...session,
    generation: session.generation + 1,
    refreshHash,
    rotatedAt: now,
    idleExpiresAt: Math.min(now + idleMs, session.absoluteExpiresAt),
  };
}

export function revokeSession(session: Session, because: SessionEnd, now: number): Session {
  return session.revokedAt === null ? { ...session, revokedAt: now, revokedBecause: because } : session;
}

/** Whether the session is neither revoked nor expired. The caller checks its user. */
export function isLive(session: Session, now: number): boolean {
  if (isAhead(session.createdAt, now, OPENED_AHEAD_MS)) return false;
  return session.revokedAt === null && now < session.idleExpiresAt && now < session.absoluteExpiresAt;
}

/** Whether access tokens of `generation` still work: the current generation, or the previous one for 10 s. */
export function acceptsGeneration(session: Session, generation: number, now: number): boolean {
  if (generation === session.generation) return true;
  const endsAt = session.rotatedAt + ROTATION_GRACE_MS;
  return generation === session.generation - 1 && !hasEnded(endsAt, ROTATION_GRACE_MS, now);
}
