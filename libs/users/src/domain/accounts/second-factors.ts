import type { Sealed } from '#kernel';

/** An authenticator app. The seed is sealed under the user's key ring. */
export interface Totp {
  /** Of the base32 text of the seed. */
  readonly sealedSeed: Sealed;
  /** Milliseconds since 1970. */
  readonly enabledAt: number;
  /** The last time step whose code was taken: only later ones are (RFC 6238 section 5.2) [R17]. */
  readonly lastStep: number;
}

/** Codes go to the address that was verified when this was enabled, whatever becomes of the account's address. */
export interface EmailFactor {
  readonly address: string;
  readonly enabledAt: number;
}

export interface SecondFactors {
  readonly totp: Totp | null;
  /** A seed that was given out and not confirmed: it opens nothing [R21]. */
  readonly pendingTotp: { readonly sealedSeed: Sealed; readonly createdAt: number } | null;
  readonly email: EmailFactor | null;
  /** base64url HMACs of the recovery codes that are left [R23]. */
  readonly recoveryHashes: readonly string[];
}

export const NO_SECOND_FACTORS: SecondFactors = { totp: null, pendingTotp: null, email: null, recoveryHashes: [] };

const MFA_METHODS = ['totp', 'email', 'recovery'] as const;
export type MfaMethod = (typeof MFA_METHODS)[number];

/** The methods with which a login can be completed; empty: the password alone completes it. */
export function mfaMethodsOf({ totp, email, recoveryHashes }: SecondFactors): readonly MfaMethod[] {
  const enabled = { totp: totp !== null, email: email !== null, recovery: recoveryHashes.length > 0 };
  return enabled.totp || enabled.email ? MFA_METHODS.filter((method) => enabled[method]) : [];
}

/** Without the factor, and without recovery codes where it was the last: they stand in for one, they are none. */
export function withoutFactor(factors: SecondFactors, factor: 'totp' | 'email'): SecondFactors {
  const left = { ...factors, [factor]: null, pendingTotp: factor === 'totp' ? null : factors.pendingTotp };
  return mfaMethodsOf(left).length > 0 ? left : { ...left, recoveryHashes: [] };
}

/** Whether there is a factor that policies and roles take for one. */
export function hasCountingFactor({ totp, email }: SecondFactors, emailCounts: boolean): boolean {
  return totp !== null || (emailCounts && email !== null);
}
