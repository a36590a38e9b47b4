import { Injectable } from '@nestjs/common';
import { checkPassword, normalizedPassword, type PasswordContext } from '../../domain/passwords/password-policy.js';
import { CommonPasswords } from '../../ports/common-passwords.js';
import { PasswordSettings } from '../../ports/password-settings.js';

/** What a new password must be here: the operator's rules and the list of common ones. Not for login secrets [R3]. */
@Injectable()
export class PasswordPolicy {
  constructor(
    private readonly settings: PasswordSettings,
    private readonly common: CommonPasswords,
  ) {}

  /** `validation_failed` with a field error for each broken rule: `password_too_short`, `password_common`, ... */
  async check(field: string, password: string, context: PasswordContext): Promise<void> {
    const isCommon = await this.common.includes(normalizedPassword(password));
    checkPassword(field, password, context, this.settings, isCommon);
  }
}
