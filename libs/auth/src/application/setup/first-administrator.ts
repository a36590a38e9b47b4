import { Injectable } from '@nestjs/common';
import { AuditTrail, changedNames } from '#audit';
import { Clock, CofferError, newId, type RequestContext, Roots, type Stored, sameText, tooSlow } from '#kernel';
import { ADMINISTRATOR } from '#policies';
import {
  Accounts,
  Credentials,
  finishing,
  makeUser,
  PasswordPolicy,
  requireEmail,
  requireUsername,
  type User,
} from '#users';
import { SETUP_ID, type Setup, setupTokenHash } from '../../domain/setup.js';
import { SetupStore } from '../../ports/setup.store.js';
import { SetupCompletion } from './setup-completion.js';

export interface SetupRequest {
  readonly token: string;
  readonly username: string;
  readonly email: string;
  readonly password: string;
}

/**
 * Creates the first administrator, once. In this order: a pending account; one compare-and-set of the setup from
 * `open` to `done`, with the id of the account; the account becomes active. Of many requests at once, one wins. A
 * crash leaves a pending account, which nobody can log in to and which the next start activates or removes.
 */
@Injectable()
export class FirstAdministrator {
  constructor(
    private readonly store: SetupStore,
    private readonly accounts: Accounts,
    private readonly completion: SetupCompletion,
    private readonly credentials: Credentials,
    private readonly policy: PasswordPolicy,
    private readonly audit: AuditTrail,
    private readonly roots: Roots,
    private readonly clock: Clock,
  ) {}

  /** `not_found` once setup is done; `invalid_setup_token`, also for an expired token; 400; `username_taken`. */
  async setUp(request: RequestContext, given: SetupRequest): Promise<User> {
    const setup = await this.requireOpen(request, given.token);
    const username = requireUsername(given.username, given.email);
    requireEmail(given.email);
    await this.policy.check('password', given.password, { username, email: given.email });
    const leftover = await this.accounts.findByUsername(username);
    if (leftover && leftover.value.state !== 'pending') throw usernameTaken();
    const user = makeUser(
      {
        id: leftover?.value.id ?? newId(),
        username,
        email: given.email,
        state: 'pending',
        roles: [ADMINISTRATOR],
        password: await this.credentials.hash({ kind: 'password', text: given.password }),
        passwordChangeRequired: false,
      },
      this.clock.now(),
    );
    const changes = changedNames('roles', [], user.roles);
    const what = { action: 'setup:complete', resourceType: 'setup', resourceId: SETUP_ID, changes } as const;
    const actor = { userId: user.id, username };
    return this.audit.mutation(request, actor, what, async () => {
      const revision = await this.reserve(user, leftover, request.requestId);
      await this.decide(setup, user, revision, request.requestId);
      return finishing(() => this.completion.activate(user.id, request.requestId, user));
    });
  }

  private async requireOpen(request: RequestContext, token: string): Promise<Stored<Setup>> {
    const setup = await this.store.setups.load(SETUP_ID);
    if (setup?.value.state !== 'open') throw setupDone();
    const { tokenHash, tokenExpiresAt } = setup.value;
    const isRight = sameText(tokenHash ?? '', setupTokenHash(this.roots.derive('one-time-token'), token));
    if (isRight && (tokenExpiresAt === null || this.clock.now() < tokenExpiresAt)) return setup;
    await this.audit.failed(request, null, {
      action: 'setup:complete',
      resourceType: 'setup',
      resourceId: SETUP_ID,
    });
    throw new CofferError(
      'invalid_setup_token',
      'The setup token is wrong or expired: restart the server to see the right one.',
    );
  }

  /** Stores the pending account, and returns its revision. Takes over an account that an earlier setup left. */
  private async reserve(user: User, leftover: Stored<User> | null, requestId: string): Promise<number> {
    if (!leftover) {
      await this.accounts.open(user, requestId);
      return 1;
    }
    if (await this.accounts.publish(user, leftover.revision, requestId)) return leftover.revision + 1;
    throw usernameTaken();
  }

  private async decide(setup: Stored<Setup>, user: User, revision: number, requestId: string): Promise<void> {
    const done: Setup = { id: SETUP_ID, state: 'done', tokenHash: null, tokenExpiresAt: null, userId: user.id };
    if ((await this.store.setups.replace(done, setup.revision, requestId)) === 'published') return;
    const winner = await this.store.setups.load(SETUP_ID);
    if (winner?.value.userId !== user.id) await this.accounts.discard(user.id, revision, requestId);
    // Still open: nobody won, but this request took so long that it was fenced.
    throw winner?.value.state === 'open' ? tooSlow() : setupDone();
  }
}

function setupDone(): CofferError {
  return new CofferError('not_found', 'Setup is already done.');
}

function usernameTaken(): CofferError {
  return new CofferError('username_taken', 'The username is taken.');
}
