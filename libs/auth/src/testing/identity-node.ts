import { createSecretKey, randomBytes } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import { recordedTrail } from '#audit/testing';
import { creationsOn } from '#idempotency/testing';
import { type Caller, newId, Roots } from '#kernel';
import { aRequest, ManualClock } from '#kernel/testing';
import { DEFAULT_KEY_SETTINGS, KeyRingCache, KeyRings, Sealing } from '#keys';
import { Mailbox } from '#mail/testing';
import { policyServices } from '#policies/testing';
import { makeUser, type User } from '#users';
import { PASSWORD, userServices } from '#users/testing';
import { JwtAccessTokenSigner } from '../adapters/jwt.access-token-signer.js';
import { QrcodeQrPictures } from '../adapters/qrcode.qr-pictures.js';
import { SpeakeasyOneTimePasswords } from '../adapters/speakeasy.one-time-passwords.js';
import { Admission } from '../application/authentication/admission.js';
import { Authentication } from '../application/authentication/authentication.js';
import { LiveSessions } from '../application/authentication/live-sessions.js';
import { ChallengeSettlement } from '../application/challenges/challenge-settlement.js';
import { Challenges } from '../application/challenges/challenges.js';
import { MailBudget } from '../application/challenges/mail-budget.js';
import { EmailVerification } from '../application/email/email-verification.js';
import { Lockouts } from '../application/lockout/lockouts.js';
import { UserUnlock } from '../application/lockout/user-unlock.js';
import { CredentialCheck } from '../application/login/credential-check.js';
import { Login } from '../application/login/login.js';
import { Prelogin } from '../application/login/prelogin.js';
import { Registration } from '../application/login/registration.js';
import { SessionOpening } from '../application/login/session-opening.js';
import { AdminReset } from '../application/passwords/admin-reset.js';
import { AfterTheAnswer } from '../application/passwords/after-the-answer.js';
import { OwnAccountService } from '../application/passwords/own-account.js';
import { PasswordChange } from '../application/passwords/password-change.js';
import { PasswordForgot } from '../application/passwords/password-forgot.js';
import { PasswordReset } from '../application/passwords/password-reset.js';
import { EmailEnrolment } from '../application/second-factors/email-enrolment.js';
import { FactorChanges } from '../application/second-factors/factor-changes.js';
import { FactorCheck } from '../application/second-factors/factor-check.js';
import { FactorRemoval } from '../application/second-factors/factor-removal.js';
import { MfaLogin } from '../application/second-factors/mfa-login.js';
import { RecoveryCodes } from '../application/second-factors/recovery-codes.js';
import { RecoverySets } from '../application/second-factors/recovery-sets.js';
import { ResealSecondFactors } from '../application/second-factors/reseal-second-factors.js';
import { TotpCodes } from '../application/second-factors/totp-codes.js';
import { TotpEnrolment } from '../application/second-factors/totp-enrolment.js';
import { ExpirySweep } from '../application/sessions/expiry-sweep.js';
import { Logout } from '../application/sessions/logout.js';
import { OwnSessions } from '../application/sessions/own-sessions.js';
import { PresentSession } from '../application/sessions/present-session.js';
import { Reauthentication } from '../application/sessions/reauthentication.js';
import { Refresh } from '../application/sessions/refresh.js';
import { SessionErasure } from '../application/sessions/session-erasure.js';
import { SessionSettlement } from '../application/sessions/session-settlement.js';
import { Sessions } from '../application/sessions/sessions.js';
import { TokenIssue, type Tokens } from '../application/sessions/token-issue.js';
import { FirstAdministrator } from '../application/setup/first-administrator.js';
import { SetupCompletion } from '../application/setup/setup-completion.js';
import type { AuthSettings } from '../ports/auth.settings.js';
import { identityStores } from './identity-stores.js';

export const AUTH_SETTINGS = {
  ...{ issuer: 'coffer', audience: 'coffer' },
  ...{ accessSeconds: 900, refreshSeconds: 604_800, sessionSeconds: 2_592_000 },
  ...{ registrationOpen: true, maxFailedLogins: 5, lockoutSeconds: 900, emailCountsAsMfa: false },
};

export function someRoots(): Roots {
  const key = () => createSecretKey(randomBytes(32));
  return new Roots([{ kid: 'k1', key: key() }], [{ version: 1, key: key() }]);
}

