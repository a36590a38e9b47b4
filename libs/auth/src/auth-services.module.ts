import { Logger, Module, type Provider } from '@nestjs/common';
import { JwtModule, JwtService } from '@nestjs/jwt';
import { AuditModule } from '#audit';
import { AfterTheAnswer, Clock, Roots } from '#kernel';
import { KeysModule } from '#keys';
import { MailModule } from '#mail';
import { PoliciesModule } from '#policies';
import { ApiKeysModule, WorkloadsModule } from '#service-accounts';
import { UsersModule } from '#users';
import { AccessTokenStrategy } from './adapters/access-token.strategy.js';
import { JwtAccessTokenSigner } from './adapters/jwt.access-token-signer.js';
import { QrcodeQrPictures } from './adapters/qrcode.qr-pictures.js';
import { SpeakeasyOneTimePasswords } from './adapters/speakeasy.one-time-passwords.js';
import { AddressNotices } from './application/account/address-notices.js';
import { EmailChange } from './application/account/email-change.js';
import { EmailVerification } from './application/account/email-verification.js';
import { FirstCode } from './application/account/first-code.js';
import { MailedAddresses } from './application/account/mailed-addresses.js';
import { OwnAccountService } from './application/account/own-account.js';
import { Admission } from './application/authentication/admission.js';
import { Authentication } from './application/authentication/authentication.js';
import { KeyPrincipals } from './application/authentication/key-principals.js';
import { LiveSessions } from './application/authentication/live-sessions.js';
import { TokenHolders } from './application/authentication/token-holders.js';
import { ChallengeSettlement } from './application/challenges/challenge-settlement.js';
import { GenuineTokens } from './application/challenges/genuine-tokens.js';
import { MailBudget } from './application/challenges/mail-budget.js';
import { AccountErasure } from './application/erasure/account-erasure.js';
import { ChallengeErasure } from './application/erasure/challenge-erasure.js';
import { LockoutErasure } from './application/erasure/lockout-erasure.js';
import { SessionErasure } from './application/erasure/session-erasure.js';
import { TokenExchange } from './application/exchange/token-exchange.js';
import { InvitationAcceptance } from './application/invitations/invitation-acceptance.js';
import { MailedInvitations } from './application/invitations/mailed-invitations.js';
import { UserUnlock } from './application/lockout/user-unlock.js';
import { CredentialCheck } from './application/login/credential-check.js';
import { Login } from './application/login/login.js';
import { Prelogin } from './application/login/prelogin.js';
import { Registration } from './application/login/registration.js';
import { SessionOpening } from './application/login/session-opening.js';
import { AdminReset } from './application/passwords/admin-reset.js';
import { PasswordChange } from './application/passwords/password-change.js';
import { PasswordForgot } from './application/passwords/password-forgot.js';
import { PasswordReset } from './application/passwords/password-reset.js';
import { AdminFactorReset } from './application/recovery/admin-factor-reset.js';
import { CodeAttempts } from './application/second-factors/code-attempts.js';
import { EmailEnrolment } from './application/second-factors/email-enrolment.js';
import { FactorChanges } from './application/second-factors/factor-changes.js';
import { FactorCheck } from './application/second-factors/factor-check.js';
import { FactorRemoval } from './application/second-factors/factor-removal.js';
import { MfaLogin } from './application/second-factors/mfa-login.js';
import { RecoveryCodes } from './application/second-factors/recovery-codes.js';
import { RecoverySets } from './application/second-factors/recovery-sets.js';
import { ResealSecondFactors } from './application/second-factors/reseal-second-factors.js';
import { TotpCodes } from './application/second-factors/totp-codes.js';
import { TotpEnrolment } from './application/second-factors/totp-enrolment.js';
import { ExpirySweep } from './application/sessions/expiry-sweep.js';
import { Logout } from './application/sessions/logout.js';
import { OwnSessions } from './application/sessions/own-sessions.js';
import { PresentSession } from './application/sessions/present-session.js';
import { Reauthentication } from './application/sessions/reauthentication.js';
import { Refresh } from './application/sessions/refresh.js';
import { ReusedTokens } from './application/sessions/reused-tokens.js';
import { SessionSettlement } from './application/sessions/session-settlement.js';
import { Sessions } from './application/sessions/sessions.js';
import { TokenIssue } from './application/sessions/token-issue.js';
import { FirstAdministrator } from './application/setup/first-administrator.js';
import { SetupCompletion } from './application/setup/setup-completion.js';
import { LockoutModule } from './lockout.module.js';
import { AccessTokenSigner } from './ports/access-token-signer.js';
import { AuthSettings } from './ports/auth.settings.js';
import { OneTimePasswords } from './ports/one-time-passwords.js';
import { QrPictures } from './ports/qr-pictures.js';
import { RecoveryModule } from './recovery.module.js';

