import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { ALL_PERMISSIONS, type Caller, type Permission } from '#kernel';
import { Authorizer } from '#policies';
import { Accounts, type Assignment, assignmentsAt, type MfaMethod, mfaMethodsOf, type User } from '#users';
import { unauthenticated } from '../../domain/tokens/token-refusals.js';

export interface OwnAccountView {
  readonly user: User;
  /** The roles that count now, with their ends in milliseconds since 1970; null: it does not end. */
  readonly roles: readonly Assignment[];
  /** Every permission that the caller's roles allow on at least one object. */
  readonly permissions: readonly Permission[];
  readonly mfaMethods: readonly MfaMethod[];
  /** The session, or the key or binding of a service account. */
  readonly credentialId: string;
}

/** Shows callers their own account, also the account of a program. */
@Injectable()
export class OwnAccountService {
  constructor(
    private readonly accounts: Accounts,
    private readonly authorizer: Authorizer,
    private readonly audit: AuditTrail,
  ) {}

  async show({ principal, request }: Caller): Promise<OwnAccountView> {
    const stored = await this.accounts.loadOfAnyKind(principal.userId);
    if (!stored) throw unauthenticated();
    const held = await Promise.all(ALL_PERMISSIONS.map((permission) => this.authorizer.holds(principal, permission)));
    const what = { action: 'auth:me', resourceType: 'user', resourceId: principal.userId } as const;
    await this.audit.succeeded(request, principal, what);
    const permissions = ALL_PERMISSIONS.filter((_, index) => held[index]);
    const { value: user } = stored;
    const roles = assignmentsAt(user, request.receivedAt);
    return {
      user,
      roles,
      permissions,
      mfaMethods: mfaMethodsOf(user.secondFactors),
      credentialId: principal.credential,
    };
  }
}
