import { Injectable } from '@nestjs/common';
import type { RouteAccess } from '#access';
import { type Action, CofferError, PartUnavailable } from '#kernel';
import type { ApiRequest } from '../context/api-request.js';
import { FailureTrail } from '../ports.js';

/** Sees to it that no authenticated call that was let in ends without an audit record, whatever it failed on [R71]. */
@Injectable()
export class FailureRecorder {
  constructor(private readonly trail: FailureTrail) {}

  /**
   * The error to answer with: the given one, once a signed-in caller's failure is recorded, or the audit's own when it
   * cannot be. Left alone are a request that has its record already, one of nobody, and one too many: were that one
   * recorded, no limit would keep its caller from filling the trail. Where a part is away, the audit is likely away
   * with it: the record is handed in, and the answer does not wait as long again [R89].
   */
  async recorded(request: ApiRequest, error: CofferError): Promise<CofferError> {
    const { caller, facts, context } = request;
    const action = facts ? actionOf(facts.access) : null;
    if (!caller || !action || context.audited || error.code === 'rate_limited') return error;
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
