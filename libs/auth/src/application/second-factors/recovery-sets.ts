import { Injectable } from '@nestjs/common';
import type { Caller, Stored } from '#kernel';
import { mfaMethodsOf, type SecondFactors, type User } from '#users';
import { type Change, FactorChanges } from './factor-changes.js';
import { notEnabled } from './factor-errors.js';
import { RecoveryCodes } from './recovery-codes.js';

const ACTION = 'auth:recovery-codes';

/** Ten codes, shown once. Null: the account already has codes. */
export type RecoveryCodesOrNull = readonly string[] | null;

/** Issues sets of recovery codes: one with the first second factor, and a new one on request. */
@Injectable()
export class RecoverySets {
  constructor(
    private readonly changes: FactorChanges,
    private readonly recovery: RecoveryCodes,
  ) {}

  /** Publishes the factors that `make` returns. For the first factor of an account, adds recovery codes. */
  async enableFactor(
    caller: Caller,
    stored: Stored<User>,
    change: Change,
    make: () => Promise<SecondFactors>,
  ): Promise<RecoveryCodesOrNull> {
    const isFirst = mfaMethodsOf(stored.value.secondFactors).length === 0;
    const issued = isFirst ? this.recovery.issue(stored.value.id) : null;
    await this.changes.apply(caller, stored, change, async () => {
      const made = await make();
      return issued ? { ...made, recoveryHashes: issued.hashes } : made;
    });
    return issued?.codes ?? null;
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
