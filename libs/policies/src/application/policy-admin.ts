import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type Caller, Clock, CofferError, newId, type Permission } from '#kernel';
import { FieldErrors } from '../domain/field-errors.js';
import type { AuthorizationModel, Policy, Statement } from '../domain/model.js';
import { validateStatements } from '../domain/statement-validation.js';
import { Authorizer, type Target } from './authorizer.js';
import { ModelEditor } from './model-editor.js';
import {
  checkChangeable,
  checkDescription,
  checkNameFree,
  checkSameName,
  type NamePage,
  nameOf,
  pageOf,
  present,
  replaced,
} from './model-objects.js';
import { ModelReader } from './model-reader.js';

/** The whole of what may change. `statements` is what the client sent, still to be validated. */
export interface PolicyContent {
  /** Of a new policy its name; later the present one, if it is given at all. */
  readonly name?: string;
  readonly description: string;
  readonly statements: unknown;
}

const VISIBLE_BY: readonly Permission[] = ['policy:read', 'policy:list'];

/** Policies: made, read, changed and removed under the policies that there are. */
@Injectable()
export class PolicyAdmin {
  constructor(
    private readonly reader: ModelReader,
    private readonly editor: ModelEditor,
    private readonly authorizer: Authorizer,
    private readonly trail: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** Errors: `validation_failed`, `forbidden`, `name_taken`, `model_full`. */
  async create(caller: Caller, input: PolicyContent): Promise<Policy> {
    const errors = new FieldErrors();
    const name = nameOf(input.name ?? '', errors);
    const content = validContent(input, errors);
    const now = this.clock.now();
    const policy = { id: newId(now), name, ...content, builtIn: false, revision: 1, createdAt: now, updatedAt: now };
    const target = targetOf('policy:write', policy.id);
    await this.authorizer.requireCreation(caller, { ...target, name });
    await this.editor.edit(caller, target, {
      grant: () => ({ given: { statements: policy.statements } }),
      apply: (model) => {
        checkNameFree(model.policies, name);
        return { ...model, policies: [...model.policies, policy] };
      },
    });
    return policy;
  }

  /** Those that the caller may list, by name, after the name `after`. */
  async list(caller: Caller, after: string | null, limit: number): Promise<NamePage<Policy>> {
    const { model } = await this.reader.snapshot();
    const page = pageOf(model.policies, await this.authorizer.scope(caller, 'policy:list'), after, limit);
    const what = { action: 'policy:list', resourceType: 'policy', resourceId: null } as const;
    await this.trail.succeeded(caller.request, caller.principal, what);
    return page;
  }

  /** Errors: `not_found`, `forbidden`. */
  async get(caller: Caller, id: string): Promise<Policy> {
    const policy = await this.find(caller, id, 'policy:read');
    const what = { action: 'policy:read', resourceType: 'policy', resourceId: id } as const;
    await this.trail.succeeded(caller.request, caller.principal, what);
    return policy;
  }

  /**
   * Replaces the content. `seen` is the revision that the caller read, null to replace whatever is there. Errors:
   * `not_found`, `forbidden`, `validation_failed`, `precondition_failed`, `built_in`, `model_full`.
   */
  async replace(caller: Caller, id: string, input: PolicyContent, seen: number | null): Promise<Policy> {
    const errors = new FieldErrors();
    const content = validContent(input, errors);
    const found = await this.find(caller, id, 'policy:write');
    let changed: Policy = found;
    await this.editor.edit(caller, targetOf('policy:write', id), {
      grant: (model) => ({
        given: { statements: content.statements },
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
  async remove(caller: Caller, id: string, seen: number | null): Promise<void> {
    await this.find(caller, id, 'policy:delete');
    await this.editor.edit(caller, targetOf('policy:delete', id), {
      grant: () => ({ given: {} }),
      apply: (model) => {
        const policy = present(model.policies, id);
        checkChangeable(policy, seen);
        if (model.roles.some((role) => role.policies.includes(policy.name))) {
          throw new CofferError('in_use', 'A role refers to the policy: take it out of every role first.');
        }
        return { ...model, policies: model.policies.filter((one) => one.id !== id) };
      },
    });
  }

  private async find(caller: Caller, id: string, permission: Permission): Promise<Policy> {
    const { model } = await this.reader.snapshot();
    const policy = model.policies.find((one) => one.id === id);
    if (!policy) return this.authorizer.absent(caller, permission, 'policy', id);
    await this.authorizer.require(caller, { ...targetOf(permission, id), name: policy.name, visibleBy: VISIBLE_BY });
    return policy;
  }
}

function targetOf(permission: Permission, id: string): Target {
  return { permission, resourceType: 'policy', resourceId: id };
}

function validContent(input: PolicyContent, errors: FieldErrors) {
  checkDescription(input.description, errors);
  const statements = validateStatements(input.statements, errors);
  errors.check();
  return { description: input.description, statements };
}

/** The denies that would be gone: whoever holds the policy is given what they denied. */
function endedDenies(model: AuthorizationModel, id: string, after: readonly Statement[]): Statement[] {
  const kept = new Set(after.map((one) => JSON.stringify(one)));
  const before = model.policies.find((one) => one.id === id)?.statements ?? [];
  return before.filter((one) => one.effect === 'deny' && !kept.has(JSON.stringify(one)));
}
