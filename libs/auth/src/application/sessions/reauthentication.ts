import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type Caller, Clock, CofferError, PublishingWindow, type RequestContext, type Stored } from '#kernel';
import type { GivenCredential, MfaMethod, User } from '#users';
import { FRESH_MS } from '../../domain/session.js';
import { unauthenticated } from '../../domain/tokens/token-refusals.js';
import { CredentialCheck } from '../login/credential-check.js';
import { invalidCode } from '../login/login-errors.js';
import { FactorCheck } from '../second-factors/factor-check.js';
import { PresentSession } from './present-session.js';
import { Sessions } from './sessions.js';

/** The credential of the account, or a code of a second factor. */
export type GivenProof = GivenCredential | { readonly method: MfaMethod; readonly code: string };

/** Lets callers prove again who they are. The session keeps its tokens. */
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
   * Returns until when the session is fresh, in milliseconds since 1970. The proof is checked inside the audited
   * intent, since it may use up a code. `invalid_credentials` or `invalid_code`, also for a locked account [R12].
   */
  async reauthenticate({ principal, request }: Caller, given: GivenProof): Promise<number> {
    const { user } = await this.present.of(principal);
    const what = { action: 'auth:reauthenticate', resourceType: 'session', resourceId: principal.credential } as const;
    return this.audit.mutation(request, principal, what, async () => {
      const window = new PublishingWindow(this.clock);
      const hasSecondFactor = await this.prove(request, user, given);
      const { credential: sessionId } = principal;
      const proof = { authEpoch: user.value.authEpoch, hasSecondFactor };
      const session = await this.sessions.proveAgain(sessionId, proof, request.requestId, window);
      if (!session) throw unauthenticated();
      return session.authenticatedAt + FRESH_MS;
    });
  }

  /** Whether the proof was a second factor that counts. Throws if the proof is wrong. */
  private async prove(request: RequestContext, user: Stored<User>, given: GivenProof): Promise<boolean> {
    if ('method' in given) {
      // No challenge: so e-mail codes are not accepted here.
      const shown = await this.factors.prove(request, user, given.method, given.code, null);
      if (!shown) throw invalidCode();
      return shown.counts;
    }
    if (await this.credentials.prove(request, user.value.username, user.value, given)) return false;
    throw new CofferError('invalid_credentials', 'The password or the login secret is wrong.');
  }
}
