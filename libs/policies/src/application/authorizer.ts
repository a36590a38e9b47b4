import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import {
  type Caller,
  CofferError,
  forbidden,
  invalidField,
  isId,
  kindOf,
  outOfReach,
  type Permission,
  type Principal,
  secondFactorRequired,
} from '#kernel';
import { isActiveAdministrator } from '../domain/administrators/administrator-roles.js';
import type { CompiledModel, Holder } from '../domain/decisions/compiled-model.js';
import { type Decision, deny } from '../domain/decisions/decision.js';
import type { NameScope } from '../domain/decisions/name-scope.js';
import { beyondScope, type Grant, type Grantor, refusalOf } from '../domain/grants/grant.js';
import type { Statement } from '../domain/model.js';
import { soleNameOf } from '../domain/names.js';
import { factsOf, opensWithFactor } from './facts.js';
import { Judge, type Need, namedTarget, nameFor, type Refusal, refusedBy, type Target, type Telling } from './judge.js';
import { ModelReader } from './model/model-reader.js';

/** What a request names before its object is known: an id or a name of the right form, which may not exist. */
export interface Tried {
  readonly id: string | null;
  readonly name: string | null;
}

/**
 * Decides who may do what, by the current authorization model. Every feature asks here. Every refusal is audited here,
 * once, with a reason that the caller does not get. Methods that may return a plain value do so while the model is
 * fresh, which is nearly always.
 *
 * Every method throws PartUnavailable('authorization') if the model cannot be read: nothing is allowed on a guess.
 */
@Injectable()
export class Authorizer {
  constructor(
    private readonly reader: ModelReader,
    private readonly trail: AuditTrail,
  ) {}

  /** Whether the principal may hold the permission on some object. */
  holds(principal: Principal, permission: Permission): boolean | Promise<boolean> {
    return this.withModel((model) => model.holdsAny(principal, permission));
  }

  /**
   * The check of a route, before any look-up. Throws `forbidden` (audited) if the caller holds the permission on no
   * object. If the permission's kind has exactly one object, this is the whole decision, with its conditions. `tried`:
   * what the record of a refusal names, asked for only then.
   */
  requireRoute(caller: Caller, permission: Permission, tried = nothing): Promise<void> | void {
    const name = soleNameOf(permission);
    if (name !== null) return this.requireOn(caller, targetOf(permission, nothing()), name);
    return this.decided(caller, (model) => {
      return model.holdsAny(caller.principal, permission) ? undefined : this.denyRoute(caller, permission, tried);
    });
  }

  decide(caller: Caller, permission: Permission, name: string): Decision | Promise<Decision> {
    return this.decided(caller, (model) => model.decide(caller.principal, factsOf(caller), permission, name));
  }

  /** The names on which the caller holds the permission, for lists. */
  scope(caller: Caller, permission: Permission): NameScope | Promise<NameScope> {
    return this.decided(caller, (model) => model.scope(caller.principal, factsOf(caller), permission));
  }

  /**
   * Returns if the caller holds the permission on the object. Otherwise audits the refusal. Throws `not_found` if the
   * caller may not see the object; `second_factor_required` if a second factor alone would open it; else `forbidden`.
   */
  require(caller: Caller, need: Need): Promise<void> | void {
    return this.decided(caller, (model) => {
      const refusal = new Judge(model, caller).refusal(need);
      return refusal ? this.tell(caller, refusal) : undefined;
    });
  }

  /** Decides about several objects of one request, by one snapshot. It audits nothing: its user records the refusals. */
  judge(caller: Caller): Judge | Promise<Judge> {
    return this.decided(caller, (model) => new Judge(model, caller));
  }

  /**
   * The check before an object is created under a name that the caller chose. Throws `forbidden`, or
   * `second_factor_required` if a second factor alone would open it (both audited).
   */
  requireCreation(caller: Caller, need: Omit<Need, 'visibleBy'>): Promise<void> | void {
    return this.requireOn(caller, namedTarget(need), need.name);
  }

  /**
   * Refuses because the object does not exist. The answer is the same as for an object that the caller may not see, and
   * one denial is audited, too. `asked` is recorded only if it is an id: other text may be anything that somebody
   * pasted into the path. `name`: what the caller asked by, if it was no id. `resourceName`: see `Audited`.
   */
  async absent(
    caller: Caller,
    permission: Permission,
    resourceType: string,
    asked: string | null,
    name: string | null = null,
    resourceName = nameFor(resourceType, name),
  ): Promise<never> {
    const resourceId = asked !== null && isId(asked) ? asked : null;
    const target = { permission, resourceType, resourceId, resourceName };
    return this.tell(caller, (await this.judge(caller)).absence(target, name));
  }

  /**
   * Refuses because an object that the caller sees has no such part, such as a version. Throws `not_found` (audited).
   * `words`: what the caller may know of it.
   */
  absentPart(caller: Caller, target: Target, words: string): Promise<never> {
    const decision = deny(() => 'there is no such part of the object');
    return this.refuse(caller, target, decision, (id) => new CofferError('not_found', words, { decisionId: id }));
  }

  /** Refuses a caller who holds the route's permission on no object. Throws `forbidden` (audited). */
  denyRoute(caller: Caller, permission: Permission, tried = nothing): Promise<never> {
    const decision = deny(() => 'no role of the caller allows this on anything');
    return this.refuse(caller, targetOf(permission, tried()), decision, forbidden);
  }

