import { Injectable } from '@nestjs/common';
import type { RouteAccess } from '#access';
import { type Action, CofferError, PartUnavailable } from '#kernel';
import { Overload } from '../connections/overload.js';
import type { ApiRequest } from '../context/api-request.js';
import { FailureTrail } from '../ports.js';

/** Audits each failed call of a signed-in caller, whatever the failure is [R71]. */
@Injectable()
export class FailureRecorder {
  constructor(private readonly trail: FailureTrail) {}

  /**
   * Records the failure and returns the error to answer with: the given one, or the audit's error if the record could
   * not be written. Not recorded: requests already audited, anonymous, or refused by a limit or for want of room. A
   * request over the limit must not write to the audit, or a flood could fill it.
   *
   * If a part is unavailable, the audit probably is too. The record is then written without waiting for it, so that the
   * answer is not delayed a second time [R89].
   */
  async recorded(request: ApiRequest, error: CofferError): Promise<CofferError> {
    const { caller, facts, context } = request;
    const action = facts ? actionOf(facts.access) : null;
    if (!caller || !action || context.audited || isLimit(error)) return error;
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

function isLimit(error: CofferError): boolean {
  return error.code === 'rate_limited' || error.code === 'store_full' || error instanceof Overload;
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
