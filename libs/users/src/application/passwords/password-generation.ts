import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import type { Caller } from '#kernel';
import { type GeneratedPassword, generatePassword } from '../../domain/passwords/password-generator.js';
import { PASSWORD_CLASSES, type PasswordClass, type PasswordContext } from '../../domain/passwords/password-policy.js';
import { Accounts } from '../accounts/accounts.js';
import { PasswordPolicy } from './password-policy.js';

/**
 * Random passwords that follow the rules are nearly always strong. Of 12 digits, one in three is not: it has a date. So
 * those have half a bit less entropy than is told.
 */
const DRAWS = 20;

/** Generates random passwords for logged-in users. It does not store them. */
@Injectable()
export class PasswordGeneration {
  constructor(
    private readonly accounts: Accounts,
    private readonly policy: PasswordPolicy,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * `length`: 8 to 256 characters. `classes`: all if omitted. The password follows the rules for new passwords, if they
   * allow this length and these classes. Throws `validation_failed`.
   */
  async generate(
    { principal, request }: Caller,
    length: number,
    classes?: readonly PasswordClass[],
  ): Promise<GeneratedPassword> {
    const what = { action: 'tools:passwords', resourceType: 'user', resourceId: principal.userId } as const;
    const owner = (await this.accounts.load(principal.userId))?.value;
    const context = { username: principal.username, email: owner?.email ?? null };
    const generated = await this.draw(context, length, classes);
    await this.audit.succeeded(request, principal, what);
    return generated;
  }

  private async draw(
    context: PasswordContext,
    length: number,
    classes: readonly PasswordClass[] = PASSWORD_CLASSES,
  ): Promise<GeneratedPassword> {
    for (let draw = 1; ; draw += 1) {
      const generated = generatePassword(length, classes);
      if (draw === DRAWS || !this.policy.allows(length, classes)) return generated;
      if (await this.policy.isStrong(generated.password, context)) return generated;
    }
  }
}
