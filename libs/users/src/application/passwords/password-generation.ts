import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import type { Caller } from '#kernel';
import { type GeneratedPassword, generatePassword } from '../../domain/passwords/password-generator.js';
import type { PasswordClass } from '../../domain/passwords/password-policy.js';

/** Generates random passwords for logged-in users. It does not store them. */
@Injectable()
export class PasswordGeneration {
  constructor(private readonly audit: AuditTrail) {}

  /** `length`: 8 to 256 characters. `classes`: all if omitted. Throws `validation_failed`. */
  async generate(
    { principal, request }: Caller,
    length: number,
    classes?: readonly PasswordClass[],
  ): Promise<GeneratedPassword> {
    const what = { action: 'tools:passwords', resourceType: 'user', resourceId: principal.userId } as const;
    const generated = generatePassword(length, classes);
    await this.audit.succeeded(request, principal, what);
    return generated;
  }
}