/** One node's services of users and authentication. Times and roots are shared where they are passed in. */
export function identityNode(
  stores = identityStores(),
  roots = someRoots(),
  clock = new ManualClock(),
  settings: AuthSettings = AUTH_SETTINGS,
) {
  const policies = policyServices(stores.models, clock);
  const { trail, records } = recordedTrail();
  const keys = new KeyRingCache(stores.keyring, stores.rings, clock, DEFAULT_KEY_SETTINGS);
  const keyRings = new KeyRings(stores.keyring, stores.rings, keys, clock);
  const sealing = new Sealing(keys);
  const creations = creationsOn(stores.creations, roots, trail, clock);
  const users = userServices({ stores, policies, keyRings, sealing, creations, trail, roots, clock });
  const { changes, accounts, credentials, passwordPolicy, roster, access, personalData } = users;
  const sessionErasure = new SessionErasure(stores.sessions);
  personalData.register('sessions', (userId) => sessionErasure.sweep(userId));
  const live = new LiveSessions(stores.sessions, accounts, clock, changes);
  const sessions = new Sessions(stores.sessions, live, roots, settings, clock);
  const present = new PresentSession(sessions, accounts, clock);
  const signer = new JwtAccessTokenSigner(new JwtService({}), roots, settings);
  const issue = new TokenIssue(signer, clock);
  const lockouts = new Lockouts(stores.lockouts, roots, settings, clock);
  const credentialCheck = new CredentialCheck(lockouts, credentials);
  const opening = new SessionOpening(accounts, sessions, issue, lockouts, trail);
  const challenges = new Challenges(stores.challenges, roots, clock);
  const mailBudget = new MailBudget(stores.rates, roots, clock);
  const mailbox = new Mailbox();
  const totpCodes = new TotpCodes(sealing, new SpeakeasyOneTimePasswords(), clock);
  const recoveryCodes = new RecoveryCodes(roots);
  const factorCheck = new FactorCheck(accounts, lockouts, challenges, totpCodes, recoveryCodes, settings, clock);
  const mfaLogin = new MfaLogin(accounts, challenges, factorCheck, opening, mailBudget, mailbox, trail);
  const admission = new Admission(policies.authorizer, trail, clock);
  const factorChanges = new FactorChanges(
    ...([present, accounts, sessions, admission, settings, mailbox, trail, clock] as const),
  );
  const recoverySets = new RecoverySets(factorChanges, recoveryCodes);
  const afterwards = new AfterTheAnswer(clock, (cause) => {
    throw cause;
  });
  const completion = new SetupCompletion(stores.setups, stores.users, accounts, roster, roots, clock);
  return {
    ...users,
    ...{ stores, roots, clock, records, policies, keys, trail },
    ...{ totpCodes, live, sessions, present, completion, signer, lockouts, credentialCheck, opening },
    ...{ challenges, mailBudget, mailbox, afterwards },
    resealSecondFactors: new ResealSecondFactors(accounts, totpCodes),
    authentication: new Authentication(live, clock),
    admission,
    login: new Login(accounts, credentialCheck, credentials, mfaLogin, opening, trail, roots),
    registration: new Registration(accounts, credentials, passwordPolicy, settings, trail, clock),
    prelogin: new Prelogin(accounts, stores.preloginKeys),
    unlocking: new UserUnlock(access, accounts, lockouts, trail),
    refresh: new Refresh(sessions, accounts, issue, trail, roots, clock),
    ownSessions: new OwnSessions(stores.sessions, sessions, present, accounts, trail, clock),
    reauthentication: new Reauthentication(present, sessions, credentialCheck, factorCheck, trail, clock),
    logout: new Logout(sessions, accounts, trail, roots),
    account: new OwnAccountService(accounts, policies.authorizer, trail),
    passwordChange: new PasswordChange(
      ...([present, accounts, sessions, credentialCheck, credentials, passwordPolicy, mailbox, trail, clock] as const),
    ),
    forgot: new PasswordForgot(accounts, challenges, mailBudget, mailbox, afterwards, trail, roots),
    reset: new PasswordReset(
      ...([accounts, challenges, credentials, passwordPolicy, mailbox, afterwards, trail, clock] as const),
    ),
    adminReset: new AdminReset(access, policies.authorizer, challenges, mailbox, trail, clock),
    emailVerification: new EmailVerification(accounts, challenges, mailBudget, factorCheck, mailbox, trail, clock),
    ...{ mfaLogin, factorCheck, recoverySets },
    totpEnrolment: new TotpEnrolment(factorChanges, totpCodes, recoverySets, new QrcodeQrPictures(), trail, clock),
    emailEnrolment: new EmailEnrolment(
      ...([factorChanges, challenges, factorCheck, recoverySets, mailBudget, mailbox, trail, clock] as const),
    ),
    factorRemoval: new FactorRemoval(factorChanges, policies.authorizer, settings),
    challengeSettlement: new ChallengeSettlement(stores.challenges, clock),
    sessionSettlement: new SessionSettlement(stores.sessions, live, clock),
    sweep: new ExpirySweep(stores.sessions, stores.lockouts, stores.challenges, clock),
    setup: new FirstAdministrator(
      stores.setups,
      accounts,
      completion,
      credentials,
      passwordPolicy,
      trail,
      roots,
      clock,
    ),
  };
}

export type IdentityNode = ReturnType<typeof identityNode>;

/** Puts an account with {@link PASSWORD} into the store, among the administrators where it is one. */
export async function addUser(node: IdentityNode, username: string, more: Partial<User> = {}): Promise<User> {
  const password = await node.credentials.hash({ kind: 'password', text: PASSWORD });
  const given = { id: newId(), username, email: `${username}@example.org`, roles: [], password };
  const user = {
    ...makeUser({ ...given, state: 'active', passwordChangeRequired: false }, node.clock.now()),
    ...more,
  };
  await node.accounts.open(user, newId());
  await node.roster.reconcile(user.id, newId());
  return user;
}

/** The tokens of a login with a password that asks for no second factor. */
export async function logInWith(
  node: IdentityNode,
  username: string,
  password = PASSWORD,
  request = aRequest(),
): Promise<Tokens> {
  const result = await node.login.login(request, username, { kind: 'password', text: password });
  if ('mfaToken' in result) throw new Error(`${username} has a second factor`);
  return result;
}

/** `user` in a session that was not stored, in a request of its own. */
export function callerAs(user: User, sessionId = newId()): Caller {
  const principal = {
    ...{ userId: user.id, username: user.username, roles: user.roles, sessionId },
    ...{ authenticatedAt: 0, mfaAt: null, passwordChangeRequired: user.passwordChangeRequired },
  };
  return { principal, request: aRequest() };
}

/** Lets the time pass until the work after the answers begins, and waits for it. */
export async function afterAnswers({ clock, afterwards }: IdentityNode): Promise<void> {
  await clock.advance(50);
  await afterwards.idle();
}
