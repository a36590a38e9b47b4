import { hasEnded, StoredFormat } from '#kernel';

/** The one purpose that a challenge serves [R24] [R42]. */
export const CHALLENGE_PURPOSES = [
  'mfa-login',
  'email-verify',
  'email-change',
  'email-factor',
  'password-reset',
  'invitation',
] as const;
export type ChallengePurpose = (typeof CHALLENGE_PURPOSES)[number];
/** Challenges that a token names. A user may have several. */
export type TokenPurpose = Extract<ChallengePurpose, 'mfa-login' | 'password-reset' | 'invitation'>;
/** Challenges that belong to a session. A user has at most one of each purpose. */
export type SolePurpose = Exclude<ChallengePurpose, TokenPurpose>;

/**
 * One proof that the server waits for: the second step of a login, a mailed code, a reset token. A challenge is dead
 * once it was used, has expired, or the user's `authEpoch` has changed.
 */
export interface Challenge {
  /** A UUIDv7. For a {@link SolePurpose}: `<purpose>:<user id>`. */
  readonly id: string;
  readonly purpose: ChallengePurpose;
  readonly userId: string;
  readonly authEpoch: number;
  /** base64url HMAC of the token that names it. Null: it belongs to a session. */
  readonly tokenHash: string | null;
  /**
   * Set if an administrator saw the token: the roles of the user at that time. The token works only while the user
   * has no other role [R51]. Null: nobody else saw it.
   */
  readonly roles: readonly string[] | null;
  /** The last mailed code. Null: none was mailed. */
  readonly code: MailedCode | null;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly expiresAt: number;
  /** Null until it was used. Never set back to null. */
  readonly usedAt: number | null;
}

/** How challenges are stored, in every store alike. */
export const CHALLENGE_FORMAT = new StoredFormat<Challenge>();

export interface MailedCode {
  /** base64url HMAC of challenge and code [R22]. */
  readonly hash: string;
  /** The address that it was sent to. */
  readonly address: string;
  readonly expiresAt: number;
  /** Wrong guesses at this code. At 5 the code is dead. */
  readonly failures: number;
}

/** Lifetime of a challenge, in milliseconds. */
const LIFE_MS: Readonly<Record<ChallengePurpose, number>> = {
  'mfa-login': 300_000,
  'email-verify': 900_000,
  'email-change': 900_000,
  'email-factor': 900_000,
  'password-reset': 1_800_000,
  invitation: 604_800_000,
};
/** Lifetime of a mailed code, in milliseconds [R22]. */
const CODE_LIFE_MS = 600_000;
const CODE_GUESSES = 5;

/** What a new challenge is made of. */
export interface ChallengeOpening
  extends Pick<Challenge, 'id' | 'purpose' | 'userId' | 'authEpoch' | 'tokenHash' | 'roles'> {}

export function openChallenge(opening: ChallengeOpening, now: number): Challenge {
  return { ...opening, code: null, createdAt: now, expiresAt: now + LIFE_MS[opening.purpose], usedAt: null };
}

/**
 * The id of the one challenge that a user has of a purpose.
 *
 * @example soleChallengeId('email-verify', userId) // `email-verify:${userId}`
 */
export function soleChallengeId(purpose: ChallengePurpose, userId: string): string {
  return `${purpose}:${userId}`;
}

/** Whether the challenge is neither used nor expired. The caller checks the user's epoch and roles. */
export function stands(challenge: Challenge, now: number): boolean {
  return challenge.usedAt === null && !hasEnded(challenge.expiresAt, LIFE_MS[challenge.purpose], now);
}

/** True if the user gained no role since an administrator saw the token. Always true if nobody else saw it. */
export function coversRoles({ roles }: Challenge, present: readonly string[]): boolean {
  return roles === null || present.every((role) => roles.includes(role));
}

/** The challenge with a new mailed code. Any earlier code is dead. */
export function withCode(challenge: Challenge, { hash, address }: Pick<MailedCode, 'hash' | 'address'>, now: number) {
  return { ...challenge, code: { hash, address, expiresAt: now + CODE_LIFE_MS, failures: 0 } } satisfies Challenge;
}

/** The mailed code, if it can still be used: not expired, and guessed wrong fewer than 5 times. */
export function liveCodeOf(challenge: Challenge, now: number): MailedCode | null {
  const { code } = challenge;
  if (!code || !stands(challenge, now) || hasEnded(code.expiresAt, CODE_LIFE_MS, now) || code.failures >= CODE_GUESSES)
    return null;
  return code;
}

export function withWrongGuess(challenge: Challenge, code: MailedCode): Challenge {
  return { ...challenge, code: { ...code, failures: code.failures + 1 } };
}

export function usedUp(challenge: Challenge, now: number): Challenge {
  return { ...challenge, usedAt: now };
}
