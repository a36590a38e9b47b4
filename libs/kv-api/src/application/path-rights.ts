import { Injectable } from '@nestjs/common';
import { type Caller, CofferError, forbidden, type Permission, type Stored } from '#kernel';
import { Authorizer } from '#policies';
import { DeletedSecrets, type Secret } from '#secrets';

/** Nothing is there. Clients of Vault know that by an error without words. */
export function nothingThere(): CofferError {
  return new CofferError('not_found', '');
}

/**
 * Tells by the path alone whether a caller gets 403 or 404, as Vault does: who does not hold the permission on the path is
 * refused, whatever is there. Who holds it may know that nothing is there.
 */
@Injectable()
export class PathRights {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly deleted: DeletedSecrets,
  ) {}

  /** Whether the caller holds the permission on the path. Audits nothing. */
  async holds(caller: Caller, permission: Permission, path: string): Promise<boolean> {
    return (await this.authorizer.decide(caller, permission, path)).allowed;
  }

  /**
   * The secret of this path that was deleted last. Null: none can be restored, or the caller lacks one of the permissions on
   * the path. Audits nothing. Errors: those of DeletedSecrets.
   */
  async deletedAt(caller: Caller, permissions: readonly Permission[], path: string): Promise<Stored<Secret> | null> {
    for (const permission of permissions) if (!(await this.holds(caller, permission, path))) return null;
    return this.deleted.newestAt(caller.request, path);
  }

  /**
   * For an error of a service that looked for a secret: returns the error of an absent secret if the caller may know that
   * it is absent. Throws every other error, and `forbidden` in place of a `not_found` that hides. The audit has the refusal
   * already.
   */
  async absence(caller: Caller, permission: Permission, path: string, error: unknown): Promise<CofferError> {
    if (!(error instanceof CofferError) || error.code !== 'not_found') throw error;
    if (await this.holds(caller, permission, path)) return error;
    throw forbidden(error.details.decisionId ?? '', permission);
  }
}
