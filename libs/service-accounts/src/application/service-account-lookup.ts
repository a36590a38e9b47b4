import { Injectable } from '@nestjs/common';
import { type Caller, CofferError, type Permission, type Stored } from '#kernel';
import { Authorizer } from '#policies';
import { Accounts, type User, UserAccess } from '#users';
import { isLeaving, placeOf } from '../domain/service-account.js';

/** The kind of the resource, in policies and in the audit. Policies name a service account: `service_account:<name>`. */
export const RESOURCE = 'service_account';
/** A caller with one of these on a service account may know that it exists. */
const VISIBLE_BY: readonly Permission[] = ['service_account:read', 'service_account:list'];

/** Finds service accounts for a caller, if the caller's permissions allow it. It never finds a person. */
@Injectable()
export class ServiceAccountLookup {
  constructor(
    private readonly accounts: Accounts,
    private readonly access: UserAccess,
    private readonly authorizer: Authorizer,
  ) {}

  /**
   * The account that a path names by its name or its id, if the caller holds `permission` on it. Otherwise throws
   * `forbidden` if the caller may see the account, `not_found` if not (audited). A deleted account is not found.
   */
  async find(caller: Caller, permission: Permission, nameOrId: string): Promise<Stored<User>> {
    const place = placeOf(nameOrId);
    const stored = await this.at(place);
    if (!stored) {
      // The name may be that of a person, so no record keeps it.
      const [id, name] = 'id' in place ? [place.id, null] : [null, place.name];
      return this.authorizer.absent(caller, permission, RESOURCE, id, name, null);
    }
    const { id, username: name } = stored.value;
    const target = { permission, resourceType: RESOURCE, resourceId: id, resourceName: name };
    const need = { ...target, name, visibleBy: VISIBLE_BY };
    await this.authorizer.require(caller, { ...need, isAskedByName: 'name' in place });
    return stored;
  }

  /**
   * As {@link find}, before the caller gets a credential of the account, or decides who gets one. Throws `forbidden` as
   * well if the account has a permission that the caller lacks, or has it for longer than the caller [R51].
   */
  async findToAct(caller: Caller, permission: Permission, nameOrId: string): Promise<Stored<User>> {
    const stored = await this.find(caller, permission, nameOrId);
    await this.requireNoGain(caller, permission, stored.value);
    return stored;
  }

  /**
   * As {@link findToAct}, before the caller changes, stops or deletes the account. Administrators may do it to every one:
   * roles that are gone cannot be compared.
   */
  async findToChange(caller: Caller, permission: Permission, nameOrId: string): Promise<Stored<User>> {
    const stored = await this.find(caller, permission, nameOrId);
    if (!(await this.authorizer.isAdministrator(caller.principal)))
      await this.requireNoGain(caller, permission, stored.value);
    return stored;
  }

  /** The service account of this id, for who has authenticated as it. Null if there is none, or if it is deleted. */
  async load(id: string): Promise<Stored<User> | null> {
    return serviceOnly(await this.accounts.loadOfAnyKind(id));
  }

  /**
   * Call it after a credential of the account was stored. Throws `conflict` if the account is deleted or being deleted:
   * the sweep of its credentials may have ended before.
   */
  async requireStaying(id: string): Promise<void> {
    const stored = await this.load(id);
    if (!stored || isLeaving(stored.value)) throw new CofferError('conflict', 'The account was deleted.');
  }

  /** As {@link load}, by a name or an id that somebody gives who has not authenticated. */
  locate(nameOrId: string): Promise<Stored<User> | null> {
    return this.at(placeOf(nameOrId));
  }

  private requireNoGain(caller: Caller, permission: Permission, user: User): Promise<void> {
    const { id, username: resourceName } = user;
    return this.access.requireNoGain(
      caller,
      { permission, resourceType: RESOURCE, resourceId: id, resourceName },
      user,
    );
  }

  private async at(place: ReturnType<typeof placeOf>): Promise<Stored<User> | null> {
    if ('id' in place) return this.load(place.id);
    return place.name === null ? null : serviceOnly(await this.accounts.findOfAnyKind(place.name));
  }
}

function serviceOnly(stored: Stored<User> | null): Stored<User> | null {
  return stored?.value.kind === 'service' && stored.value.state !== 'deleted' ? stored : null;
}
