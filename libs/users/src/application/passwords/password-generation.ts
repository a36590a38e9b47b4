import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import type { Caller } from '#kernel';
import { type GeneratedPassword, generatePassword } from '../../domain/passwords/password-generator.js';
import type { PasswordClass } from '../../domain/passwords/password-policy.js';

/** Makes passwords for whoever is logged in. Nothing is kept of them. */
@Injectable()
export class PasswordGeneration {
  constructor(private readonly audit: AuditTrail) {}

  /** Of 8 to 256 characters; of all classes unless told otherwise. */
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
