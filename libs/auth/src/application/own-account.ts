import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { ALL_PERMISSIONS, type Caller, Clock, CofferError, invalidField, type Permission } from '#kernel';
import { Authorizer } from '#policies';
import {
  Accounts,
  checkPassword,
  finishing,
  normalizedPassword,
  PasswordHasher,
  PasswordSettings,
  type User,
  withPassword,
} from '#users';
import { isGood, unauthenticated } from './authentication.js';
import { hashOf } from './login.js';
import { Sessions } from './sessions.js';

export interface OwnAccountView {
  readonly user: User;
  /** What the caller's roles allow on anything at all. */
  readonly permissions: readonly Permission[];
  readonly sessionId: string;
}

/** What somebody who is logged in does about their own account. */
@Injectable()
export class OwnAccountService {
  constructor(
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
    private readonly hasher: PasswordHasher,
    private readonly settings: PasswordSettings,
    private readonly authorizer: Authorizer,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  async show({ principal, request }: Caller): Promise<OwnAccountView> {
    const stored = await this.accounts.load(principal.userId);
    if (!stored) throw unauthenticated();
    const held = await Promise.all(ALL_PERMISSIONS.map((permission) => this.authorizer.holds(principal, permission)));
    const what = { action: 'auth:me', resourceType: 'user', resourceId: principal.userId } as const;
    await this.audit.succeeded(request, principal, what);
    const permissions = ALL_PERMISSIONS.filter((_, index) => held[index]);
    return { user: stored.value, permissions, sessionId: principal.sessionId };
  }

  /**
   * Needs the current password [R8] and ends every other session: the epoch rises with the hash, in one publication,
   * and this session alone takes the new one over [R41]. `invalid_credentials` for a wrong current password.
   */
  async changePassword({ principal, request }: Caller, current: string, next: string): Promise<void> {
    const session = await this.sessions.load(principal.sessionId);
    const stored = await this.accounts.load(principal.userId);
    if (!session || !stored) throw unauthenticated();
    const user = stored.value;
    if (!isGood({ session: session.value, user }, this.clock.now())) throw unauthenticated();
    const what = { action: 'auth:password', resourceType: 'user', resourceId: user.id } as const;
    if (!(await this.hasher.verify(hashOf(user), current))) {
      await this.audit.failed(request, principal, what);
      throw new CofferError('invalid_credentials', 'The current password is wrong.');
    }
    this.checkNew(user, current, next);
    const after = withPassword(user, await this.hasher.hash(next), this.clock.now());
    await this.audit.mutation(request, principal, what, async () => {
      if (!(await this.accounts.publish(after, stored.revision, request.requestId))) {
        throw new CofferError('conflict', 'The account was being changed at the same time. Try again.');
      }
      await finishing(() => this.sessions.adopt(principal.sessionId, after.authEpoch, request.requestId));
    });
  }

  private checkNew(user: User, current: string, next: string): void {
    checkPassword('new_password', next, user, this.settings);
    if (normalizedPassword(current) !== normalizedPassword(next)) return;
    throw invalidField('new_password', 'password_unchanged', 'new_password must differ from the current one');
  }
}