  /** Refuses somebody who holds the permission, for a reason that only the audit has. Throws `forbidden` (audited). */
  forbid(caller: Caller, target: Target, reason: string): Promise<never> {
    const decision = deny(() => reason);
    return this.refuse(caller, target, decision, outOfReach);
  }

  /**
   * Nobody grants what they do not hold [R51]. Throws `forbidden` (audited as a denial of `target`) unless the caller's
   * roles allow everything that `given` allows and everything that the denies in `taken` deny. With `given.until`, only
   * allows of roles count that last as long: nobody gives a role for longer than they hold what it gives. Throws
   * `validation_failed` if a role in `given` does not exist or is being removed.
   */
  async requireCoverage(caller: Caller, target: Target, given: Grant, taken: Grant = {}): Promise<void> {
    const model = await this.reader.snapshot();
    caller.request.model = model.revision;
    checkAssignable(model, given.roles ?? []);
    // As long as a role of the caller counts, its denies and demands bind them, also if it ends before what they give.
    const all = grantorOf(model, caller.principal);
    const lasting = grantorOf(model, caller.principal, given.until);
    const reason =
      refusalOf(model, all, given, taken) ??
      (lasting.roles === all.roles ? null : refusalOf(model, lasting, given, taken));
    if (reason !== null) await this.forbid(caller, target, reason);
  }

  /**
   * A credential with a scope makes only credentials with one that its own covers [R110]. Throws `forbidden` (audited).
   * `scope`: valid statements of the new one; null: nothing narrows it.
   */
  async requireWithinScope(caller: Caller, target: Target, scope: readonly Statement[] | null): Promise<void> {
    const reason = beyondScope(caller.principal, scope);
    if (reason !== null) await this.forbid(caller, target, reason);
  }

  /** Throws `validation_failed` for `field` unless there is a role with this name. */
  async requireRole(field: string, name: string): Promise<void> {
    if ((await this.reader.snapshot()).role(name)) return;
    throw invalidField(field, 'unknown_role', `${field} is not the name of a role.`);
  }

  /** Whether the principal is one of the active administrators. */
  isAdministrator(principal: Principal): boolean | Promise<boolean> {
    return this.withModel((model) => isActiveAdministrator(model.model, principal));
  }

  /**
   * Whether a role of the holder asks for a second factor that counts. Ask only for a session that has shown none. For
   * such a session this runs with each request.
   */
  requiresSecondFactor(holder: Holder): boolean | Promise<boolean> {
    const model = this.reader.snapshot();
    return model instanceof Promise ? isAskedOf(model, holder) : model.requiresSecondFactor(holder);
  }

  private requireOn(caller: Caller, target: Target, name: string): Promise<void> | void {
    return this.decided(caller, (model) => {
      const decision = model.decide(caller.principal, factsOf(caller), target.permission, name);
      if (decision.allowed) return;
      const lacksFactor = opensWithFactor(model, caller, target.permission, name);
      return this.refuse(caller, target, decision, lacksFactor ? secondFactorRequired : forbidden);
    });
  }

  /** Audits a refusal, then throws it. */
  private refuse(caller: Caller, target: Target, decision: Decision, error: Telling): Promise<never> {
    return this.tell(caller, refusedBy(decision, target, error));
  }

  private async tell({ request, principal }: Caller, { denied, error }: Refusal): Promise<never> {
    await this.trail.denied(request, principal, denied);
    throw error;
  }

  /** As {@link withModel}. The audit records of the request name the revision that decided. */
  private decided<T>({ request }: Caller, use: (model: CompiledModel) => T): T | Promise<Awaited<T>> {
    return this.withModel((model) => {
      request.model = model.revision;
      return use(model);
    });
  }

  private withModel<T>(use: (model: CompiledModel) => T): T | Promise<Awaited<T>> {
    const model = this.reader.snapshot();
    return model instanceof Promise ? (model.then(use) as Promise<Awaited<T>>) : use(model);
  }
}

const nothing = (): Tried => ({ id: null, name: null });

function targetOf(permission: Permission, { id, name }: Tried): Target {
  const resourceType = kindOf(permission);
  return { permission, resourceType, resourceId: id, resourceName: nameFor(resourceType, name) };
}

/** `until`: when what the principal gives ends; null: never; undefined: every role counts that counts now. */
export function grantorOf(model: CompiledModel, principal: Principal, until?: number | null): Grantor {
  const roles = until === undefined ? principal.roles : rolesThrough(principal, until);
  return {
    roles,
    scope: principal.scope,
    isAdministrator: isActiveAdministrator(model.model, { ...principal, roles }),
  };
}

/** The roles of the principal that still count just before `until`. */
function rolesThrough({ roles, roleEnds = [] }: Principal, until: number | null): readonly string[] {
  const early = roleEnds.filter(({ expiresAt }) => until === null || expiresAt < until).map(({ name }) => name);
  return early.length === 0 ? roles : roles.filter((name) => !early.includes(name));
}

function checkAssignable(model: CompiledModel, roles: readonly string[]): void {
  roles.forEach((name, index) => {
    const role = model.role(name);
    if (!role || role.deletingSince !== null) {
      throw invalidField(`roles[${index}]`, 'unknown_role', `roles[${index}] is not a role that can be assigned.`);
    }
  });
}

async function isAskedOf(model: Promise<CompiledModel>, holder: Holder): Promise<boolean> {
  return (await model).requiresSecondFactor(holder);
}
