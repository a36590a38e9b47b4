import type { Sealed } from '#kernel';

/** An authenticator app. The seed is sealed under the user's key ring. */
export interface Totp {
  /** The seed as base32 text, sealed. */
  readonly sealedSeed: Sealed;
  /** Milliseconds since 1970. */
  readonly enabledAt: number;
  /** The last time step whose code was accepted. Only codes of later steps are accepted (RFC 6238 section 5.2) [R17]. */
  readonly lastStep: number;
}

/** Codes by e-mail. */
export interface EmailFactor {
  /** The address that was verified when the factor was enabled. A later change of the account's address does not count. */
  readonly address: string;
  /** Milliseconds since 1970. */
  readonly enabledAt: number;
}

export interface SecondFactors {
  readonly totp: Totp | null;
  /** A seed that the owner has received but not confirmed. It cannot complete a login [R21]. */
  readonly pendingTotp: { readonly sealedSeed: Sealed; readonly createdAt: number } | null;
  readonly email: EmailFactor | null;
  /** base64url HMACs of the unused recovery codes [R23]. */
  readonly recoveryHashes: readonly string[];
}

export const NO_SECOND_FACTORS: SecondFactors = { totp: null, pendingTotp: null, email: null, recoveryHashes: [] };

const MFA_METHODS = ['totp', 'email', 'recovery'] as const;
export type MfaMethod = (typeof MFA_METHODS)[number];

/**
 * The methods that can complete a login; empty if the password alone completes it.
 *
 * @example mfaMethodsOf(NO_SECOND_FACTORS) // []
 */
export function mfaMethodsOf({ totp, email, recoveryHashes }: SecondFactors): readonly MfaMethod[] {
  const enabled = { totp: totp !== null, email: email !== null, recovery: recoveryHashes.length > 0 };
  return enabled.totp || enabled.email ? MFA_METHODS.filter((method) => enabled[method]) : [];
}

/** `factors` without one of them. Recovery codes only replace a factor, so they go with the last one. */
export function withoutFactor(factors: SecondFactors, factor: 'totp' | 'email'): SecondFactors {
  const left = { ...factors, [factor]: null, pendingTotp: factor === 'totp' ? null : factors.pendingTotp };
  return mfaMethodsOf(left).length > 0 ? left : { ...left, recoveryHashes: [] };
}

/** Whether there is a factor that counts for policies and roles. `emailCounts`: whether codes by e-mail count. */
export function hasCountingFactor({ totp, email }: SecondFactors, emailCounts: boolean): boolean {
  return totp !== null || (emailCounts && email !== null);
}

/**
 * Whether a code of `method` counts for policies and roles. A recovery code replaces a factor, so it counts only if the
 * account has a factor that counts: otherwise it would be worth more than what it replaces.
 */
export function methodCounts(method: MfaMethod, factors: SecondFactors, emailCounts: boolean): boolean {
  switch (method) {
    case 'totp':
      return true;
    case 'email':
      return emailCounts;
    case 'recovery':
      return hasCountingFactor(factors, emailCounts);
  }
}
