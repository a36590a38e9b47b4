import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type Action, type Caller, Clock, CofferError, type ErrorCode, SECOND_FACTOR_FIRST } from '#kernel';
import { Authorizer } from '#policies';
import { hasFreshFactor, isFresh } from '../../domain/session.js';

/** What a route declares: which accounts and sessions may use it. */
export interface Threshold {
  /** Also the account of a program. */
  readonly programs: boolean;
  /** Also a session that must change its password first. */
  readonly beforePasswordChange: boolean;
  /** Also a session without the second factor that a role requires. */
  readonly beforeSecondFactor: boolean;
  /** Only a fresh session. */
  readonly fresh: boolean;
  /** Only a session that has lately shown a second factor that counts, if the account has one. */
  readonly freshFactor: boolean;
}

interface Refusal {
  /** Only for the audit. */
  readonly reason: string;
  readonly detail: string;
}

/** Why a caller is refused, by the error code that says so: mostly, what they may have to do first. */
const REFUSALS = {
  person_required: {
    reason: 'a service account called a route for people',
    detail: 'A service account has no such thing: a person can do this, after a login.',
  },
  forbidden: {
    reason: 'a role of the service account requires a second factor, and a program has none',
    detail:
      'A role of this service account requires a second factor, which a program never has: take the role from it.',
  },
  password_change_required: {
    reason: 'the password must be changed first',
    detail: 'Change your password first: POST /api/v1/auth/password.',
  },
  second_factor_required: {
    reason: 'the session has shown no second factor that counts, or showed it too long ago',
    detail: SECOND_FACTOR_FIRST,
  },
  reauthentication_required: {
    reason: 'the last proof of the password or of a second factor is too old',
    detail: 'Prove again who you are, with your password or a code: POST /api/v1/auth/reauthenticate.',
  },
} as const satisfies Partial<Record<ErrorCode, Refusal>>;

/**
 * Refuses a program on a route for people [R134], and a session that must do something else first. In this order: change the password [R26]; show the second factor
 * that a role requires; prove again who the user is, if the route needs a fresh session [R25]; show a second factor
 * again, if the route needs that and the account has one that counts [R130].
 */
@Injectable()
export class Admission {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * True without a promise for nearly every request. Otherwise rejects with the first thing to do, and audits the
   * denial. Reads the authorization model only for a session that has shown no second factor;
   * PartUnavailable('authorization') if the model cannot be read.
   */
  admit(caller: Caller, action: Action, route: Threshold): true | Promise<true> {
    const { principal } = caller;
    if (principal.kind === 'service' && !route.programs) return this.refuse(caller, action, 'person_required');
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
    const { principal } = caller;
    if (lacksFactor) {
      return this.refuse(caller, action, principal.kind === 'person' ? 'second_factor_required' : 'forbidden');
    }
    const now = this.clock.now();
    if (route.fresh && !isFresh(principal, now)) return this.refuse(caller, action, 'reauthentication_required');
    // The session may have shown none of them: a login takes a code by e-mail too, which may not count.
    const isStale = route.freshFactor && principal.hasCountingFactor === true && !hasFreshFactor(principal, now);
    return isStale ? this.refuse(caller, action, 'second_factor_required') : true;
  }

  private async decideLater(
    lacksFactor: Promise<boolean>,
    caller: Caller,
    action: Action,
    route: Threshold,
  ): Promise<true> {
    return this.decide(await lacksFactor, caller, action, route);
  }

  /** Audits the denial, then throws it. Also for services that find out later what the caller must do first. */
  async refuse({ principal, request }: Caller, action: Action, code: keyof typeof REFUSALS): Promise<never> {
    const { reason, detail } = REFUSALS[code];
    const decisionId = randomUUID();
    const resourceType = action.slice(0, action.indexOf(':'));
    await this.audit.denied(request, principal, { action, resourceType, resourceId: null, decisionId, reason });
    throw new CofferError(code, detail, { decisionId });
  }
}
