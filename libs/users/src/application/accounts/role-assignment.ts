import { Injectable } from '@nestjs/common';
import { type Caller, CofferError, invalidField } from '#kernel';
import { AuthorizationModelStore, Authorizer, MODEL_ID } from '#policies';

/** Checks who may assign which roles, and that assigned roles exist. */
@Injectable()
export class RoleAssignment {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly models: AuthorizationModelStore,
  ) {}

  /**
   * Throws unless the caller may turn the roles `before` into `after`: `validation_failed` if a new role cannot be
   * assigned, `forbidden` (audited) if a new role gives, or a removed role denied, something the caller does not hold
   * [R51]. `userId`: null for a new account.
   */
  async check(
    caller: Caller,
    userId: string | null,
    before: readonly string[],
    after: readonly string[],
  ): Promise<void> {
    const given = after.filter((role) => !before.includes(role));
    const taken = before.filter((role) => !after.includes(role));
    if (given.length + taken.length === 0) return;
    const target = { permission: 'user:write', resourceType: 'user', resourceId: userId } as const;
    await this.authorizer.requireCoverage(caller, target, { roles: given, holder: after }, { roles: taken });
  }

  /**
   * The first of `roles` that does not exist or is marked for removal; null if there is none. Call it after the roles
   * were written. A removal marks the role and then looks for holders, so either the removal sees the account, or this
   * check sees the mark. It must read the store: a model that was polled a second ago is too old.
   */
  async lost(roles: readonly string[]): Promise<string | null> {
    if (roles.length === 0) return null;
    const model = await this.models.models.load(MODEL_ID);
    const there = new Set(model?.value.roles.filter((role) => role.deletingSince === null).map(({ name }) => name));
    return roles.find((name) => !there.has(name)) ?? null;
  }
}

/** `validation_failed` for the role that {@link RoleAssignment.lost} found, once the assignment is undone. */
export function roleLost(name: string): CofferError {
  return invalidField('roles', 'unknown_role', `The role ${name} was removed at the same time: nothing was changed.`);
}
