import type { Denied } from '#audit';
import { type Caller, type CofferError, forbidden, type Permission, secondFactorRequired } from '#kernel';
import type { CompiledModel } from '../domain/decisions/compiled-model.js';
import { type Decision, deny } from '../domain/decisions/decision.js';
import { factsOf, hiddenFrom, opensWithFactor } from './facts.js';

/** The permission that a caller needs, and the object of the audit record. */
export interface Target {
  readonly permission: Permission;
  /** The object's kind. With `resourceId` (null if the object has none) it goes into the audit record. */
  readonly resourceType: string;
  readonly resourceId: string | null;
  /** Its name for the audit record. See `Audited.resourceName`. Absent: its name, if that cannot be the name of a person. */
  readonly resourceName?: string | null;
}

export interface Need extends Target {
  /** A secret's path, a username, a role's or a policy's name. */
  readonly name: string;
  /** Permissions that let their holder see the object. A caller without any of them on it gets `not_found`. */
  readonly visibleBy: readonly Permission[];
  /**
   * True: the caller asked for the object by this name, and by nothing else. What depends on the name alone may then be
   * told also of an object that is hidden. Default: false.
   */
  readonly isAskedByName?: boolean;
}

/** A refusal that nobody has recorded or been told yet. */
export interface Refusal {
  readonly denied: Denied;
  readonly error: CofferError;
}

/** The error of a refusal, by the id of the decision and the permission that was needed. */
export type Telling = (decisionId: string, permission: Permission) => CofferError;

/** Decides for one request, by one snapshot of the model. Use it at once: the model may change. */
export class Judge {
  readonly revision: number;

  constructor(
    private readonly model: CompiledModel,
    private readonly caller: Caller,
  ) {
    this.revision = model.revision;
  }

  /**
   * Null if the caller holds the permission on the object. The error is `not_found` if the caller may not see it;
   * `second_factor_required` if a second factor alone would open it; else `forbidden`.
   */
  refusal(need: Need): Refusal | null {
    const { model, caller } = this;
    const facts = factsOf(caller);
    const ask = (permission: Permission) => model.decide(caller.principal, facts, permission, need.name);
    const decision = ask(need.permission);
    if (decision.allowed) return null;
    const isVisible = need.visibleBy.some((permission) => ask(permission).allowed);
    const opens = (isVisible || need.isAskedByName) && opensWithFactor(model, caller, need.permission, need.name);
    const error = opens ? secondFactorRequired : isVisible ? forbidden : hiddenFrom(model, caller);
    return refusedBy(decision, namedTarget(need), error);
  }

  /** For an object that does not exist: the same error as for one that the caller may not see. `name`: it was asked by. */
  absence(target: Target, name: string | null): Refusal {
    const { model, caller } = this;
    const isRefused =
      name !== null && !model.decide(caller.principal, factsOf(caller), target.permission, name).allowed;
    const opens = isRefused && opensWithFactor(model, caller, target.permission, name);
    const decision = deny(() => 'there is no such object');
    return refusedBy(decision, target, opens ? secondFactorRequired : hiddenFrom(model, caller));
  }
}

export function refusedBy(
  { decisionId, reason }: Decision,
  { permission, ...target }: Target,
  error: Telling,
): Refusal {
  return { denied: { action: permission, ...target, decisionId, reason }, error: error(decisionId, permission) };
}

/**
 * A username is not kept as a name: no erasure would reach it. Service accounts have names of the same kind, so what a
 * caller asks for may be the name of a person.
 */
export function nameFor(resourceType: string, name: string | null): string | null {
  return resourceType === 'user' || resourceType === 'service_account' ? null : name;
}

export function namedTarget({ permission, resourceType, resourceId, name, ...need }: Omit<Need, 'visibleBy'>): Target {
  const { resourceName = nameFor(resourceType, name) } = need;
  return { permission, resourceType, resourceId, resourceName };
}
