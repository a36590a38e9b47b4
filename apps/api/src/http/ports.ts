import type { Action, Caller, Permission, Principal, RequestContext } from '#kernel';

/** What the edge needs of the policies: `Authorizer` has it. */
export abstract class RouteAuthority {
  /**
   * Returns for a caller who holds the permission on something (on the one object, where a kind has only one); else
   * audits the denial and throws `forbidden` with its decision id.
   */
  abstract requireRoute(caller: Caller, permission: Permission): Promise<void> | void;
}

/** What a failed call was about. */
export interface FailedCall {
  readonly action: Action;
  readonly resourceType: string;
  readonly resourceId: string | null;
}

/** What the edge needs of the audit: `AuditTrail` has it. */
export abstract class FailureTrail {
  /** Durable when it resolves; throws PartUnavailable('audit') when it cannot be. */
  abstract failed(request: RequestContext, principal: Principal, what: FailedCall): Promise<void>;
}
