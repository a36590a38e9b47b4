import { Injectable } from '@nestjs/common';
import { type Caller, invalidField } from '#kernel';
import { ADMINISTRATOR, Authorizer, type Target } from '#policies';
import { type Holding, RoleAssignment } from '#users';

/** Decides which roles a service account may get, and from whom. */
@Injectable()
export class ProgramRoles {
  constructor(
    private readonly assignment: RoleAssignment,
    private readonly authorizer: Authorizer,
  ) {}

  /**
   * As RoleAssignment.check. Also throws `validation_failed` for the role `administrator`, which is for people: a program
   * could not let anybody in again. And for a role that requires a second factor, which a program never shows.
   */
  async check(caller: Caller, target: Target, before: Holding | null, after: Holding): Promise<void> {
    const added = after.roles.filter((name) => !before?.roles.includes(name));
    if (added.includes(ADMINISTRATOR)) {
      const instead = 'give it a role with the policies that it needs instead';
      throw invalidField('roles', 'people_only', `The role ${ADMINISTRATOR} is for people: ${instead}.`);
    }
    await this.assignment.check(caller, target, before, after);
    for (const name of added) {
      if (!(await this.authorizer.requiresSecondFactor({ roles: [name] }))) continue;
      throw invalidField(
        'roles',
        'second_factor',
        `The role ${name} requires a second factor, and a program has none.`,
      );
    }
  }
}
