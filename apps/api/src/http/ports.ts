import type { TokenInBody } from '#access';
import type { Action, Caller, Permission, Principal, RequestContext } from '#kernel';

/** The part of the policies that the edge needs. `Authorizer` implements it. */
export abstract class RouteAuthority {
  /** Whether the principal may hold the permission on some object. Records nothing. */
  abstract holds(principal: Principal, permission: Permission): Promise<boolean> | boolean;

  /**
   * Resolves if the caller holds the permission on at least one object. Otherwise audits the denial and throws
   * `forbidden` with the id of the decision. `tried`: what the record names, asked for only then.
   */
  abstract requireRoute(caller: Caller, permission: Permission, tried: () => TriedObject): Promise<void> | void;
}

/** What a request names: an id, or a name of the form that policies know. Null: it names none. */
export interface TriedObject {
  readonly id: string | null;
  readonly name: string | null;
}

/** The part of the authentication that the limits need. `TokenHolders` implements it. */
export abstract class GenuineTokens {
  /**
   * The id of the session or challenge that the token belongs to; null if this server did not make it. Reads nothing
   * from the store. The token may be used up or expired.
   */
  abstract holderOf(kind: TokenInBody['kind'], token: string): string | null;
}

/** The action and the object of a failed call, for the audit. */
export interface FailedCall {
  readonly action: Action;
  readonly resourceType: string;
  readonly resourceId: string | null;
}

/** The part of the audit that the edge needs. `AuditTrail` implements it. */
export abstract class FailureTrail {
  /** Resolves when the record is durable. Throws PartUnavailable('audit') if it cannot be written. */
  abstract failed(request: RequestContext, principal: Principal, what: FailedCall): Promise<void>;
}
