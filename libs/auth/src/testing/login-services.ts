import { AfterTheAnswer, StoreRoom } from '#kernel';
import { AddressNotices } from '../application/account/address-notices.js';
import { FirstCode } from '../application/account/first-code.js';
import { OwnAccountService } from '../application/account/own-account.js';
import { GenuineTokens } from '../application/challenges/genuine-tokens.js';
import { InvitationAcceptance } from '../application/invitations/invitation-acceptance.js';
import { MailedInvitations } from '../application/invitations/mailed-invitations.js';
import { CredentialCheck } from '../application/login/credential-check.js';
import { Login } from '../application/login/login.js';
import { Prelogin } from '../application/login/prelogin.js';
import { Registration } from '../application/login/registration.js';
import { AdminReset } from '../application/passwords/admin-reset.js';
import { PasswordChange } from '../application/passwords/password-change.js';
import { PasswordForgot } from '../application/passwords/password-forgot.js';
import { PasswordReset } from '../application/passwords/password-reset.js';
import { AdminFactorReset } from '../application/recovery/admin-factor-reset.js';
import { FactorReset } from '../application/recovery/factor-reset.js';
import { OperatorRecovery } from '../application/recovery/operator-recovery.js';
import { Reauthentication } from '../application/sessions/reauthentication.js';
import { FirstAdministrator } from '../application/setup/first-administrator.js';
import { SetupCompletion } from '../application/setup/setup-completion.js';
import type { Foundation } from './foundation.js';
import type { SecondFactorServices } from './second-factor-services.js';
import type { SessionServices } from './session-services.js';

const RESERVE_BYTES = 1_000;

/** The services of one node around credentials: login, registration, passwords and setup. */
export function loginServices(base: Foundation, ofSessions: SessionServices, ofFactors: SecondFactorServices) {
  const { stores, roots, clock, settings, accounts, credentials, passwordPolicy, roster, mailbox, trail } = base;
  const { sessions, present, lockouts, opening } = ofSessions;
  const { challenges, mailBudget, mfaLogin, factorCheck } = ofFactors;
  const { authorizer } = base.policies;
  const check = new CredentialCheck(lockouts, credentials, clock);
  const completion = new SetupCompletion(stores.setups, stores.users, accounts, roster, roots, clock);
  const factorReset = new FactorReset(accounts, mailbox, trail, clock);
  const afterwards = new AfterTheAnswer(clock, (cause) => {
    throw cause;
  });
  const disk: { free: number | null } = { free: null };
  const genuine = new GenuineTokens(challenges, accounts, trail);
  const invitationTokens = new MailedInvitations(challenges, mailbox);
  base.invitations.register(invitationTokens);
  const firstCode = new FirstCode(challenges, mailBudget, mailbox, afterwards);
  const addressNotices = new AddressNotices(mailbox, firstCode);
  base.addressChanges.register((...of) => addressNotices.changed(...of));
  const room = new StoreRoom({ freeBytes: async () => disk.free }, clock, RESERVE_BYTES);
  return {
    ...{ disk, room },
    ...{ credentialCheck: check, completion, afterwards, firstCode },
    login: new Login(accounts, check, credentials, mfaLogin, opening, trail, roots, room, clock),
    reauthentication: new Reauthentication(present, sessions, check, factorCheck, trail, clock),
    registration: new Registration(accounts, credentials, passwordPolicy, firstCode, settings, trail, clock),
    prelogin: new Prelogin(accounts, stores.preloginKeys),
    account: new OwnAccountService(accounts, authorizer, trail),
    passwordChange: new PasswordChange(
      ...([present, accounts, sessions, check, credentials, passwordPolicy, mailbox, trail, clock] as const),
    ),
    forgot: new PasswordForgot(
      ...([accounts, challenges, lockouts, mailBudget, mailbox, afterwards, trail, roots, clock] as const),
    ),
    reset: new PasswordReset(
      ...([accounts, challenges, genuine, credentials, passwordPolicy, mailbox, afterwards, trail, clock] as const),
    ),
    acceptance: new InvitationAcceptance(
      ...([accounts, roster, genuine, credentials, passwordPolicy, firstCode, trail, clock] as const),
    ),
    adminReset: new AdminReset(base.access, challenges, mailbox, trail, clock),
    adminFactorReset: new AdminFactorReset(base.access, factorReset),
    operatorRecovery: new OperatorRecovery(accounts, challenges, factorReset, mailbox, trail, clock),
    setup: new FirstAdministrator(
      ...([stores.setups, accounts, completion, credentials, passwordPolicy, trail, roots, clock] as const),
    ),
  };
}
