import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type Action, type Caller, Clock, CofferError, type ErrorCode } from '#kernel';
import { Authorizer } from '#policies';
import { isFresh } from '../../domain/session.js';

/** In which states of its session a caller may take a route: what the route declares. */
export interface Threshold {
  readonly beforePasswordChange: boolean;
  readonly beforeSecondFactor: boolean;
  readonly fresh: boolean;
}

interface Refusal {
  /** For the audit alone. */
  readonly reason: string;
  readonly detail: string;
}

/** What may have to be done before anything else. */
const FIRST = {
  password_change_required: {
    reason: 'the password must be changed first',
    detail: 'Change your password first: POST /api/v1/auth/password.',
  },
  second_factor_required: {
    reason: 'the session has shown no second factor that counts, or too long ago',
    detail:
      'A second factor is asked for: enrol an authenticator app (POST /api/v1/auth/mfa/totp) if you have none, then show a code (POST /api/v1/auth/reauthenticate).',
  },
  reauthentication_required: {
    reason: 'the last proof of the password or of a second factor is too old',
    detail: 'Prove again who you are, by password or by a code: POST /api/v1/auth/reauthenticate.',
  },
} as const satisfies Partial<Record<ErrorCode, Refusal>>;

/**
 * Keeps a session from everything else until its password is changed [R26], a second factor that a role asks for is
 * shown, and, where a route needs it, its owner has proved within 5 minutes who they are [R25]: in this order.
 */
@Injectable()
export class Admission {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * True at once for nearly every request; else rejects with the first thing to do, audited as every denial is. Asks the
   * model only for a session that has shown no second factor: PartUnavailable('authorization') when it cannot be read.
   */
  admit(caller: Caller, action: Action, route: Threshold): true | Promise<true> {
    const { principal } = caller;
    if (principal.passwordChangeRequired && !route.beforePasswordChange) {
      return this.refuse(caller, action, 'password_change_required');
    }
    const isExempt = principal.mfaAt !== null || route.beforeSecondFactor;
    const lacks = isExempt ? false : this.authorizer.requiresSecondFactor(principal);
    return lacks instanceof Promise
      ? this.decideLater(lacks, caller, action, route)
      : this.decide(lacks, caller, action, route);
  }

  private decide(lacksFactor: boolean, caller: Caller, action: Action, route: Threshold): true | Promise<true> {
    if (lacksFactor) return this.refuse(caller, action, 'second_factor_required');
    if (!route.fresh || isFresh(caller.principal, this.clock.now())) return true;
    return this.refuse(caller, action, 'reauthentication_required');
  }

  private async decideLater(
    lacksFactor: Promise<boolean>,
    caller: Caller,
    action: Action,
    route: Threshold,
  ): Promise<true> {
    return this.decide(await lacksFactor, caller, action, route);
  }

  /** Audits the denial, then throws it: also for those who learn only later what has to be done first. */
  async refuse({ principal, request }: Caller, action: Action, code: keyof typeof FIRST): Promise<never> {
    const { reason, detail } = FIRST[code];
    const decisionId = randomUUID();
    const resourceType = action.slice(0, action.indexOf(':'));
    await this.audit.denied(request, principal, { action, resourceType, resourceId: null, decisionId, reason });
    throw new CofferError(code, detail, { decisionId });
  }
}
