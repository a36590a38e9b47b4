import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Clock, CofferError, type RequestContext } from '#kernel';
import {
  BINDING,
  generationOf,
  type Identified,
  KeysUnavailable,
  NotBound,
  SERVICE_ACCOUNT,
  TokenRefused,
  WorkloadIdentity,
} from '#service-accounts';
import { AccessTokenSigner } from '../../ports/access-token-signer.js';

const ACTION = 'auth:exchange';

/** An access token, and its lifetime in seconds. */
export interface ExchangedToken {
  readonly accessToken: string;
  readonly expiresIn: number;
}

/**
 * Exchanges the token of an identity provider for an access token of the service account that it is bound to. Writes one
 * audit record and nothing else: there is no session and no refresh token. The access token ends with the binding, the
 * provider and the account, and never works longer than the token that was shown [R139].
 */
@Injectable()
export class TokenExchange {
  constructor(
    private readonly identity: WorkloadIdentity,
    private readonly signer: AccessTokenSigner,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * `account`: a name or an id. Errors: `invalid_subject_token` for every refusal; `provider_unavailable` if the provider
   * is known and its keys cannot be had; `busy`; PartUnavailable.
   */
  async exchange(request: RequestContext, subjectToken: string, account: string): Promise<ExchangedToken> {
    const found = await this.identified(request, subjectToken, account);
    const now = this.clock.now();
    const { binding, provider, account: user } = found;
    const subject = {
      userId: user.id,
      sessionId: binding.id,
      generation: generationOf(found),
      via: 'binding',
    } as const;
    const seconds = Math.min(binding.ttl, Math.floor((found.expiresAt - now) / 1_000));
    const { token, expiresIn } = this.signer.sign(subject, now, seconds);
    const actor = { userId: user.id, username: user.username, credential: binding.id };
    const about = { resourceType: BINDING, resourceId: binding.id, resourceName: `${user.username}/${provider.name}` };
    await this.audit.succeeded(request, actor, { action: ACTION, ...about });
    return { accessToken: token, expiresIn };
  }

  private async identified(request: RequestContext, subjectToken: string, account: string): Promise<Identified> {
    try {
      return await this.identity.identify(subjectToken, account);
    } catch (error) {
      const isRefused = error instanceof TokenRefused || error instanceof KeysUnavailable;
      if (!isRefused) throw error;
      const decisionId = randomUUID();
      const resourceId = error instanceof NotBound ? error.accountId : null;
      const about = { resourceType: SERVICE_ACCOUNT, resourceId, decisionId };
      const reason = `the token of the program was not accepted: ${error.message}`;
      await this.audit.denied(request, null, { action: ACTION, ...about, reason });
      throw error instanceof KeysUnavailable ? providerUnavailable(decisionId) : invalidSubjectToken(decisionId);
    }
  }
}

/** The one error for every way in which a token of an identity provider is refused. */
function invalidSubjectToken(decisionId: string): CofferError {
  const message =
    'The subject_token gives no access to this service_account. An auditor finds the reason by the decision_id.';
  return new CofferError('invalid_subject_token', message, { decisionId });
}

function providerUnavailable(decisionId: string): CofferError {
  const message = 'The keys of the identity provider cannot be had now. Try again.';
  return new CofferError('provider_unavailable', message, { decisionId, retryAfterSeconds: 5 });
}
