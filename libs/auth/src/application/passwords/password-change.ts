import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type Caller, Clock, CofferError, changedMeanwhile, invalidField } from '#kernel';
import { Mailer } from '#mail';
import {
  Accounts,
  Credentials,
  finishing,
  type GivenCredential,
  normalizedPassword,
  PasswordPolicy,
  withCredential,
} from '#users';
import { passwordChangedMail } from '../../domain/mails.js';
import { CredentialCheck } from '../login/credential-check.js';
import { notify } from '../notices.js';
import { PresentSession } from '../sessions/present-session.js';
import { Sessions } from '../sessions/sessions.js';
import {
  bothCredentials,
  type ClientKeysForm,
  type CredentialForm,
  keysBeside,
  requireGood,
} from './credential-form.js';

export interface PasswordChangeForm {
  readonly current: CredentialForm;
  readonly next: CredentialForm;
  readonly keys: ClientKeysForm;
}

/** Lets callers replace their password or login secret, also one by the other. */
@Injectable()
export class PasswordChange {
  constructor(
    private readonly present: PresentSession,
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
    private readonly check: CredentialCheck,
    private readonly credentials: Credentials,
    private readonly policy: PasswordPolicy,
    private readonly mailer: Mailer,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * Needs the current credential [R8]. Ends every other session: the hash, the client's keys and the raised epoch are
   * one publication, and only the caller's session adopts the new epoch [R41]. `invalid_credentials` for a wrong
   * credential and for a locked account; 400; `conflict`.
   */
  async change({ principal, request }: Caller, form: PasswordChangeForm): Promise<void> {
    const [current, next] = bothCredentials(form.current, form.next);
    const { value: user, revision } = (await this.present.of(principal)).user;
    const what = { action: 'auth:password', resourceType: 'user', resourceId: user.id } as const;
    if (!(await this.check.prove(request, user.username, user, current))) {
      await this.audit.failed(request, principal, what);
      throw new CofferError('invalid_credentials', 'The current password or login secret is wrong.');
    }
    await requireGood(next, user, this.policy);
    requireOther(next, current);
    const keys = keysBeside(next.kind, form.keys, user);
    const hash = await this.credentials.hash(next);
    const after = withCredential(user, { kind: next.kind, hash, keys }, this.clock.now());
    await this.audit.mutation(request, principal, what, async () => {
      if (!(await this.accounts.publish(after, revision, request.requestId))) {
        throw changedMeanwhile('account');
      }
      notify(this.mailer, after, passwordChangedMail(after.username));
      await finishing(() => this.sessions.adopt(principal.credential, after.authEpoch, request.requestId));
    });
  }
}

function requireOther({ kind, text }: GivenCredential, current: GivenCredential): void {
  if (current.kind !== kind || normalizedPassword(current.text) !== normalizedPassword(text)) return;
  throw invalidField(`new_${kind}`, `${kind}_unchanged`, `new_${kind} must differ from the current one`);
}
