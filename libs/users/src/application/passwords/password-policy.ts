import { Injectable } from '@nestjs/common';
import { checkPassword, normalizedPassword, type PasswordContext } from '../../domain/passwords/password-policy.js';
import { CommonPasswords } from '../../ports/common-passwords.js';
import { PasswordSettings } from '../../ports/password.settings.js';

/** Checks new passwords by the operator's rules and the list of common ones. Login secrets are not checked [R3]. */
@Injectable()
export class PasswordPolicy {
  constructor(
    private readonly settings: PasswordSettings,
    private readonly common: CommonPasswords,
  ) {}

  /** Throws `validation_failed` with one field error for each broken rule: `password_too_short`, `password_common`, ... */
  async check(field: string, password: string, context: PasswordContext): Promise<void> {
    const isCommon = await this.common.includes(normalizedPassword(password));
    checkPassword(field, password, context, this.settings, isCommon);
  }
}
