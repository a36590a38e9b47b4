import { createSecretKey, randomBytes } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import { PersonalErasure } from '#audit';
import { type AuthSettings, SetupCompletion } from '#auth';
import { type Caller, newId, type RequestContext, Roots } from '#kernel';
import { DEFAULT_KEY_SETTINGS, KeyRingCache, KeyRings, Sealing } from '#keys';
import { policyServices, StandingClock } from '#policies/testing';
import { Accounts, AdministratorRoster, makeUser, PersonalData, type User, UserChanges } from '#users';
import { JwtAccessTokenSigner } from '../../libs/auth/src/adapters/jwt.access-token-signer.js';
import { QrcodeQrPictures } from '../../libs/auth/src/adapters/qrcode.qr-pictures.js';
import { SpeakeasyOneTimePasswords } from '../../libs/auth/src/adapters/speakeasy.one-time-passwords.js';
import { ChallengeSettlement } from '../../libs/auth/src/application/challenges/challenge-settlement.js';
import { Challenges } from '../../libs/auth/src/application/challenges/challenges.js';
import { MailBudget } from '../../libs/auth/src/application/challenges/mail-budget.js';
import { EmailVerification } from '../../libs/auth/src/application/email/email-verification.js';
import { Lockouts } from '../../libs/auth/src/application/lockout/lockouts.js';
import { UserUnlock } from '../../libs/auth/src/application/lockout/user-unlock.js';
import { CredentialCheck } from '../../libs/auth/src/application/login/credential-check.js';
import { Login } from '../../libs/auth/src/application/login/login.js';
import { Prelogin } from '../../libs/auth/src/application/login/prelogin.js';
import { Registration } from '../../libs/auth/src/application/login/registration.js';
import { SessionOpening } from '../../libs/auth/src/application/login/session-opening.js';
import { AdminReset } from '../../libs/auth/src/application/passwords/admin-reset.js';
import { AfterTheAnswer } from '../../libs/auth/src/application/passwords/after-the-answer.js';
import { OwnAccountService } from '../../libs/auth/src/application/passwords/own-account.js';
import { PasswordChange } from '../../libs/auth/src/application/passwords/password-change.js';
import { PasswordForgot } from '../../libs/auth/src/application/passwords/password-forgot.js';
import { PasswordReset } from '../../libs/auth/src/application/passwords/password-reset.js';
import { EmailEnrolment } from '../../libs/auth/src/application/second-factors/email-enrolment.js';
import { FactorChanges } from '../../libs/auth/src/application/second-factors/factor-changes.js';
import { FactorCheck } from '../../libs/auth/src/application/second-factors/factor-check.js';
import { FactorRemoval } from '../../libs/auth/src/application/second-factors/factor-removal.js';
import { MfaLogin } from '../../libs/auth/src/application/second-factors/mfa-login.js';
import { RecoveryCodes } from '../../libs/auth/src/application/second-factors/recovery-codes.js';
import { RecoverySets } from '../../libs/auth/src/application/second-factors/recovery-sets.js';
import { ResealSecondFactors } from '../../libs/auth/src/application/second-factors/reseal-second-factors.js';
import { TotpCodes } from '../../libs/auth/src/application/second-factors/totp-codes.js';
import { TotpEnrolment } from '../../libs/auth/src/application/second-factors/totp-enrolment.js';
import { Admission } from '../../libs/auth/src/application/sessions/admission.js';
import { Authentication } from '../../libs/auth/src/application/sessions/authentication.js';
import { ExpirySweep } from '../../libs/auth/src/application/sessions/expiry-sweep.js';
import { LiveSessions } from '../../libs/auth/src/application/sessions/live-sessions.js';
import { Logout } from '../../libs/auth/src/application/sessions/logout.js';
import { OwnSessions } from '../../libs/auth/src/application/sessions/own-sessions.js';
import { PresentSession } from '../../libs/auth/src/application/sessions/present-session.js';
import { Reauthentication } from '../../libs/auth/src/application/sessions/reauthentication.js';
import { Refresh } from '../../libs/auth/src/application/sessions/refresh.js';
import { SessionErasure } from '../../libs/auth/src/application/sessions/session-erasure.js';
import { SessionSettlement } from '../../libs/auth/src/application/sessions/session-settlement.js';
import { Sessions } from '../../libs/auth/src/application/sessions/sessions.js';
import { TokenIssue, type Tokens } from '../../libs/auth/src/application/sessions/token-issue.js';
import { VerifiedTokens } from '../../libs/auth/src/application/sessions/verified-tokens.js';
import { SetupService } from '../../libs/auth/src/application/setup/setup.service.js';
import { Argon2PasswordHasher } from '../../libs/users/src/adapters/argon2.password-hasher.js';
import { BcryptImportedHasher } from '../../libs/users/src/adapters/bcrypt.imported-hasher.js';
import { ZxcvbnCommonPasswords } from '../../libs/users/src/adapters/zxcvbn.common-passwords.js';
import { RoleAssignment } from '../../libs/users/src/application/accounts/role-assignment.js';
import { UserAccess } from '../../libs/users/src/application/accounts/user-access.js';
import { UserPublisher } from '../../libs/users/src/application/accounts/user-publisher.js';
import { UserCreation } from '../../libs/users/src/application/administration/user-creation.js';
import { UserEditing } from '../../libs/users/src/application/administration/user-editing.js';
import { UserImport } from '../../libs/users/src/application/administration/user-import.js';
import { UserListing } from '../../libs/users/src/application/administration/user-listing.js';
import { Credentials } from '../../libs/users/src/application/passwords/credentials.js';
import { PasswordGeneration } from '../../libs/users/src/application/passwords/password-generation.js';
import { PasswordPolicy } from '../../libs/users/src/application/passwords/password-policy.js';
import { ErasureProof } from '../../libs/users/src/application/removal/erasure-proof.js';
import { UserRemoval } from '../../libs/users/src/application/removal/user-removal.js';
import { UserSettlement } from '../../libs/users/src/application/removal/user-settlement.js';
import { identityStores } from './identity-stores.js';
import { Mailbox } from './mailbox.js';
import { creationsOn } from './memory-creation-store.js';
import { recordedTrail } from './recorded-trail.js';

