import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Creations } from '#idempotency';
import { type Caller, Clock, requireField, type Stored } from '#kernel';
import { Authorizer } from '#policies';
import { EMAIL_RULE } from '../../domain/accounts/email.js';
import { makeUser, type User } from '../../domain/accounts/user.js';
import { requireUsername } from '../../domain/accounts/username.js';
import { AccountOpening } from '../accounts/account-opening.js';
import { Accounts } from '../accounts/accounts.js';
import { RoleAssignment } from '../accounts/role-assignment.js';
import { Credentials } from '../passwords/credentials.js';
import { PasswordPolicy } from '../passwords/password-policy.js';

export interface UserToCreate {
  readonly username: string;
  readonly email: string;
  readonly password: string;
  readonly passwordChangeRequired: boolean;
  readonly roles: readonly string[];
}

/** Creates accounts for others. */
@Injectable()
export class UserCreation {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly roles: RoleAssignment,
    private readonly credentials: Credentials,
    private readonly policy: PasswordPolicy,
    private readonly accounts: Accounts,
    private readonly opening: AccountOpening,
    private readonly audit: AuditTrail,
    private readonly creations: Creations,
    private readonly clock: Clock,
  ) {}

  /**
   * `key`: the Idempotency-Key, or null. Errors: `validation_failed`, `forbidden`, `username_taken`, and the errors of
   * Creations.
   */
  async create(caller: Caller, given: UserToCreate, key: string | null = null): Promise<Stored<User>> {
    const username = requireUsername(given.username, given.email);
    const need = { permission: 'user:write', name: username, resourceType: 'user', resourceId: null } as const;
    await this.authorizer.requireCreation(caller, need);
    requireEmail(given.email);
    await this.policy.check('password', given.password, { username, email: given.email });
    await this.roles.check(caller, null, [], given.roles);
    const request = { route: 'POST /users', body: given, action: 'user:write', resourceType: 'user' } as const;
    return this.creations.once(caller, key, request, {
      make: (id) => this.make(caller, id, { ...given, username }),
      find: (id) => this.present(id),
    });
  }

  private async make(caller: Caller, id: string, given: UserToCreate): Promise<Stored<User>> {
    const password = await this.credentials.hash({ kind: 'password', text: given.password });
    const user = makeUser({ ...given, id, state: 'active', password }, this.clock.now());
    const what = { action: 'user:write', resourceType: 'user', resourceId: id } as const;
    const { request, principal } = caller;
    await this.audit.mutation(request, principal, what, () => this.opening.open(user, request.requestId));
    return { value: user, revision: 1 };
  }

  /** A tombstone does not count as the account. */
  private async present(id: string): Promise<Stored<User> | null> {
    const stored = await this.accounts.load(id);
    return stored?.value.state === 'deleted' ? null : stored;
  }
}

/** Throws `validation_failed` unless an account may have the address. */
export function requireEmail(address: string): void {
  requireField(EMAIL_RULE, address);
}
