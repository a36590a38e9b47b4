import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { TokenExchange } from '#auth';
import { CofferError, type Principal, type RequestContext } from '#kernel';
import { KEY_RESOURCE, KeyAuthentication } from '#service-accounts';
import { canonicalUsername } from '#users';

/** What a login gives: the token for X-Vault-Token, and how long it works. */
export interface ProgramToken {
  readonly token: string;
  /** Whole seconds. */
  readonly ttl: number;
  /** The name or the id of the service account, as the client gave it. */
  readonly role: string;
  /** Of the key. Null: the exchange tells neither. */
  readonly principal: Principal | null;
}

const ACTION = 'auth:key';

/** Logs programs in as clients of Vault do. It makes nothing new: a key is a token already, and the exchange makes one. */
@Injectable()
export class ProgramLogin {
  constructor(
    private readonly keys: KeyAuthentication,
    private readonly exchange: TokenExchange,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * The token is the key itself: so nothing ends before the key does, and nothing lives longer. Errors:
   * `invalid_credentials` for every refusal, also for the key of another account; `rate_limited`; PartUnavailable.
   */
  async byKey(request: RequestContext, role: string, key: string): Promise<ProgramToken> {
    const found = await this.keys.identify(key, request);
    if (typeof found === 'string') throw await this.refused(request, null, `the key is refused: ${found}`);
    if (role !== found.userId && canonicalUsername(role) !== found.username) {
      throw await this.refused(request, found, 'the key is one of another service account');
    }
    const about = { resourceType: KEY_RESOURCE, resourceId: found.credential };
    await this.audit.succeeded(request, found, { action: ACTION, ...about });
    const ttl = Math.ceil(((found.validUntil ?? request.receivedAt) - request.receivedAt) / 1_000);
    return { token: key, ttl, role, principal: found };
  }

  /** Errors: those of TokenExchange. */
  async byToken(request: RequestContext, role: string, jwt: string): Promise<ProgramToken> {
    const { accessToken, expiresIn } = await this.exchange.exchange(request, jwt, role);
    return { token: accessToken, ttl: expiresIn, role, principal: null };
  }

  private async refused(request: RequestContext, found: Principal | null, reason: string): Promise<CofferError> {
    // The refusal of a genuine key is on record already, under an id of its own: so no answer names a decision.
    if (!request.audited) {
      const what = { resourceType: KEY_RESOURCE, resourceId: found?.credential ?? null };
      await this.audit.denied(request, null, { action: ACTION, ...what, decisionId: randomUUID(), reason });
    }
    const message = 'invalid role_id or secret_id: they are the name or id of a service account, and one of its keys.';
    return new CofferError('invalid_credentials', message);
  }
}
