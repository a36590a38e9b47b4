import { StoredFormat } from '#kernel';

/** What a challenge opens, and nothing else [R24] [R42]. */
export const CHALLENGE_PURPOSES = ['mfa-login', 'email-verify', 'email-factor', 'password-reset'] as const;
export type ChallengePurpose = (typeof CHALLENGE_PURPOSES)[number];
/** Those that a token names; a user may have several. */
export type TokenPurpose = Extract<ChallengePurpose, 'mfa-login' | 'password-reset'>;
/** Those that a session names; a user has one. */
export type SolePurpose = Exclude<ChallengePurpose, TokenPurpose>;

/**
 * Something that a user has been asked for or been given: the second step of a login, a mailed code, a reset token. Dead
 * once it was used, has expired, or its user's `authEpoch` has moved.
 */
export interface Challenge {
  /** A UUIDv7; for purposes of which a user has one at a time: `<purpose>:<user id>`. */
  readonly id: string;
  readonly purpose: ChallengePurpose;
  readonly userId: string;
  readonly authEpoch: number;
  /** base64url HMAC of the one token that names it; null where a session names it. */
  readonly tokenHash: string | null;
  /** Of a token that somebody else was shown: the roles of its user, beyond which it opens nothing [R51]. Null: of no other. */
  readonly roles: readonly string[] | null;
  /** The code that was mailed last; null: none was. */
  readonly code: MailedCode | null;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly expiresAt: number;
  /** Null until it was used; never set back. */
  readonly usedAt: number | null;
}

/** How challenges are stored, in every store alike. */
export const CHALLENGE_FORMAT = new StoredFormat<Challenge>();

export interface MailedCode {
  /** base64url HMAC of challenge and code [R22]. */
  readonly hash: string;
  /** Where it was sent to. */
  readonly address: string;
  readonly expiresAt: number;
  /** Wrong guesses at this code; at 5 it is dead. */
  readonly failures: number;
}

/** How long each kind of challenge stands, in milliseconds. */
const LIFE_MS: Readonly<Record<ChallengePurpose, number>> = {
  'mfa-login': 300_000,
  'email-verify': 900_000,
  'email-factor': 900_000,
  'password-reset': 1_800_000,
};
/** How long a mailed code holds, in milliseconds [R22]. */
const CODE_LIFE_MS = 600_000;
const CODE_GUESSES = 5;

/** What is the same for every challenge of a purpose and a user. */
export interface ChallengeOpening
  extends Pick<Challenge, 'id' | 'purpose' | 'userId' | 'authEpoch' | 'tokenHash' | 'roles'> {}

export function openChallenge(opening: ChallengeOpening, now: number): Challenge {
  return { ...opening, code: null, createdAt: now, expiresAt: now + LIFE_MS[opening.purpose], usedAt: null };
}

/** The id of the one challenge that a user has of a purpose. */
export function soleChallengeId(purpose: ChallengePurpose, userId: string): string {
  return `${purpose}:${userId}`;
}

/** Whether it is neither used nor expired; what became of its user since is looked at beside it. */
export function stands(challenge: Challenge, now: number): boolean {
  return challenge.usedAt === null && now < challenge.expiresAt;
}

/** Whether its user has been given no role since that whoever was shown its token may not hold. */
export function coversRoles({ roles }: Challenge, present: readonly string[]): boolean {
  return roles === null || present.every((role) => roles.includes(role));
}

/** Any code that was mailed before is dead. */
export function withCode(challenge: Challenge, { hash, address }: Pick<MailedCode, 'hash' | 'address'>, now: number) {
  return { ...challenge, code: { hash, address, expiresAt: now + CODE_LIFE_MS, failures: 0 } } satisfies Challenge;
}

/** The code that may still be guessed at. */
export function liveCodeOf(challenge: Challenge, now: number): MailedCode | null {
  const { code } = challenge;
  if (!code || !stands(challenge, now) || now >= code.expiresAt || code.failures >= CODE_GUESSES) return null;
  return code;
}

export function withWrongGuess(challenge: Challenge, code: MailedCode): Challenge {
  return { ...challenge, code: { ...code, failures: code.failures + 1 } };
}

export function usedUp(challenge: Challenge, now: number): Challenge {
  return { ...challenge, usedAt: now };
}
