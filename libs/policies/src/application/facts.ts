import { type Caller, type CofferError, notFound, type Permission } from '#kernel';
import { type CompiledModel, withFactor } from '../domain/decisions/compiled-model.js';
import type { RequestFacts } from '../domain/request-facts.js';

/** For somebody whose second factor would let them see more. It depends on their roles and session alone. */
const SEES_MORE = ' With a second factor you may see more: POST /api/v1/auth/reauthenticate.';

/**
 * Whether a caller who was refused would hold the permission on the name if the session had just shown a second factor.
 * A service account never shows one.
 */
export function opensWithFactor(model: CompiledModel, caller: Caller, permission: Permission, name: string): boolean {
  if (caller.principal.kind === 'service') return false;
  return model.decide(caller.principal, withFactor(factsOf(caller)), permission, name).allowed;
}

/** The 404 for an object that is absent or hidden: the same for both. */
export function hiddenFrom(model: CompiledModel, caller: Caller) {
  return (decisionId: string, permission: Permission): CofferError => {
    const { principal } = caller;
    const seesMore = principal.kind === 'person' && model.isWidenedByFactor(principal, factsOf(caller), permission);
    return notFound(decisionId, seesMore ? SEES_MORE : '');
  };
}

export function factsOf({ principal, request }: Caller): RequestFacts {
  return { ip: request.ip, now: request.receivedAt, mfaAt: principal.mfaAt };
}
