import { Injectable } from '@nestjs/common';
import type { Caller, Stored } from '#kernel';
import { mfaMethodsOf, type SecondFactors, type User } from '#users';
import { type Change, FactorChanges } from './factor-changes.js';
import { notEnabled } from './factor-errors.js';
import { RecoveryCodes } from './recovery-codes.js';

const ACTION = 'auth:recovery-codes';

/** Ten codes, shown once; null: the account has had its codes. */
export type RecoveryCodesOrNull = readonly string[] | null;

/** Sets of recovery codes: one comes with the first second factor, another one whenever it is asked for. */
@Injectable()
export class RecoverySets {
  constructor(
    private readonly changes: FactorChanges,
    private readonly recovery: RecoveryCodes,
  ) {}

  /** Publishes what `make` makes; with the first factor of an account come its recovery codes. */
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

  /** A new set: the old one dies. `mfa_not_enabled` without a factor that they could stand in for. */
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
