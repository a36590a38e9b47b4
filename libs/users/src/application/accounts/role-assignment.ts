import { Injectable } from '@nestjs/common';
import { type Caller, CofferError, invalidField } from '#kernel';
import { AuthorizationModelStore, Authorizer, MODEL_ID } from '#policies';

/** Who may assign which roles, and that an assigned role is there. */
@Injectable()
export class RoleAssignment {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly models: AuthorizationModelStore,
  ) {}

  /**
   * Throws unless the caller may turn the roles `before` into `after`: 400 for a role that cannot be assigned, 403
   * (audited) for one that gives what the caller does not hold, or that took away what they do not hold [R51].
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
    await this.authorizer.requireCoverage(caller, target, { roles: given }, { roles: taken });
  }

  /**
   * After roles were written: the first of them that is gone or marked for removal meanwhile; null when all are there.
   * Whoever removes a role marks it and then looks for its holders, so one of the two sees the other, provided that
   * the model is read from the store: what a poll saw a second ago is too old here.
   */
  async lost(roles: readonly string[]): Promise<string | null> {
    if (roles.length === 0) return null;
    const model = await this.models.models.load(MODEL_ID);
    const there = new Set(model?.value.roles.filter((role) => role.deletingSince === null).map(({ name }) => name));
    return roles.find((name) => !there.has(name)) ?? null;
  }
}

/** 400: what {@link RoleAssignment.lost} found, once the assignment is taken back. */
export function roleLost(name: string): CofferError {
  return invalidField('roles', 'unknown_role', `The role ${name} was removed at the same time: nothing was changed.`);
}
