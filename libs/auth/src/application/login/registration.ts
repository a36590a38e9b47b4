import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Clock, CofferError, type FieldError, newId, type RequestContext } from '#kernel';
import {
  Accounts,
  Credentials,
  type GivenCredential,
  type Kdf,
  keyErrors,
  makeUser,
  PasswordPolicy,
  requireEmail,
  requireLoginSecret,
  requireUsername,
  type User,
} from '#users';
import { AuthSettings } from '../../ports/auth.settings.js';
import { actorOf } from './login-errors.js';

export interface RegistrationRequest {
  readonly username: string;
  readonly email: string;
  readonly credential: GivenCredential;
  /** The key derivation of the client. With a password it may be left out: the server chooses it then. */
  readonly kdf?: Kdf;
  /** base64 of 16 bytes. */
  readonly encryptionSalt?: string;
  /** base64, opaque to the server. */
  readonly protectedUserKey?: string;
}

const WHAT = { action: 'auth:register', resourceType: 'user' } as const;

/** Lets people create their own account, without roles, if the operator allows it. */
@Injectable()
export class Registration {
  constructor(
    private readonly accounts: Accounts,
    private readonly credentials: Credentials,
    private readonly policy: PasswordPolicy,
    private readonly settings: AuthSettings,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * `registration_closed`, 400, `username_taken`. The username must not look like an address: that it is taken would
   * tell that the address is in use [R15]. Does not check whether another account uses the address [R15]: the
   * address belongs to the account that verifies it.
   */
  async register(request: RequestContext, given: RegistrationRequest): Promise<User> {
    if (!this.settings.registrationOpen) return this.refuse(request);
    const username = requireUsername(given.username, null);
    requireEmail(given.email);
    await this.checkCredential(given, username);
    if (await this.accounts.findByUsername(username)) await this.refuseTaken(request);
    const user = await this.make(request, given, username);
    const what = { ...WHAT, resourceId: user.id };
    await this.audit.mutation(request, actorOf(user), what, () => this.accounts.open(user, request.requestId));
    return user;
  }

  private async checkCredential({ credential, ...given }: RegistrationRequest, username: string): Promise<void> {
    const { kind, text } = credential;
    const errors: FieldError[] = [...keyErrors(given)];
    if (kind === 'password') await this.policy.check('password', text, { username, email: given.email });
    else {
      requireLoginSecret('login_secret', text);
      errors.push(...missing('kdf', given.kdf), ...missing('encryption_salt', given.encryptionSalt));
    }
    if (errors.length > 0) throw new CofferError('validation_failed', 'The request is not valid.', { fields: errors });
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

/** The client needs them at the next login: without them it cannot open what it sealed. */
function missing(field: string, value: unknown): FieldError[] {
  const message = `${field} must be sent with a login_secret`;
  return value === undefined ? [{ field, code: 'required', message }] : [];
}
