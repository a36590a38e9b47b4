import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Clock, CofferError, newId, type RequestContext } from '#kernel';
import { makeUser } from '../../domain/accounts/user.js';
import type { ImportRecord } from '../../domain/imports/import-record.js';
import { Accounts } from '../accounts/accounts.js';
import { Credentials } from '../passwords/credentials.js';

/** Imports accounts of another system with their password hashes. */
@Injectable()
export class UserImport {
  constructor(
    private readonly accounts: Accounts,
    private readonly credentials: Credentials,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * Creates an active account without roles, with a key ring. Returns `exists`, with nothing changed, if the username is
   * taken: so an interrupted import can be repeated. `by`: the actor's name in the audit. Throws PartUnavailable.
   */
  async import(request: RequestContext, by: string, record: ImportRecord): Promise<'imported' | 'exists'> {
    const { username, email, hash } = record;
    if (await this.accounts.findByUsername(username)) return 'exists';
    const password = await this.credentials.hashImported(hash);
    const { importedHash } = hash;
    const given = { id: newId(), username, email, roles: [], password, importedHash, passwordChangeRequired: false };
    const user = makeUser({ ...given, state: 'active' }, this.clock.now());
    const what = { action: 'user:write', resourceType: 'user', resourceId: user.id, actorName: by } as const;
    try {
      await this.audit.mutation(request, null, what, () => this.accounts.open(user, request.requestId));
      return 'imported';
    } catch (error) {
      if (error instanceof CofferError && error.code === 'username_taken') return 'exists';
      throw error;
    }
  }
}
