import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { CofferError, newId, type RequestContext, Roots, type Stored } from '#kernel';
import { Accounts, canonicalUsername, finishing, PasswordHasher, type User, withHash } from '#users';
import type { Session } from '../domain/session.js';
import { Sessions } from './sessions.js';
import { TokenIssue, type Tokens } from './token-issue.js';

/** Opens a session for whoever knows the password. */
@Injectable()
export class Login {
  constructor(
    private readonly accounts: Accounts,
    private readonly hasher: PasswordHasher,
    private readonly sessions: Sessions,
    private readonly issue: TokenIssue,
    private readonly audit: AuditTrail,
    private readonly roots: Roots,
  ) {}

  /** `invalid_credentials`, after the same work, for an unknown name, a wrong password and an account that is not active [R13]. */
  async login(request: RequestContext, typedName: string, password: string): Promise<Tokens> {
    const username = canonicalUsername(typedName);
    const stored = username === null ? null : await this.accounts.findByUsername(username);
    const matches = await this.hasher.verify(hashOf(stored?.value), password);
    if (!stored || !matches || stored.value.state !== 'active') {
      await this.recordFailure(request, stored?.value ?? null, username ?? typedName);
      throw invalidCredentials();
    }
    const user = stored.value;
    const opened = this.sessions.prepare(user, request);
    const what = { action: 'auth:login', resourceType: 'session', resourceId: opened.session.id } as const;
    await this.audit.mutation(request, actorOf(user), what, () => this.open(opened.session, request.requestId));
    await this.rehash(stored, password);
    return this.issue.tokens(user, opened);
  }

  /**
   * The session carries the epoch that was read with the verified hash. Whatever moved the account since then did not
   * know of this session, so it is looked at once more [R43].
   */
  private async open(session: Session, requestId: string): Promise<void> {
    await this.sessions.insert(session, requestId);
    const now = await finishing(() => this.accounts.load(session.userId));
    if (now?.value.state === 'active' && now.value.authEpoch === session.authEpoch) return;
    await finishing(() => this.sessions.revoke(session.id, 'user', requestId));
    throw invalidCredentials();
  }

  /** Under today's costs and pepper [R6]. An account that moves or a store that fails here leaves it to the next login. */
  private async rehash(stored: Stored<User>, password: string): Promise<void> {
    const hash = hashOf(stored.value);
    if (!hash || !this.hasher.isOutdated(hash)) return;
    try {
      const renewed = await this.hasher.hash(password);
      await this.accounts.publish(withHash(stored.value, renewed), stored.revision, newId());
    } catch (error) {
      if (!(error instanceof CofferError)) throw error;
    }
  }

  /** A name that no account has is kept as a keyed hash: people type passwords there. */
  private recordFailure(request: RequestContext, user: User | null, name: string): Promise<void> {
    const what = { action: 'auth:login', resourceType: 'session', resourceId: null } as const;
    if (user) return this.audit.failed(request, actorOf(user), what);
    const key = this.roots.derive('unknown-name');
    const hashed = createHmac('sha256', key).update(name.normalize('NFKC').trim().toLowerCase()).digest('base64url');
    return this.audit.failed(request, null, { ...what, actorName: `unknown:${hashed}` });
  }
}

/** One error for every way in which a login can fail. */
export function invalidCredentials(): CofferError {
  return new CofferError('invalid_credentials', 'The username or the password is wrong.');
}

export function hashOf(user: User | undefined): { phc: string; pepperVersion: number } | null {
  return user?.passwordHash ? { phc: user.passwordHash, pepperVersion: user.pepperVersion } : null;
}

export function actorOf(user: User): { userId: string; username: string } {
  return { userId: user.id, username: user.username };
}
