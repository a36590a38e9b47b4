import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Logout } from '#auth';
import { type Caller, CofferError } from '#kernel';

/** What a client may know of its token. */
export interface TokenView {
  /** The id of the session, key or binding. */
  readonly credential: string;
  readonly userId: string;
  readonly username: string;
  readonly isOfPerson: boolean;
  readonly roles: readonly string[];
  /** Milliseconds since 1970. Null: not known. */
  readonly validUntil: number | null;
  /** Whole seconds that it works on; 0: not known. */
  readonly ttl: number;
}

/**
 * What a caller does with their own token. A session ends by it. The token of a program does not: a key may be the only
 * one of its owner, and a client that tidies up at its end must not end it. Vault has such tokens too, and calls them
 * batch tokens.
 */
@Injectable()
export class OwnToken {
  constructor(
    private readonly audit: AuditTrail,
    private readonly logout: Logout,
  ) {}

  async show(caller: Caller): Promise<TokenView> {
    await this.seen(caller);
    const { principal, request } = caller;
    const { credential, userId, username, roles, validUntil = null } = principal;
    const ttl = validUntil === null ? 0 : Math.max(0, Math.floor((validUntil - request.receivedAt) / 1_000));
    return { credential, userId, username, isOfPerson: principal.kind === 'person', roles, validUntil, ttl };
  }

  /** Records that the caller looked at what everybody may know, such as the mounts. */
  async seen({ principal, request }: Caller): Promise<void> {
    const what = { action: 'auth:me', resourceType: 'user', resourceId: principal.userId } as const;
    await this.audit.succeeded(request, principal, what);
  }

  /** Ends the session. `validation_failed` for a program. */
  async revoke({ principal, request }: Caller): Promise<void> {
    if (principal.kind === 'service') {
      const words = 'batch tokens cannot be revoked: the token of a program works until it expires.';
      throw new CofferError(
        'validation_failed',
        `${words} To end a key, use /api/v1/service-accounts/{id}/keys/{key_id}.`,
      );
    }
    await this.logout.logout(request, principal, null);
  }
}
