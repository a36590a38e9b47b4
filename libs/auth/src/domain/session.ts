import { StoredFormat } from '#kernel';

/** Why a session ended before its time. */
export type SessionEnd = 'logout' | 'reuse' | 'ended' | 'user';

/** A session and its refresh family: one document. Times are milliseconds since 1970. */
export interface Session {
  readonly id: string;
  readonly userId: string;
  /** The refresh generation, from 1; only a token of this generation refreshes. */
  readonly generation: number;
  /** base64url HMAC-SHA-256 of the one refresh token that refreshes; the token itself is never kept [R34]. */
  readonly refreshHash: string;
  /** When this generation began: access tokens of an older one live 10 s longer. */
  readonly rotatedAt: number;
  readonly createdAt: number;
  readonly idleExpiresAt: number;
  readonly absoluteExpiresAt: number;
  /** Null while it lives. Never set back. */
  readonly revokedAt: number | null;
  readonly revokedBecause: SessionEnd | null;
  /** The user's `authEpoch` when the session was opened or adopted a change. */
  readonly authEpoch: number;
  readonly authenticatedAt: number;
  readonly mfaAt: number | null;
  readonly ip: string | null;
  readonly userAgent: string | null;
}

/** How sessions are stored, in every store alike. */
export const SESSION_FORMAT = new StoredFormat<Session>();

/** Access tokens from before a refresh go on for this long, for requests that were already on their way [R41]. */
export const ROTATION_GRACE_MS = 10_000;

/** How long sessions last, in milliseconds: without a refresh, and at all [R40]. */
export interface SessionLifetimes {
  readonly idleMs: number;
  readonly absoluteMs: number;
}

export interface Opening {
  readonly id: string;
  readonly userId: string;
  readonly authEpoch: number;
  readonly refreshHash: string;
  readonly ip: string;
  readonly userAgent: string | null;
  /** Whether a second factor was shown that counts. */
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

/** How long after a proof of the password or of a second factor a session is fresh, in milliseconds. */
export const FRESH_MS = 300_000;

export function isFresh({ authenticatedAt }: Pick<Session, 'authenticatedAt'>, now: number): boolean {
  return now - authenticatedAt <= FRESH_MS;
}

/** Whether a second factor that counts was shown within that time: what a password alone makes fresh is not. */
export function hasFreshFactor({ mfaAt }: Pick<Session, 'mfaAt'>, now: number): boolean {
  return mfaAt !== null && isFresh({ authenticatedAt: mfaAt }, now);
}

/** Its owner proved again who they are; `hasSecondFactor`: by a factor that counts for policies and roles. */
export function provenAgain(session: Session, hasSecondFactor: boolean, now: number): Session {
  return { ...session, authenticatedAt: now, mfaAt: hasSecondFactor ? now : session.mfaAt };
}

/** Its account has no second factor any more that it could have shown. */
export function withoutFactorShown(session: Session): Session {
  return { ...session, mfaAt: null };
}

/** The next generation of the family: the refresh token of the one before is used up. */
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

/** Whether the session itself still opens anything; whether its user does is looked at beside it. */
export function isLive(session: Session, now: number): boolean {
  return session.revokedAt === null && now < session.idleExpiresAt && now < session.absoluteExpiresAt;
}

/** Whether an access token of `generation` still counts: the present one, or the one before for 10 s. */
export function acceptsGeneration(session: Session, generation: number, now: number): boolean {
  if (generation === session.generation) return true;
  return generation === session.generation - 1 && now < session.rotatedAt + ROTATION_GRACE_MS;
}
