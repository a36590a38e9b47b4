import { Injectable } from '@nestjs/common';
import { invalidField } from '#kernel';
import {
  checkPassword,
  isContextual,
  normalizedPassword,
  type PasswordClass,
  type PasswordContext,
  type PasswordFindings,
  wordsOf,
} from '../../domain/passwords/password-policy.js';
import { BreachedPasswords } from '../../ports/breached-passwords.js';
import { CommonPasswords } from '../../ports/common-passwords.js';
import { PasswordSettings } from '../../ports/password.settings.js';
import { PasswordMeter } from '../../ports/password-meter.js';

/**
 * Checks new passwords by the operator's rules, the list of common ones, a meter, and the operator's list of lost ones.
 * Login secrets are not checked [R3].
 */
@Injectable()
export class PasswordPolicy {
  constructor(
    private readonly settings: PasswordSettings,
    private readonly common: CommonPasswords,
    private readonly meter: PasswordMeter,
    private readonly breached: BreachedPasswords,
  ) {}

  /**
   * Throws `validation_failed` with one field error for each broken rule: `password_too_short`, `password_weak`, ... A
   * password that breaks none is looked up in the list of lost ones: `password_breached`.
   */
  async check(field: string, password: string, context: PasswordContext): Promise<void> {
    const normalized = normalizedPassword(password);
    const findings = await this.findingsOf(normalized, wordsOf(context));
    checkPassword(field, password, context, this.settings, findings);
    if (!(await this.breached.includes(normalized))) return;
    const message = `${field} is on a list of passwords that other sites lost: choose another one, and change it there`;
    throw invalidField(field, 'password_breached', message);
  }

  /** Whether a password of these classes and this length can follow the rules. */
  allows(length: number, classes: readonly PasswordClass[]): boolean {
    const { minLength, requiredClasses } = this.settings;
    return length >= minLength && requiredClasses.every((name) => classes.includes(name));
  }

  /** Whether a password is hard to guess and has no word of its owner. Length and classes do not matter. */
  async isStrong(normalized: string, context: PasswordContext): Promise<boolean> {
    const { isCommon, score } = await this.findingsOf(normalized, wordsOf(context));
    return !isCommon && score >= this.settings.minScore && !isContextual(normalized, context);
  }

  private async findingsOf(normalized: string, known: readonly string[]): Promise<PasswordFindings> {
    const isCommon = await this.common.includes(normalized);
    return { isCommon, score: await this.meter.scoreOf(normalized, known) };
  }
}
