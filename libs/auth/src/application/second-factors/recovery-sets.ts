import { Injectable } from '@nestjs/common';
import type { Caller, Stored } from '#kernel';
import { hasCountingFactor, mfaMethodsOf, type SecondFactors, type User } from '#users';
import { AuthSettings } from '../../ports/auth.settings.js';
import { type Change, FactorChanges } from './factor-changes.js';
import { notEnabled } from './factor-errors.js';
import { RecoveryCodes } from './recovery-codes.js';

const ACTION = 'auth:recovery-codes';

/** Ten codes, shown once. Null: the account already has codes. */
export type RecoveryCodesOrNull = readonly string[] | null;

/**
 * Issues sets of recovery codes: one with the first second factor, one with the first that counts, and a new one on
 * request.
 */
@Injectable()
export class RecoverySets {
  constructor(
    private readonly changes: FactorChanges,
    private readonly recovery: RecoveryCodes,
    private readonly settings: AuthSettings,
  ) {}

  /**
   * Publishes the factors that `make` returns. With the first factor of an account, adds recovery codes. With the first
   * factor that counts, it replaces them: codes that were given to a session without such a factor must not count later
   * [R95].
   */
  async enableFactor(
    caller: Caller,
    stored: Stored<User>,
    change: Change,
    make: () => Promise<SecondFactors>,
  ): Promise<RecoveryCodesOrNull> {
    const { id, secondFactors: before } = stored.value;
    let codes: RecoveryCodesOrNull = null;
    await this.changes.apply(caller, stored, change, async () => {
      const made = await make();
      if (!this.isFirst(before, made)) return made;
      const issued = this.recovery.issue(id);
      codes = issued.codes;
      return { ...made, recoveryHashes: issued.hashes };
    });
    return codes;
  }

  private isFirst(before: SecondFactors, after: SecondFactors): boolean {
    const { emailCountsAsMfa } = this.settings;
    const countsNow = !hasCountingFactor(before, emailCountsAsMfa) && hasCountingFactor(after, emailCountsAsMfa);
    return countsNow || mfaMethodsOf(before).length === 0;
  }

  /** Replaces the set by a new one. `mfa_not_enabled` if the account has no second factor. */
  async renew(caller: Caller): Promise<readonly string[]> {
    const stored = await this.changes.own(caller, ACTION);
    const { id, secondFactors } = stored.value;
    if (mfaMethodsOf(secondFactors).length === 0) throw notEnabled();
    const { codes, hashes } = this.recovery.issue(id);
    const change = { action: ACTION, notice: 'recovery-codes', session: 'goes-on' } as const;
    await this.changes.apply(caller, stored, change, () => ({ ...secondFactors, recoveryHashes: hashes }));
    return codes;
  }
}
