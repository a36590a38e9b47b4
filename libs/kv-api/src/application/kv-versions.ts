import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type Caller, CofferError, invalidField, type Permission, type Stored } from '#kernel';
import {
  checkPath,
  DeleteSecret,
  DestroyVersion,
  RestoreSecret,
  recordedSecret,
  type Secret,
  SecretLookup,
  seenRevision,
  standingOf,
} from '#secrets';
import { PathRights } from './path-rights.js';

/**
 * Deletes, restores and destroys for a client of Vault. Vault deletes versions, Coffer deletes secrets: what would delete
 * or restore more or less than was asked for is refused.
 */
@Injectable()
export class KvVersions {
  constructor(
    private readonly lookup: SecretLookup,
    private readonly deleting: DeleteSecret,
    private readonly restoring: RestoreSecret,
    private readonly destroying: DestroyVersion,
    private readonly rights: PathRights,
    private readonly audit: AuditTrail,
  ) {}

  /** Deletes the secret. Nothing happens if there is none, as in Vault. Errors: `forbidden`. */
  async delete(caller: Caller, path: string): Promise<void> {
    const head = await this.live(caller, 'secret:delete', path);
    if (head) await this.remove(caller, head, null);
  }

  /**
   * Deletes the secret if the versions include the current one. Refuses to delete earlier versions alone. Versions that
   * cannot be read any more need no deletion.
   */
  async deleteVersions(caller: Caller, path: string, versions: readonly number[]): Promise<void> {
    const head = await this.live(caller, 'secret:delete', path);
    if (!head) return;
    const standings = versions.map((version) => standingOf(head.value, version));
    if (standings.includes('current')) return this.remove(caller, head, [seenRevision(head)]);
    if (!standings.includes('archived')) return this.nothingToDo(caller, head);
    throw invalidField(
      'versions',
      'not_current',
      'Coffer deletes a secret with all its versions: name the current version too, or destroy earlier ones for good',
    );
  }

  /**
   * Restores the deleted secret of the path: of several, the one that was deleted last. Nothing happens if there is a live
   * secret and no deleted one. Errors: `forbidden`; `not_found`; `validation_failed` unless the versions include the one that
   * was current; `path_taken` if there is another secret now.
   */
  async undelete(caller: Caller, path: string, versions: readonly number[]): Promise<void> {
    const gone = await this.rights.deletedAt(caller, ['secret:delete'], checkPath(path));
    if (!gone) {
      const head = await this.live(caller, 'secret:delete', path);
      if (head) return this.nothingToDo(caller, head);
      throw new CofferError('not_found', 'There is no deleted secret at this path that can be restored.');
    }
    const { id, version } = gone.value;
    if (!versions.includes(version)) {
      const message = `Coffer restores a secret with all its versions: name version ${version} too, which was the current one`;
      throw invalidField('versions', 'not_current', message);
    }
    await this.restoring.restore(caller, id);
  }

  /**
   * Destroys versions for good: all that are named, or none. Errors: `forbidden`; `version_current`; `conflict` if the
   * secret is deleted. Nothing happens if there is none and was none.
   */
  async destroy(caller: Caller, path: string, versions: readonly number[]): Promise<void> {
    const permission = 'secret:destroy';
    const head = await this.found(caller, permission, path, () => this.rights.deletedAt(caller, [permission], path));
    if (head === null) return;
    if (head.value.state !== 'live') {
      await this.audit.failed(caller.request, caller.principal, recordedSecret(permission, head.value));
      throw new CofferError(
        'conflict',
        'The secret is deleted, so nothing was destroyed: undelete it first, or wait until its retention ends.',
      );
    }
    try {
      await this.destroying.destroyAll(caller, path, versions);
    } catch (error) {
      // Gone in the meantime.
      await this.rights.absence(caller, permission, path, error);
    }
  }

  private live(caller: Caller, permission: Permission, path: string): Promise<Stored<Secret> | null> {
    return this.found(caller, permission, path, () => null);
  }

  /** Null: there is no live secret and `deletedAt` gives none, and the caller may know that. */
  private async found(
    caller: Caller,
    permission: Permission,
    path: string,
    deletedAt: Parameters<SecretLookup['byPath']>[3],
  ): Promise<Stored<Secret> | null> {
    try {
      return await this.lookup.byPath(caller, permission, checkPath(path), deletedAt);
    } catch (error) {
      await this.rights.absence(caller, permission, path, error);
      return null;
    }
  }

  private nothingToDo({ request, principal }: Caller, { value }: Stored<Secret>): Promise<void> {
    return this.audit.succeeded(request, principal, recordedSecret('secret:delete', value));
  }

  private async remove(caller: Caller, { value }: Stored<Secret>, seen: readonly number[] | null): Promise<void> {
    try {
      await this.deleting.delete(caller, value.id, seen);
    } catch (error) {
      // Gone in the meantime: that is what was asked for.
      await this.rights.absence(caller, 'secret:delete', value.path, error);
    }
  }
}
