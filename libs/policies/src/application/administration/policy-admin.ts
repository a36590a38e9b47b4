import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Creations, idTaken } from '#idempotency';
import { type Caller, Clock, CofferError } from '#kernel';
import type { AuthorizationModel, Policy, Statement } from '../../domain/model.js';
import { DESCRIPTION_RULE } from '../../domain/names.js';
import { validateStatements } from '../../domain/statements/statement-validation.js';
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

/** Everything of a policy that a client sends. `statements` is not validated yet. */
export interface PolicyContent {
  /** Required for a new policy. In a change it may be omitted; if it is given, it must be the current name. */
  readonly name?: string;
  readonly description: string;
  readonly statements: unknown;
}

/** Creates, shows, changes and removes policies for callers whose own policies allow it. */
@Injectable()
export class PolicyAdmin {
  private readonly access: ModelObjectAccess<Policy>;

  constructor(
    private readonly reader: ModelReader,
    private readonly editor: ModelEditor,
    private readonly authorizer: Authorizer,
    trail: AuditTrail,
    private readonly creations: Creations,
    private readonly clock: Clock,
  ) {
    this.access = new ModelObjectAccess('policy', (model) => model.policies, reader, authorizer, trail, clock);
  }

  /**
   * `key`: the Idempotency-Key, or null. Errors: `validation_failed`, `forbidden`, `name_taken`, `model_full`, and the
   * errors of Creations.
   */
  async create(caller: Caller, input: PolicyContent, key: string | null = null): Promise<Policy> {
    const errors = new FieldErrors();
    const name = nameOf(input.name ?? '', errors);
    const content = validContent(input, errors);
    await this.authorizer.requireCreation(caller, { ...this.access.target('write', null), name });
    const request = { route: 'POST /policies', body: input, action: 'policy:write', resourceType: 'policy' } as const;
    return this.creations.once(caller, key, request, {
      make: (id) => this.make(caller, id, { name, ...content }),
      find: async (id) => (await this.reader.current()).model.policies.find((one) => one.id === id) ?? null,
      recorded: (policy) => ({ action: 'policy:write', resourceId: policy.id, resourceName: policy.name }),
    });
  }

  private async make(caller: Caller, id: string, content: Pick<Policy, 'name' | 'description' | 'statements'>) {
    const now = this.clock.now();
    const policy: Policy = { id, ...content, builtIn: false, revision: 1, createdAt: now, updatedAt: now };
    await this.editor.edit(caller, this.access.target('write', id), {
      object: { kind: 'policy', name: policy.name },
      content: policy,
      grant: () => ({ given: { statements: policy.statements } }),
      apply: (model) => {
        if (model.policies.some((one) => one.id === id)) throw idTaken();
        checkNameFree(model.policies, policy.name);
        return { ...model, policies: [...model.policies, policy] };
      },
    });
    return policy;
  }

  /** The policies that the caller may list, in the order of names, after the name `after`. */
  list(caller: Caller, after: string | null, limit: number): Promise<NamePage<Policy>> {
    return this.access.list(caller, after, limit);
  }

  /** Errors: `not_found`, `forbidden`. */
  get(caller: Caller, id: string): Promise<Policy> {
    return this.access.get(caller, id);
  }

  /**
   * Replaces the content. `seen`: the revisions of If-Match; null to replace any revision. Errors: `not_found`,
   * `forbidden`, `validation_failed`, `precondition_failed`, `built_in`, `last_administrator`, `model_full`.
   */
  async replace(caller: Caller, id: string, input: PolicyContent, seen: readonly number[] | null): Promise<Policy> {
    const errors = new FieldErrors();
    const content = validContent(input, errors);
    const found = await this.access.find(caller, id, 'write');
    let changed: Policy = found;
    await this.editor.edit(caller, this.access.target('write', id), {
      object: { kind: 'policy', name: found.name },
      content,
      grant: (model) => ({
        given: { statements: content.statements, behindSecondFactor: isBehindSecondFactor(model, found.name) },
        taken: { statements: endedDenies(model, id, content.statements) },
      }),
      apply: (model) => {
        const policy = present(model.policies, id);
        checkChangeable(policy, seen);
        checkSameName(policy, input.name);
        changed = { ...policy, ...content, revision: policy.revision + 1, updatedAt: this.clock.now() };
        return { ...model, policies: replaced(model.policies, changed) };
      },
    });
    return changed;
  }

  /** Errors: `not_found`, `forbidden`, `precondition_failed`, `built_in`, `in_use`. */
  async remove(caller: Caller, id: string, seen: readonly number[] | null): Promise<void> {
    const { name } = await this.access.find(caller, id, 'delete');
    await this.editor.edit(caller, this.access.target('delete', id), {
      object: { kind: 'policy', name },
      content: null,
      grant: () => ({ given: {} }),
      apply: (model) => {
        const policy = present(model.policies, id);
        checkChangeable(policy, seen);
        if (model.roles.some((role) => role.policies.includes(policy.name))) {
          throw new CofferError('in_use', 'A role refers to the policy. Remove it from every role first.');
        }
        return { ...model, policies: model.policies.filter((one) => one.id !== id) };
      },
    });
  }
}

function validContent(input: PolicyContent, errors: FieldErrors) {
  errors.require(DESCRIPTION_RULE, input.description);
  const statements = validateStatements(input.statements, errors);
  errors.check();
  return { description: input.description, statements };
}

/** Whether the policy reaches only accounts that must show a second factor. Not so if no role has it yet. */
function isBehindSecondFactor(model: AuthorizationModel, policy: string): boolean {
  const roles = model.roles.filter(({ policies }) => policies.includes(policy));
  return roles.length > 0 && roles.every(({ mfaRequired }) => mfaRequired);
}

/** The denies that the change would remove. Without them, holders of the policy get what they denied. */
function endedDenies(model: AuthorizationModel, id: string, after: readonly Statement[]): Statement[] {
  const kept = new Set(after.map((one) => JSON.stringify(one)));
  const before = model.policies.find((one) => one.id === id)?.statements ?? [];
  return before.filter((one) => one.effect === 'deny' && !kept.has(JSON.stringify(one)));
}
