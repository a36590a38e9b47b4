import { Injectable } from '@nestjs/common';
import type { Caller } from '#kernel';
import { Authorizer } from '#policies';
import { hasCountingFactor, withoutFactor } from '#users';
import { AuthSettings } from '../../ports/auth.settings.js';
import { FactorChanges } from './factor-changes.js';
import { mandatory, notEnabled } from './factor-errors.js';

const ACTION = 'auth:mfa-disable';

/** Disables one of the caller's second factors. Disabling the last one deletes the recovery codes. */
@Injectable()
export class FactorRemoval {
  constructor(
    private readonly changes: FactorChanges,
    private readonly authorizer: Authorizer,
    private readonly settings: AuthSettings,
  ) {}

  /**
   * `mfa_mandatory` for the last factor that counts, while a role requires one; `second_factor_required`;
   * `mfa_not_enabled`.
   */
  async disable(caller: Caller, factor: 'totp' | 'email'): Promise<void> {
    const stored = await this.changes.own(caller, ACTION);
    const { secondFactors: before } = stored.value;
    if (before[factor] === null) throw notEnabled();
    const after = withoutFactor(before, factor);
    const { emailCountsAsMfa } = this.settings;
    const isGuarded = hasCountingFactor(after, emailCountsAsMfa);
    const isLast = hasCountingFactor(before, emailCountsAsMfa) && !isGuarded;
    if (isLast && (await this.authorizer.requiresSecondFactor(stored.value))) throw mandatory();
    const notice = factor === 'totp' ? 'app-disabled' : 'email-disabled';
    const session = isGuarded ? 'goes-on' : 'has-no-second-factor';
    await this.changes.apply(caller, stored, { action: ACTION, notice, session }, () => after);
  }
}
