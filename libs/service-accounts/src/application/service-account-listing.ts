import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import type { Caller } from '#kernel';
import { Authorizer } from '#policies';
import { AccountPages, type UserState } from '#users';
import { Owners } from './owners.js';
import { RESOURCE, ServiceAccountLookup } from './service-account-lookup.js';
import { type ServiceAccountView, ServiceAccountViews } from './service-account-view.js';

export interface ServiceAccountFilter {
  /** A part of the name, in lower case. */
  readonly q?: string;
  readonly role?: string;
  readonly state?: UserState;
  /** The username of an owner; null: only accounts without one. */
  readonly owner?: string | null;
}

export interface ServiceAccountPage {
  readonly items: readonly ServiceAccountView[];
  /** The next page begins after this name; null at the end. */
  readonly next: string | null;
}

/** Shows and lists service accounts to callers who may see them. */
@Injectable()
export class ServiceAccountListing {
  constructor(
    private readonly lookup: ServiceAccountLookup,
    private readonly owners: Owners,
    private readonly pages: AccountPages,
    private readonly views: ServiceAccountViews,
    private readonly authorizer: Authorizer,
    private readonly audit: AuditTrail,
  ) {}

  /** Errors: `not_found`, `forbidden`. */
  async get({ request, principal }: Caller, nameOrId: string): Promise<ServiceAccountView> {
    const stored = await this.lookup.find({ request, principal }, 'service_account:read', nameOrId);
    const { id, username } = stored.value;
    const about = { resourceType: RESOURCE, resourceId: id, resourceName: username };
    const view = await this.views.of(stored, request.receivedAt);
    await this.audit.succeeded(request, principal, { action: 'service_account:read', ...about });
    return view;
  }

  /**
   * Those that the caller may list, in the order of names, after the name `after`. `validation_failed` for a role that
   * does not exist.
   */
  async list(
    caller: Caller,
    { owner, ...filter }: ServiceAccountFilter,
    after: string | null,
    limit: number,
  ): Promise<ServiceAccountPage> {
    const action = 'service_account:list';
    const scope = await this.authorizer.scope(caller, action);
    if (filter.role !== undefined) await this.authorizer.requireRole('role', filter.role);
    const ownerId = typeof owner === 'string' ? await this.owners.idOf(owner) : owner;
    // An owner who does not exist owns nothing.
    const isEmpty = typeof owner === 'string' && ownerId === null;
    const page = isEmpty
      ? { items: [], next: null }
      : await this.pages.page(scope, { ...filter, ownerId, kind: 'service' }, after, limit);
    const items = await this.views.ofAll(page.items, caller.request.receivedAt);
    await this.audit.succeeded(caller.request, caller.principal, { action, resourceType: RESOURCE, resourceId: null });
    return { items, next: page.next };
  }
}
