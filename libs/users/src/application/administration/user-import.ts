import { Injectable } from '@nestjs/common';
import { AuditTrail, changedNames } from '#audit';
import { isIdTaken } from '#idempotency';
import { Clock, CofferError, newId, type RequestContext, tooSlow } from '#kernel';
import { wishedAssignments } from '../../domain/accounts/assignments.js';
import { holdingOf, makeUser } from '../../domain/accounts/user.js';
import type { ImportRecord } from '../../domain/imports/import-record.js';
import type { ImportedBcrypt } from '../../domain/imports/imported-hash.js';
import { AccountOpening } from '../accounts/account-opening.js';
import { Accounts } from '../accounts/accounts.js';
import { Credentials } from '../passwords/credentials.js';

/** An account that has a password. */
export type HashedRecord = ImportRecord & { readonly hash: ImportedBcrypt };

/** Imports accounts of another system with their password hashes. */
@Injectable()
export class UserImport {
  constructor(
    private readonly accounts: Accounts,
    private readonly opening: AccountOpening,
    private readonly credentials: Credentials,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * Creates an active account with its roles and a key ring. Returns `exists`, with nothing changed, if the username is
   * taken: so an interrupted import can be repeated. `by`: the actor's name in the audit. The operator who runs it may
   * give any role. Throws `validation_failed` for a role that does not exist or an end that is not ahead; PartUnavailable.
   */
  async import(request: RequestContext, by: string, record: HashedRecord): Promise<'imported' | 'exists'> {
    const { username, email, hash } = record;
    if (await this.accounts.findOfAnyKind(username)) return 'exists';
    const now = this.clock.now();
    const held = holdingOf(wishedAssignments(null, record.roles, now));
    await this.opening.requireRoles(held.roles);
    const password = await this.credentials.hashImported(hash);
    const { importedHash } = hash;
    const given = { id: newId(), username, email, ...held, password, importedHash, passwordChangeRequired: false };
    const user = makeUser({ ...given, state: 'active' }, now);
    const changes = changedNames('roles', [], user.roles);
    const what = { action: 'user:write', resourceType: 'user', resourceId: user.id, actorName: by, changes } as const;
    try {
      await this.audit.mutation(request, null, what, () => this.opening.open(user, request));
      return 'imported';
    } catch (error) {
      if (error instanceof CofferError && error.code === 'username_taken') return 'exists';
      throw isIdTaken(error) ? tooSlow() : error;
    }
  }
}