const log = new Logger('auth');

const ADAPTERS: Provider[] = [
  { provide: OneTimePasswords, useClass: SpeakeasyOneTimePasswords },
  { provide: QrPictures, useClass: QrcodeQrPictures },
  {
    provide: AccessTokenSigner,
    useFactory: (jwt: JwtService, roots: Roots, settings: AuthSettings) =>
      new JwtAccessTokenSigner(jwt, roots, settings),
    inject: [JwtService, Roots, AuthSettings],
  },
  {
    provide: AccessTokenStrategy,
    useFactory: (roots: Roots, settings: AuthSettings, clock: Clock) => new AccessTokenStrategy(roots, settings, clock),
    inject: [Roots, AuthSettings, Clock],
  },
];
const AFTERWARDS: Provider = {
  provide: AfterTheAnswer,
  useFactory: (clock: Clock) =>
    new AfterTheAnswer(clock, (cause) =>
      log.error(`work after an answer failed (${cause instanceof Error ? cause.name : 'unknown'})`),
    ),
  inject: [Clock],
};

const ACCOUNT = [EmailChange, EmailVerification, FirstCode, MailedAddresses, OwnAccountService];
const CHALLENGES = [ChallengeSettlement, GenuineTokens, MailBudget];
const ERASURE = [AccountErasure, ChallengeErasure, LockoutErasure, SessionErasure];
const EXCHANGE = [TokenExchange];
const INVITATIONS = [InvitationAcceptance, MailedInvitations, AddressNotices];
const LOCKOUT = [UserUnlock];
const LOGIN = [CredentialCheck, Login, Prelogin, Registration, SessionOpening];
const PASSWORDS = [AdminReset, PasswordChange, PasswordForgot, PasswordReset];
const RECOVERY = [AdminFactorReset];
const SECOND_FACTORS = [
  CodeAttempts,
  EmailEnrolment,
  FactorChanges,
  FactorCheck,
  FactorRemoval,
  MfaLogin,
  RecoveryCodes,
  RecoverySets,
  ResealSecondFactors,
  TotpCodes,
  TotpEnrolment,
];
const SESSIONS = [
  Admission,
  Authentication,
  ExpirySweep,
  KeyPrincipals,
  LiveSessions,
  Logout,
  OwnSessions,
  PresentSession,
  Reauthentication,
  Refresh,
  ReusedTokens,
  SessionSettlement,
  Sessions,
  TokenHolders,
  TokenIssue,
];
const SETUP = [FirstAdministrator, SetupCompletion];

const SERVICES: Provider[] = [
  ...[...ACCOUNT, ...CHALLENGES, ...ERASURE, ...EXCHANGE, ...INVITATIONS, ...LOCKOUT, ...LOGIN],
  ...[...PASSWORDS, AFTERWARDS, ...RECOVERY, ...SECOND_FACTORS, ...SESSIONS, ...SETUP],
];

/**
 * The services of authentication, without its routes. The global engines module provides stores, Roots, Clock and
 * Config.
 */
@Module({
  imports: [
    AuditModule,
    LockoutModule,
    RecoveryModule,
    MailModule,
    KeysModule,
    PoliciesModule,
    UsersModule,
    ApiKeysModule,
    WorkloadsModule,
    JwtModule.register({}),
  ],
  providers: [...ADAPTERS, ...SERVICES],
  exports: SERVICES,
})
export class AuthServicesModule {}
