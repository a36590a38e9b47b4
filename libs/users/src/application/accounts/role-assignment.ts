import { Injectable } from '@nestjs/common';
import { type Caller, CofferError, invalidField } from '#kernel';
import { AuthorizationModelStore, Authorizer, MODEL_ID, type Target } from '#policies';
import { assignmentChange } from '../../domain/accounts/assignment-changes.js';
import type { Holding } from '../../domain/accounts/assignments.js';

/** Checks who may assign which roles, and that assigned roles exist. */
@Injectable()
export class RoleAssignment {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly models: AuthorizationModelStore,
  ) {}

  /**
   * Throws unless the caller may let an account hold `after` instead of `before`: `validation_failed` if a role cannot be
   * assigned, `forbidden` (audited) if what it gives, or what a role that is taken away denied, is more than the caller
   * holds, or for longer than the caller holds it [R51]. `target`: what the record of a refusal names. `before`: null
   * for a new account.
   */
  async check(caller: Caller, target: Target, before: Holding | null, after: Holding): Promise<void> {
    const { given, taken } = assignmentChange(before, after, caller.request.receivedAt);
    // A role that asks for a second factor guards the others only as long as it lasts. What is taken may last longer than
    // what is given: each is checked for its own time.
    if (given.roles.length > 0) await this.authorizer.requireCoverage(caller, target, given);
    if (taken.roles.length === 0) return;
    const { roles, ...during } = taken;
    await this.authorizer.requireCoverage(caller, target, during, { roles });
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
