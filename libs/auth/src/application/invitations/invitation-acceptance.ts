import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Clock, CofferError, type RequestContext } from '#kernel';
import {
  Accounts,
  AdministratorRoster,
  Credentials,
  finishing,
  type GivenCredential,
  invitationOf,
  joined,
  PasswordPolicy,
  type User,
  withVerifiedEmail,
} from '#users';
import { FirstCode } from '../account/first-code.js';
import { GenuineTokens } from '../challenges/genuine-tokens.js';
import { actorOf } from '../login/login-errors.js';
import { type ClientKeysForm, mergedKeys, requireFirst } from '../passwords/credential-form.js';

const USE = {
  purpose: 'invitation',
  action: 'auth:invitation-accept',
  state: 'invited',
  refusal: () =>
    new CofferError('invalid_invitation', 'The invitation is wrong, used, withdrawn or expired: ask for a new one.'),
} as const;

/** Lets an invited user choose the first credential. Opens no session. */
@Injectable()
export class InvitationAcceptance {
  constructor(
    private readonly accounts: Accounts,
    private readonly roster: AdministratorRoster,
    private readonly tokens: GenuineTokens,
    private readonly credentials: Credentials,
    private readonly policy: PasswordPolicy,
    private readonly firstCode: FirstCode,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * The address is verified if the token was mailed to it and shown to nobody: only its reader has the token. Then this
   * proves no less than a mailed code. A token that an administrator saw proves nothing about the address. A reader of a
   * mistyped address gets the account either way: the token alone opens it, and a new address ends the sessions of a
   * verified one. An address that belongs to another account stays unverified here. Otherwise a code is mailed after
   * the answer.
   *
   * Errors: `invalid_invitation`, which does not tell what is wrong with the token; 400; `conflict`;
   * `limit_reached` if there are as many administrators as there may be.
   */
  async accept(request: RequestContext, token: string, given: GivenCredential, keys: ClientKeysForm): Promise<void> {
    const { user, requireLive } = await this.tokens.require(request, token, USE);
    await requireFirst(given, keys, user, this.policy);
    const hash = await this.credentials.hash(given);
    const credential = { kind: given.kind, hash, keys: mergedKeys(keys, user) };
    const what = { action: USE.action, resourceType: 'user', resourceId: user.id } as const;
    const member = await this.audit.mutation(request, actorOf(user), what, async () => {
      const { value } = await this.accounts.change(user.id, request.requestId, async (now) => {
        requireLive(now);
        const [member, at] = [joined(now, credential, this.clock.now()), this.clock.now()];
        await this.roster.requireRoom(member);
        return (await this.provesAddress(now)) ? withVerifiedEmail(member, at) : member;
      });
      // An administrator counts from now on.
      await finishing(() => this.roster.reconcile(user.id, request));
      return value;
    });
    this.firstCode.offer(member, request);
  }

  private async provesAddress(user: User): Promise<boolean> {
    if (user.email === null || !invitationOf(user)?.isMailed) return false;
    const owner = await this.accounts.findByAddress(user.email);
    return owner === null || owner.value.id === user.id;
  }
}
