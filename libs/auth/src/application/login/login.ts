import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import {
  Clock,
  CofferError,
  newId,
  PartUnavailable,
  type RequestContext,
  Roots,
  type Stored,
  StoreRoom,
  storeFull,
} from '#kernel';
import { ADMINISTRATOR } from '#policies';
import {
  Accounts,
  Credentials,
  canonicalUsername,
  type GivenCredential,
  mfaMethodsOf,
  rolesAt,
  type User,
  withHash,
} from '#users';
import { MfaLogin, type MfaRequired } from '../second-factors/mfa-login.js';
import type { Tokens } from '../sessions/token-issue.js';
import { CredentialCheck } from './credential-check.js';
import { actorOf, invalidCredentials } from './login-errors.js';
import { SessionOpening } from './session-opening.js';
import { unknownName } from './unknown-name.js';

/** Logs a user in, or asks for the second factor if the account has one. */
@Injectable()
export class Login {
  constructor(
    private readonly accounts: Accounts,
    private readonly check: CredentialCheck,
    private readonly credentials: Credentials,
    private readonly mfa: MfaLogin,
    private readonly opening: SessionOpening,
    private readonly audit: AuditTrail,
    private readonly roots: Roots,
    private readonly room: StoreRoom,
    private readonly clock: Clock,
  ) {}

  /**
   * `invalid_credentials`, after the same work, for an unknown name, a wrong credential, a locked account and an
   * account that is not active or has expired [R13]. `busy`.
   * `store_full` for a right credential of an account that does not administer, when the store is almost full.
   */
  async login(request: RequestContext, typedName: string, given: GivenCredential): Promise<Tokens | MfaRequired> {
    const username = canonicalUsername(typedName);
    const stored = username === null ? null : await this.accounts.findByUsername(username);
    const name = username ?? typedName;
    const isProven = await this.prove(request, name, stored?.value ?? null, given);
    if (!stored || !isProven) {
      await this.recordFailure(request, stored?.value ?? null, name);
      throw invalidCredentials();
    }
    const user = stored.value;
    await this.requireRoom(request, user);
    const result =
      mfaMethodsOf(user.secondFactors).length > 0
        ? await this.mfa.begin(request, user)
        : await this.opening.open(request, user, { action: 'auth:login', hasSecondFactor: false });
    await this.rehash(stored, given);
    return result;
  }

  /** As CredentialCheck. An attempt that could not be checked leaves a record as well. */
  private async prove(request: RequestContext, name: string, user: User | null, given: GivenCredential) {
    return this.check.prove(request, name, user, given).catch(async (error: unknown) => {
      const record = this.recordFailure(request, user, name).catch(() => {});
      // If a part is unavailable, the audit probably is too: the answer is not delayed a second time [R89].
      if (!(error instanceof PartUnavailable)) await record;
      throw error;
    });
  }

  /** With little room left, sessions are for those who can make room. */
  private async requireRoom(request: RequestContext, user: User): Promise<void> {
    if (!this.room.isShort || rolesAt(user, this.clock.now()).includes(ADMINISTRATOR)) return;
    await this.recordFailure(request, user, user.username);
    throw storeFull();
  }

  /**
   * Replaces an outdated or imported hash by one with the present cost and pepper [R6]. If the account changes
   * meanwhile, or the store fails, the next login does it.
   */
  private async rehash(stored: Stored<User>, given: GivenCredential): Promise<void> {
    if (!this.credentials.isOutdated(stored.value)) return;
    try {
      const renewed = await this.credentials.hash(given);
      await this.accounts.publish(withHash(stored.value, renewed), stored.revision, newId());
    } catch (error) {
      if (!(error instanceof CofferError)) throw error;
    }
  }

  private recordFailure(request: RequestContext, user: User | null, name: string): Promise<void> {
    const what = { action: 'auth:login', resourceType: 'session', resourceId: null } as const;
    if (user) return this.audit.failed(request, actorOf(user), what);
    return this.audit.failed(request, null, { ...what, actorName: unknownName(this.roots, name) });
  }
}
