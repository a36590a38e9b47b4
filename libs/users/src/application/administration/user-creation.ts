import { Injectable } from '@nestjs/common';
import { AuditTrail, changedNames } from '#audit';
import { Creations, goneSince } from '#idempotency';
import { type Caller, Clock, invalidField, requireField, type Stored } from '#kernel';
import { Authorizer } from '#policies';
import { type Holding, type RoleWish, requireExpiry, wishedAssignments } from '../../domain/accounts/assignments.js';
import { EMAIL_RULE } from '../../domain/accounts/email.js';
import { holdingOf, makeUser, type User } from '../../domain/accounts/user.js';
import { withInvitation } from '../../domain/accounts/user-transitions.js';
import { requireUsername } from '../../domain/accounts/username.js';
import type { ImportedFields } from '../../domain/imports/imported-fields.js';
import { AccountOpening } from '../accounts/account-opening.js';
import { Accounts } from '../accounts/accounts.js';
import { RoleAssignment } from '../accounts/role-assignment.js';
import { Credentials } from '../passwords/credentials.js';
import { PasswordPolicy } from '../passwords/password-policy.js';
import { Invitations, type IssuedInvitation } from './invitations.js';

export interface UserToCreate {
  readonly username: string;
  readonly email: string;
  /** Null: the user is invited, and chooses it; or `imported` says how another system hashed it. */
  readonly password: string | null;
  readonly imported?: ImportedFields | null;
  /** Null: true for an account with a password, false for an imported one. Must be null for an invited one. */
  readonly passwordChangeRequired: boolean | null;
  readonly roles: readonly RoleWish[];
  /** Milliseconds since 1970; null or absent: the account does not expire. */
  readonly expiresAt?: number | null;
}

export interface CreatedUser extends Stored<User> {
  /** Null for an account with a password, and for one that an earlier request with the same key made. */
  readonly invitation: IssuedInvitation | null;
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
    private readonly invitations: Invitations,
    private readonly audit: AuditTrail,
    private readonly creations: Creations,
    private readonly clock: Clock,
  ) {}

  /**
   * `key`: the Idempotency-Key, or null. Errors: `validation_failed`, `forbidden`, `username_taken`, and the errors of
   * Creations.
   */
  async create(caller: Caller, given: UserToCreate, key: string | null = null): Promise<CreatedUser> {
    const username = requireUsername(given.username, given.email);
    const need = { permission: 'user:write', name: username, resourceType: 'user', resourceId: null } as const;
    await this.authorizer.requireCreation(caller, need);
    requireEmail(given.email);
    await this.checkPassword(caller, given, username);
    const target = { permission: 'user:write', resourceType: 'user', resourceId: null } as const;
    await this.roles.check(caller, target, null, this.holdingFor(given));
    const request = { route: 'POST /users', body: given, action: 'user:write', resourceType: 'user' } as const;
    return this.creations.once(caller, key, request, {
      make: (id) => this.make(caller, id, { ...given, username }),
      find: (id) => this.present(id),
    });
  }

  private async checkPassword(caller: Caller, given: UserToCreate, username: string): Promise<void> {
    const { password, email, imported, passwordChangeRequired } = given;
    if (imported) return this.checkImported(caller, given, imported);
    if (password !== null) return this.policy.check('password', password, { username, email });
    if (passwordChangeRequired === null) return;
    const field = 'password_change_required';
    throw invalidField(field, 'needs_password', `${field} is only for an account with a password.`);
  }

  /** A hash hides a password that breaks the rules. So it is taken from administrators alone. */
  private async checkImported(caller: Caller, { password }: UserToCreate, imported: ImportedFields): Promise<void> {
    if (password !== null)
      throw invalidField('hashed_password', 'one_of', 'Send password or hashed_password, not both.');
    this.credentials.readImported(imported);
    if (await this.authorizer.isAdministrator(caller.principal)) return;
    const target = { permission: 'user:write', resourceType: 'user', resourceId: null } as const;
    return this.authorizer.forbid(caller, target, 'only administrators import password hashes');
  }

  /** Throws `validation_failed` for an end that is not ahead. */
  private holdingFor({ roles, expiresAt = null }: UserToCreate): Holding {
    const now = this.clock.now();
    requireExpiry(null, expiresAt, now);
    return { ...holdingOf(wishedAssignments(null, roles, now)), expiresAt };
  }

  private async make(caller: Caller, id: string, given: UserToCreate): Promise<CreatedUser> {
    const { password, importedHash } = await this.hashOf(given);
    const state = password === null ? 'invited' : 'active';
    const mustChange = password !== null && (given.passwordChangeRequired ?? importedHash === undefined);
    // Field by field: what was given has the password and the hash of the other system.
    const { username, email } = given;
    const rest = { id, username, email, state, password, importedHash, passwordChangeRequired: mustChange } as const;
    const user = makeUser({ ...rest, ...this.holdingFor(given) }, this.clock.now());
    const changes = changedNames('roles', [], user.roles);
    const what = { action: 'user:write', resourceType: 'user', resourceId: id, changes } as const;
    const { request, principal } = caller;
    const opened = await this.audit.mutation(request, principal, what, async () => {
      // Before the account: an account without its invitation would have to be invited again.
      const invitation = password === null ? await this.invitations.tokens.open(user, request.requestId) : null;
      const value = invitation ? withInvitation(user, invitation) : user;
      await this.opening.open(value, request);
      return { value, invitation };
    });
    const { value, invitation } = opened;
    return { value, revision: 1, invitation: invitation && this.invitations.tokens.deliver(value, invitation) };
  }

  private async hashOf({ password: text, imported }: UserToCreate) {
    if (imported) {
      const read = this.credentials.readImported(imported);
      return { password: await this.credentials.hashImported(read), importedHash: read.importedHash };
    }
    return { password: text === null ? null : await this.credentials.hash({ kind: 'password', text }) };
  }

  /** A tombstone is a trace of the account. */
  private async present(id: string): Promise<CreatedUser | null> {
    const stored = await this.accounts.load(id);
    if (stored?.value.state === 'deleted') throw goneSince();
    return stored && { ...stored, invitation: null };
  }
}

/** Throws `validation_failed` unless an account may have the address. */
export function requireEmail(address: string): void {
  requireField(EMAIL_RULE, address);
}
