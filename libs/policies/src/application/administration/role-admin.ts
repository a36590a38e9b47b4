import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditTrail, changedNames } from '#audit';
import { Creations, idTaken } from '#idempotency';
import { type Caller, Clock, CofferError, closeName, outOfReach } from '#kernel';
import { protectionOf } from '../../domain/administrators/administrator-roles.js';
import type { NameScope } from '../../domain/decisions/name-scope.js';
import { DENIED_WITHOUT_SECOND_FACTOR, type Grant } from '../../domain/grants/grant.js';
import type { AuthorizationModel, Role } from '../../domain/model.js';
import { DESCRIPTION_RULE } from '../../domain/names.js';
import { FieldErrors } from '../../domain/validation/field-errors.js';
import { Authorizer } from '../authorizer.js';
import { ModelReader } from '../model/model-reader.js';
import { ModelEditor } from './model-editor.js';
import { ModelObjectAccess } from './model-object-access.js';
import {
  checkChangeable,
  checkNameFree,
  checkSameName,
  type NamePage,
  nameOf,
  present,
  replaced,
} from './model-objects.js';
import { RoleRemoval } from './role-removal.js';

/** Everything of a role that a client sends. */
export interface RoleContent {
  /** Required for a new role. In a change it may be omitted; if it is given, it must be the current name. */
  readonly name?: string;
  readonly description: string;
  /** Names of policies. */
  readonly policies: readonly string[];
  /**
   * If omitted: unchanged for an existing role, so that a client that does not know the field cannot end the demand. A
   * new role then asks if a role of the caller does [R95].
   */
  readonly mfaRequired?: boolean;
}

/** The content in the form in which it is kept: policies are sorted, and none is there twice. */
type ValidContent = Omit<RoleContent, 'name'>;

/** The most policies of one role. */
export const ROLE_POLICIES_MAX = 1_000;
/** Names that one refused name is compared with. With the longest names, that takes some tens of milliseconds. */
const NAMES_COMPARED = 500;
/** More, and a name is no misspelling of another one, however it is written. */
const LENGTHS_APART = 4;

/** Creates, shows, changes and removes roles for callers whose own policies allow it. */
@Injectable()
export class RoleAdmin {
  private readonly access: ModelObjectAccess<Role>;

  constructor(
    private readonly reader: ModelReader,
    private readonly editor: ModelEditor,
    private readonly removal: RoleRemoval,
    private readonly authorizer: Authorizer,
    private readonly trail: AuditTrail,
    private readonly creations: Creations,
    private readonly clock: Clock,
  ) {
    this.access = new ModelObjectAccess('role', (model) => model.roles, reader, authorizer, trail, clock);
  }

  /**
   * `key`: the Idempotency-Key, or null. Errors: `validation_failed`, `forbidden`, `name_taken`, `model_full`, and the
   * errors of Creations.
   */
  async create(caller: Caller, input: RoleContent, key: string | null = null): Promise<Role> {
    const errors = new FieldErrors();
    const name = nameOf(input.name ?? '', errors);
    const content = validContent(input, errors);
    await this.authorizer.requireCreation(caller, { ...this.access.target('write', null), name });
    const request = { route: 'POST /roles', body: input, action: 'role:write', resourceType: 'role' } as const;
    return this.creations.once(caller, key, request, {
      make: (id) => this.make(caller, id, input.policies, { name, ...content }),
      find: async (id) => (await this.reader.current()).model.roles.find((one) => one.id === id) ?? null,
      recorded: (role) => ({ action: 'role:write', resourceId: role.id, resourceName: role.name }),
    });
  }

  private async make(
    caller: Caller,
    id: string,
    asked: readonly string[],
    { name, ...content }: ValidContent & { readonly name: string },
  ): Promise<Role> {
    const now = this.clock.now();
    const made = { builtIn: false, deletingSince: null, revision: 1, createdAt: now, updatedAt: now };
    const mfaRequired = (await this.reader.snapshot()).requiresSecondFactor(caller.principal);
    const listed = await this.authorizer.scope(caller, 'policy:list');
    const role: Role = { id, name, mfaRequired, ...content, ...made };
    await this.editor.edit(caller, this.access.target('write', id), {
      object: { kind: 'role', name },
      content: role,
      grant: (model) => ({
        given: { policies: known(model, content.policies, asked, listed), behindSecondFactor: role.mfaRequired },
      }),
      apply: (model) => {
        if (model.roles.some((one) => one.id === id)) throw idTaken();
        checkNameFree(model.roles, name);
        return { ...model, roles: [...model.roles, role] };
      },
    });
    return role;
  }

