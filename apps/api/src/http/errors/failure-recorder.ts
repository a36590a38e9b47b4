import { Injectable } from '@nestjs/common';
import type { RouteAccess } from '#access';
import { type Action, CofferError, PartUnavailable } from '#kernel';
import type { ApiRequest } from '../context/api-request.js';
import { FailureTrail } from '../ports.js';

/** Sees to it that no authenticated call ends without an audit record, whatever it failed on [R71]. */
@Injectable()
export class FailureRecorder {
  constructor(private readonly trail: FailureTrail) {}

  /**
   * The error to answer with: the given one, once a signed-in caller's failure is recorded, or the audit's own when it
   * cannot be. A request that has its record already, and one of nobody, is left alone. Where a part is away, the
   * audit is likely away with it: the record is handed in, and the answer does not wait as long again [R89].
   */
  async recorded(request: ApiRequest, error: CofferError): Promise<CofferError> {
    const { caller, facts, context } = request;
    const action = facts ? actionOf(facts.access) : null;
    if (!caller || !action || context.audited) return error;
    const what = { action, resourceType: action.slice(0, action.indexOf(':')), resourceId: null };
    const record = this.trail.failed(context, caller.principal, what);
    if (error instanceof PartUnavailable) {
      record.catch(() => {});
      return error;
    }
    try {
      await record;
      return error;
    } catch (failure) {
      return failure instanceof CofferError ? failure : new PartUnavailable('audit', failure);
    }
  }
}

function actionOf(access: RouteAccess): Action | null {
  switch (access.kind) {
    case 'permission':
      return access.permission;
    case 'account':
      return access.action;
    case 'public':
      return null;
  }
}
