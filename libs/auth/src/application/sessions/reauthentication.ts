import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type Caller, Clock, CofferError, PublishingWindow, type RequestContext, type Stored } from '#kernel';
import type { GivenCredential, MfaMethod, User } from '#users';
import { FRESH_MS } from '../../domain/session.js';
import { unauthenticated } from '../authentication/authentication.js';
import { CredentialCheck } from '../login/credential-check.js';
import { invalidCode } from '../login/login-errors.js';
import { FactorCheck } from '../second-factors/factor-check.js';
import { PresentSession } from './present-session.js';
import { Sessions } from './sessions.js';

/** One of the two: what opens the account, or a code of a second factor. */
export type GivenProof = GivenCredential | { readonly method: MfaMethod; readonly code: string };

/** Proving again who one is, in a session that goes on with its tokens. */
@Injectable()
export class Reauthentication {
  constructor(
    private readonly present: PresentSession,
    private readonly sessions: Sessions,
    private readonly credentials: CredentialCheck,
    private readonly factors: FactorCheck,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * Until when the session is fresh, in milliseconds since 1970. The proof is tried inside the intent: what it uses up,
   * an attempt or a code, is an effect too. `invalid_credentials`, `invalid_code`, a locked account included [R12].
   */
  async reauthenticate({ principal, request }: Caller, given: GivenProof): Promise<number> {
    const { user } = await this.present.of(principal);
    const what = { action: 'auth:reauthenticate', resourceType: 'session', resourceId: principal.sessionId } as const;
    return this.audit.mutation(request, principal, what, async () => {
      const window = new PublishingWindow(this.clock);
      const hasSecondFactor = await this.prove(request, user, given);
      const { sessionId } = principal;
      const proof = { authEpoch: user.value.authEpoch, hasSecondFactor };
      const session = await this.sessions.proveAgain(sessionId, proof, request.requestId, window);
      if (!session) throw unauthenticated();
      return session.authenticatedAt + FRESH_MS;
    });
  }

  /** Whether a second factor was shown that counts; throws for a proof that is wrong. */
  private async prove(request: RequestContext, user: Stored<User>, given: GivenProof): Promise<boolean> {
    if ('method' in given) {
      // E-mail codes are bound to a challenge, and there is none here: they are not taken.
      const shown = await this.factors.prove(request, user, given.method, given.code, null);
      if (!shown) throw invalidCode();
      return shown.counts;
    }
    if (await this.credentials.prove(request, user.value.username, user.value, given)) return false;
    throw new CofferError('invalid_credentials', 'The password or the login secret is wrong.');
  }
}
