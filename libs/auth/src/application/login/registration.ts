import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditTrail, changedNames } from '#audit';
import { Clock, CofferError, newId, type RequestContext } from '#kernel';
import {
  Accounts,
  Credentials,
  type GivenCredential,
  makeUser,
  PasswordPolicy,
  requireEmail,
  requireUsername,
  type User,
} from '#users';
import { AuthSettings } from '../../ports/auth.settings.js';
import { FirstCode } from '../account/first-code.js';
import { type ClientKeysForm, requireFirst } from '../passwords/credential-form.js';
import { actorOf } from './login-errors.js';

/** With a password, the keys of the client may be left out: the server chooses the key derivation then. */
export interface RegistrationRequest extends ClientKeysForm {
  readonly username: string;
  readonly email: string;
  readonly credential: GivenCredential;
}

const WHAT = { action: 'auth:register', resourceType: 'user' } as const;

/** Lets people create their own account, without roles, if the operator allows it. */
@Injectable()
export class Registration {
  constructor(
    private readonly accounts: Accounts,
    private readonly credentials: Credentials,
    private readonly policy: PasswordPolicy,
    private readonly firstCode: FirstCode,
    private readonly settings: AuthSettings,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * `registration_closed`, 400, `username_taken`. The username must not look like an address: that it is taken would
   * tell that the address is in use [R15]. Does not check whether another account uses the address [R15]: the
   * address belongs to the account that verifies it. A code for it is mailed after the answer.
   */
  async register(request: RequestContext, given: RegistrationRequest): Promise<User> {
    if (!this.settings.registrationOpen) return this.refuse(request);
    const username = requireUsername(given.username, null);
    requireEmail(given.email);
    await requireFirst(given.credential, given, { username, email: given.email }, this.policy);
    if (await this.accounts.findOfAnyKind(username)) await this.refuseTaken(request);
    const user = await this.make(request, given, username);
    const what = { ...WHAT, resourceId: user.id, changes: changedNames('roles', [], user.roles) };
    await this.audit.mutation(request, actorOf(user), what, () => this.accounts.open(user, request.requestId));
    this.firstCode.offer(user, request);
    return user;
  }

  private async make(request: RequestContext, given: RegistrationRequest, username: string): Promise<User> {
    const { email, credential, kdf, encryptionSalt, protectedUserKey } = given;
    return makeUser(
      {
        ...{ id: newId(), username, email, state: 'active', roles: [], passwordChangeRequired: false },
        ...{ credential: credential.kind, kdf, encryptionSalt, protectedUserKey },
        password: await this.credentials.hash(credential, { address: request.ip, isTrusted: false }),
      },
      this.clock.now(),
    );
  }

  private async refuse(request: RequestContext): Promise<never> {
    const decisionId = randomUUID();
    const reason = 'registration is closed';
    await this.audit.denied(request, null, { ...WHAT, resourceId: null, decisionId, reason });
    throw new CofferError('registration_closed', 'Ask an administrator for an account.', { decisionId });
  }

  private async refuseTaken(request: RequestContext): Promise<never> {
    await this.audit.failed(request, null, { ...WHAT, resourceId: null });
    throw new CofferError('username_taken', 'The username is taken.');
  }
}
