import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Creations, idTaken } from '#idempotency';
import { type Caller, Clock, CofferError } from '#kernel';
import { DENIED_WITHOUT_SECOND_FACTOR, type Grant } from '../../domain/grants/grant.js';
import type { AuthorizationModel, Role } from '../../domain/model.js';
import { FieldErrors } from '../../domain/validation/field-errors.js';
import { Authorizer } from '../authorizer.js';
import { ModelReader } from '../model/model-reader.js';
import { ModelEditor } from './model-editor.js';
import {
  checkChangeable,
  checkDescription,
  checkNameFree,
  checkSameName,
  type NamePage,
  nameOf,
  present,
  replaced,
} from './model-objects.js';
import { ModelShelf } from './model-shelf.js';
import { RoleRemoval } from './role-removal.js';

/** The whole of what may change. */
export interface RoleContent {
  /** Of a new role its name; later the present one, if it is given at all. */
  readonly name?: string;
  readonly description: string;
  /** Policy names. */
  readonly policies: readonly string[];
  /** Left out: not of a new role; of another one as it is, so that nobody lifts it by not knowing of it. */
  readonly mfaRequired?: boolean;
}

/** Policies of one role at most. */
export const ROLE_POLICIES_MAX = 1_000;

/** Roles: made, read, changed and removed under the policies that there are. */
@Injectable()
export class RoleAdmin {
  private readonly shelf: ModelShelf<Role>;

  constructor(
    private readonly reader: ModelReader,
    private readonly editor: ModelEditor,
    private readonly removal: RoleRemoval,
    private readonly authorizer: Authorizer,
    private readonly trail: AuditTrail,
    private readonly creations: Creations,
    private readonly clock: Clock,
  ) {
    this.shelf = new ModelShelf('role', (model) => model.roles, reader, authorizer, trail);
  }

  /**
   * `key`: the Idempotency-Key, or null. Errors: `validation_failed`, `forbidden`, `name_taken`, `model_full`; those of
   * Creations.
   */
  async create(caller: Caller, input: RoleContent, key: string | null = null): Promise<Role> {
    const errors = new FieldErrors();
    const name = nameOf(input.name ?? '', errors);
    const content = validContent(input, errors);
    await this.authorizer.requireCreation(caller, { ...this.shelf.target('write', null), name });
    const request = { route: 'POST /roles', body: input, action: 'role:write', resourceType: 'role' } as const;
    return this.creations.once(caller, key, request, {
      make: (id) => this.make(caller, id, name, content),
      find: async (id) => (await this.reader.current()).model.roles.find((one) => one.id === id) ?? null,
    });
  }

  private async make(caller: Caller, id: string, name: string, content: Omit<RoleContent, 'name'>): Promise<Role> {
    const now = this.clock.now();
    const made = { builtIn: false, deletingSince: null, revision: 1, createdAt: now, updatedAt: now };
    const role: Role = { id, name, mfaRequired: false, ...content, ...made };
    await this.editor.edit(caller, this.shelf.target('write', id), {
      grant: (model) => ({ given: { policies: known(model, content.policies) } }),
      apply: (model) => {
        if (model.roles.some((one) => one.id === id)) throw idTaken();
        checkNameFree(model.roles, name);
        return { ...model, roles: [...model.roles, role] };
      },
    });
    return role;
  }

  /** Those that the caller may list, by name, after the name `after`. */
  list(caller: Caller, after: string | null, limit: number): Promise<NamePage<Role>> {
    return this.shelf.list(caller, after, limit);
  }

  /** Errors: `not_found`, `forbidden`. */
  get(caller: Caller, id: string): Promise<Role> {
    return this.shelf.get(caller, id);
  }

  /**
   * Replaces the content. `seen` is the revision that the caller read, null to replace whatever is there. Errors:
   * `not_found`, `forbidden`, `validation_failed`, `precondition_failed`, `built_in`, `conflict`, `model_full`.
   */
  async replace(caller: Caller, id: string, input: RoleContent, seen: number | null): Promise<Role> {
    const content = validContent(input, new FieldErrors());
    let changed = await this.shelf.find(caller, id, 'write');
    await this.editor.edit(caller, this.shelf.target('write', id), {
      grant: (model) => {
        const before = model.roles.find((one) => one.id === id);
        const given = { policies: known(model, content.policies) };
        return { given, taken: before ? takenBy(content, before) : {} };
      },
      apply: (model) => {
        const role = present(model.roles, id);
        checkChangeable(role, seen);
        checkSameName(role, input.name);
        if (role.deletingSince !== null) throw new CofferError('conflict', 'The role is being removed.');
        changed = { ...role, ...content, revision: role.revision + 1, updatedAt: this.clock.now() };
        return { ...model, roles: replaced(model.roles, changed) };
      },
    });
    return changed;
  }

  /** Errors: `not_found`, `forbidden`, `precondition_failed`, `built_in`, `conflict`, `in_use`. */
  async remove(caller: Caller, id: string, seen: number | null): Promise<void> {
    await this.shelf.find(caller, id, 'delete');
    const { request, principal } = caller;
    const what = { action: 'role:delete', resourceType: 'role', resourceId: id } as const;
    await this.trail.mutation(request, principal, what, () => this.removal.remove(id, seen, request.requestId));
  }
}

function validContent(input: RoleContent, errors: FieldErrors): Omit<RoleContent, 'name'> {
  checkDescription(input.description, errors);
  const policies = [...new Set(input.policies)].sort();
  if (policies.length > ROLE_POLICIES_MAX) errors.add('policies', 'size', `must name at most ${ROLE_POLICIES_MAX}`);
  errors.check();
  const { description, mfaRequired } = input;
  return { description, policies, ...(mfaRequired === undefined ? {} : { mfaRequired }) };
}

/** What the role said before and no longer says: its denies, and that it asks for a second factor. */
function takenBy({ policies, mfaRequired }: RoleContent, before: Role): Grant {
  return {
    policies: before.policies.filter((policy) => !policies.includes(policy)),
    statements: before.mfaRequired && mfaRequired === false ? [DENIED_WITHOUT_SECOND_FACTOR] : [],
  };
}

/** 400 when one of the policies is not there. */
function known(model: AuthorizationModel, policies: readonly string[]): readonly string[] {
  const errors = new FieldErrors();
  const names = new Set(model.policies.map(({ name }) => name));
  policies.forEach((policy, index) => {
    if (!names.has(policy)) errors.add(`policies[${index}]`, 'unknown_policy', 'is not the name of a policy');
  });
  errors.check();
  return policies;
}
