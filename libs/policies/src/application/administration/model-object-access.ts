import type { AuditTrail } from '#audit';
import type { Caller, Clock, Permission } from '#kernel';
import type { AuthorizationModel, Policy, Role } from '../../domain/model.js';
import type { Authorizer } from '../authorizer.js';
import type { Target } from '../judge.js';
import type { ModelReader } from '../model/model-reader.js';
import { type NamePage, pageOf } from './model-objects.js';

type Verb = 'list' | 'read' | 'write' | 'delete';

/** Finds the policies or the roles of the model for a caller. Checks permissions, and audits each read and list. */
export class ModelObjectAccess<T extends Policy | Role> {
  constructor(
    private readonly kind: 'policy' | 'role',
    private readonly objectsOf: (model: AuthorizationModel) => readonly T[],
    private readonly reader: ModelReader,
    private readonly authorizer: Authorizer,
    private readonly trail: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * The objects that the caller may list, in the order of names, after the name `after`. A page may be short or empty
   * although more pages follow.
   */
  async list(caller: Caller, after: string | null, limit: number): Promise<NamePage<T>> {
    const { model } = await this.reader.snapshot();
    const scope = await this.authorizer.scope(caller, this.permission('list'));
    const page = await pageOf(this.objectsOf(model), scope, after, limit, this.clock);
    await this.record(caller, 'list', null);
    return page;
  }

  /** Errors: `not_found`, `forbidden`. */
  async get(caller: Caller, id: string): Promise<T> {
    const found = await this.find(caller, id, 'read');
    await this.record(caller, 'read', found);
    return found;
  }

  /** The object `id`, if the caller may do `verb` to it. Errors: `not_found`, `forbidden`, both audited. */
  async find(caller: Caller, id: string, verb: Verb): Promise<T> {
    const { model } = await this.reader.snapshot();
    const found = this.objectsOf(model).find((one) => one.id === id);
    if (!found) return this.authorizer.absent(caller, this.permission(verb), this.kind, id);
    const visibleBy = [this.permission('read'), this.permission('list')];
    await this.authorizer.require(caller, { ...this.target(verb, id), name: found.name, visibleBy });
    return found;
  }

  target(verb: Verb, id: string | null): Target {
    return { permission: this.permission(verb), resourceType: this.kind, resourceId: id };
  }

  private record({ request, principal }: Caller, verb: Verb, found: T | null): Promise<void> {
    const { permission, ...target } = this.target(verb, found?.id ?? null);
    const resourceName = found?.name ?? null;
    return this.trail.succeeded(request, principal, { action: permission, ...target, resourceName });
  }

  private permission(verb: Verb): Permission {
    return `${this.kind}:${verb}`;
  }
}