  /** The roles that the caller may list, in the order of names, after the name `after`. */
  list(caller: Caller, after: string | null, limit: number): Promise<NamePage<Role>> {
    return this.access.list(caller, after, limit);
  }

  /** Errors: `not_found`, `forbidden`. */
  get(caller: Caller, id: string): Promise<Role> {
    return this.access.get(caller, id);
  }

  /**
   * Replaces the content. `seen`: the revisions of If-Match; null to replace any revision. Errors: `not_found`,
   * `forbidden`, `validation_failed`, `precondition_failed`, `built_in`, `conflict`, `last_administrator`, `model_full`.
   */
  async replace(caller: Caller, id: string, input: RoleContent, seen: readonly number[] | null): Promise<Role> {
    const content = validContent(input, new FieldErrors());
    let changed = await this.access.find(caller, id, 'write');
    const listed = await this.authorizer.scope(caller, 'policy:list');
    await this.editor.edit(caller, this.access.target('write', id), {
      object: { kind: 'role', name: changed.name },
      content,
      grant: (model) => {
        const before = model.roles.find((one) => one.id === id);
        const behindSecondFactor = content.mfaRequired ?? before?.mfaRequired ?? false;
        const given = { policies: known(model, content.policies, input.policies, listed), behindSecondFactor };
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
  async remove(caller: Caller, id: string, seen: readonly number[] | null): Promise<void> {
    const { name, policies } = await this.access.find(caller, id, 'delete');
    const object = { kind: 'role', name } as const;
    await this.editor.requireUnprotected(caller, this.access.target('delete', id), object);
    const { request, principal } = caller;
    const about = { resourceType: 'role', resourceId: id, resourceName: name };
    const what = { action: 'role:delete', ...about, changes: changedNames('policies', policies, []) } as const;
    await this.trail.mutation(request, principal, what, () =>
      this.removal.remove(id, seen, request, (model) => {
        if (protectionOf(model, principal, object, request.receivedAt) !== null)
          throw outOfReach(randomUUID(), 'role:delete');
      }),
    );
  }
}

function validContent(input: RoleContent, errors: FieldErrors): ValidContent {
  errors.require(DESCRIPTION_RULE, input.description);
  const policies = [...new Set(input.policies)].sort();
  if (policies.length > ROLE_POLICIES_MAX)
    errors.add('policies', 'size', `must name at most ${ROLE_POLICIES_MAX} policies`);
  errors.check();
  const { description, mfaRequired } = input;
  return { description, policies, ...(mfaRequired === undefined ? {} : { mfaRequired }) };
}

/** What the change takes away: policies that the role no longer has, and its demand for a second factor. */
function takenBy({ policies, mfaRequired }: RoleContent, before: Role): Grant {
  return {
    policies: before.policies.filter((policy) => !policies.includes(policy)),
    statements: before.mfaRequired && mfaRequired === false ? [DENIED_WITHOUT_SECOND_FACTOR] : [],
  };
}

/**
 * Returns `policies`. Throws `validation_failed` if one of them does not exist. `asked`: the same, in the order in which
 * the client sent them. `listed`: what the client may list, which the error of the first may name.
 */
function known(
  model: AuthorizationModel,
  policies: readonly string[],
  asked: readonly string[],
  listed: NameScope,
): readonly string[] {
  const errors = new FieldErrors();
  const names = new Set(model.policies.map(({ name }) => name));
  const unknown = asked.flatMap((policy, index) => (names.has(policy) ? [] : [{ policy, index }]));
  for (const { policy, index } of unknown) {
    const meant = policy === unknown[0]?.policy ? nearName(policy, [...names], listed) : undefined;
    const hint = meant === undefined ? '' : `. Did you mean ${meant}?`;
    errors.add(`policies[${index}]`, 'unknown_policy', `is not the name of a policy${hint}`);
  }
  errors.check();
  return policies;
}

/** The first of `names` that `name` may be a misspelling of, and that the client may list. None once `listed` is spent. */
function nearName(name: string, names: readonly string[], listed: NameScope): string | undefined {
  const near = names.filter((one) => Math.abs(one.length - name.length) <= LENGTHS_APART).slice(0, NAMES_COMPARED);
  for (const one of near) {
    if (listed.isSpent) return undefined;
    if (closeName(name, [one]) !== undefined && listed.allows(one)) return one;
  }
  return undefined;
}