export { identityStores };

export const PASSWORD = 'Violet-Kettle-42-Harbor';
export const PASSWORD_SETTINGS = {
  minLength: 12,
  requiredClasses: ['upper', 'lower', 'digit', 'special'] as const,
  ...{ memoryKib: 64, iterations: 2, parallelism: 1 },
  importPepper: 'pepper-of-system-a',
};
/** Made once: every node has the same list. */
export const COMMON_PASSWORDS = new ZxcvbnCommonPasswords();
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
  clock = new StandingClock(),
  settings: AuthSettings = AUTH_SETTINGS,
) {
  const policies = policyServices(stores.models, clock);
  const { trail, records } = recordedTrail();
  const changes = new UserChanges();
  const keys = new KeyRingCache(stores.keyring, stores.rings, clock, DEFAULT_KEY_SETTINGS);
  const keyRings = new KeyRings(stores.keyring, stores.rings, keys, clock);
  const accounts = new Accounts(stores.users, keyRings, changes, clock);
  const hasher = new Argon2PasswordHasher(roots, PASSWORD_SETTINGS);
  const credentials = new Credentials(hasher, new BcryptImportedHasher(), PASSWORD_SETTINGS);
  const passwordPolicy = new PasswordPolicy(PASSWORD_SETTINGS, COMMON_PASSWORDS);
  const roster = new AdministratorRoster(policies.administrators, accounts);
  const roles = new RoleAssignment(policies.authorizer, stores.models);
  const publisher = new UserPublisher(accounts, roster, roles);
  const access = new UserAccess(stores.users, policies.authorizer);
  const sealing = new Sealing(keys);
  const personalData = new PersonalData();
  const proof = new ErasureProof(sealing, stores.keyring);
  const removal = new UserRemoval(
    ...([access, publisher, accounts, keyRings, proof, personalData, trail, clock] as const),
  );
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
  const afterwards = new AfterTheAnswer((cause) => {
    throw cause;
  });
  const completion = new SetupCompletion(stores.setups, stores.users, accounts, roster, roots, clock);
  return {
    ...{
      stores,
      roots,
      clock,
      records,
      policies,
      accounts,
      hasher,
      credentials,
      passwordPolicy,
      roster,
      removal,
      personalData,
      keys,
      totpCodes,
      live,
      sessions,
      present,
      completion,
      signer,
      lockouts,
      credentialCheck,
      opening,
      challenges,
      mailBudget,
      mailbox,
      afterwards,
      trail,
    },
    creation: new UserCreation(
      ...([policies.authorizer, roles, credentials, passwordPolicy, accounts, roster, trail] as const),
      ...([creationsOn(stores.creations, roots, trail, clock), clock] as const),
    ),
    passwordGeneration: new PasswordGeneration(trail),
    editing: new UserEditing(access, roles, publisher, trail, clock),
    userImport: new UserImport(accounts, credentials, trail, clock),
    listing: new UserListing(stores.users, access, policies.authorizer, trail),
    userSettlement: new UserSettlement(
      ...([stores.users, keyRings, removal, roster, new PersonalErasure(stores.auditLog, trail), clock] as const),
    ),
    resealSecondFactors: new ResealSecondFactors(accounts, totpCodes),
    authentication: new Authentication(new VerifiedTokens(), live, clock),
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
    setup: new SetupService(stores.setups, accounts, completion, credentials, passwordPolicy, trail, roots, clock),
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

export function aRequest(): RequestContext {
  return {
    ...{ requestId: newId(), receivedAt: Date.UTC(2026, 10, 22, 12), ip: '192.0.2.1' },
    ...{ userAgent: 'curl/8.9', accessReason: null, audited: false },
  };
}

/** The code of the CofferError that `work` fails with; `none` when it does not fail. */
export async function codeOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
    return 'none';
  } catch (error) {
    return (error as { code?: unknown }).code ?? error;
  }
}
