import { type BeforeApplicationShutdown, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { CursorCodec } from '#access';
import { AuditModule, Settlements } from '#audit';
import { AfterTheAnswer, Clock, PeriodicJobs } from '#kernel';
import { KeysModule, SealedHolders } from '#keys';
import { AddressChanges, HashingWays, Invitations, PersonalData, UsersModule } from '#users';
import { AddressNotices } from './application/account/address-notices.js';
import { ChallengeSettlement } from './application/challenges/challenge-settlement.js';
import { AccountErasure } from './application/erasure/account-erasure.js';
import { MailedInvitations } from './application/invitations/mailed-invitations.js';
import { LOCKOUT_RESOURCE, UserUnlock } from './application/lockout/user-unlock.js';
import { ResealSecondFactors } from './application/second-factors/reseal-second-factors.js';
import { ExpirySweep } from './application/sessions/expiry-sweep.js';
import { ReusedTokens } from './application/sessions/reused-tokens.js';
import { SessionSettlement } from './application/sessions/session-settlement.js';
import { SetupCompletion } from './application/setup/setup-completion.js';
import { AuthServicesModule } from './auth-services.module.js';
import { AccountController } from './http/account.controller.js';
import { AuthController } from './http/auth.controller.js';
import { EmailController } from './http/email.controller.js';
import { EmailChangeController } from './http/email-change.controller.js';
import { ExchangeController } from './http/exchange.controller.js';
import { AdmissionGuard } from './http/guards/admission.guard.js';
import { AuthenticationGuard } from './http/guards/authentication.guard.js';
import { InvitationController } from './http/invitation.controller.js';
import { MfaController } from './http/mfa.controller.js';
import { PasswordRecoveryController } from './http/password-recovery.controller.js';
import { ReauthenticationController } from './http/reauthentication.controller.js';
import { RegistrationController } from './http/registration.controller.js';
import { SecondFactorsController } from './http/second-factors.controller.js';
import { SessionsController } from './http/sessions.controller.js';
import { SetupController } from './http/setup.controller.js';
import { UserRecoveryController } from './http/user-recovery.controller.js';

const SWEEP_MS = 600_000;
/** How often records of used tokens are tried again that the audit did not take. */
const REUSE_MS = 60_000;
/** How long a stop waits for them: a little longer than the audit tries one record. */
const LAST_REUSE_MS = 3_000;
/** How often it is looked up with which costs the accounts are hashed. It reads every account. */
const HASHING_MS = 86_400_000;

/** The routes and guards of authentication, and its periodic jobs. */
@Module({
  imports: [AuditModule, KeysModule, UsersModule, AuthServicesModule],
  controllers: [
    ...[SetupController, AuthController, AccountController, PasswordRecoveryController, EmailController],
    ...[RegistrationController, UserRecoveryController, SessionsController, ReauthenticationController],
    ...[MfaController, SecondFactorsController, InvitationController, EmailChangeController],
    ExchangeController,
  ],
  providers: [AdmissionGuard, AuthenticationGuard, CursorCodec],
  exports: [AuthServicesModule, AdmissionGuard, AuthenticationGuard],
})
export class AuthModule implements OnModuleInit, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly jobs: PeriodicJobs<'sweep' | 'reuse' | 'hashing'>;

  constructor(
    private readonly settlements: Settlements,
    private readonly challenges: ChallengeSettlement,
    private readonly sessions: SessionSettlement,
    private readonly setup: SetupCompletion,
    private readonly unlocking: UserUnlock,
    private readonly holders: SealedHolders,
    private readonly secondFactors: ResealSecondFactors,
    private readonly personalData: PersonalData,
    private readonly erasure: AccountErasure,
    private readonly invitations: Invitations,
    private readonly invitationTokens: MailedInvitations,
    private readonly addresses: AddressChanges,
    private readonly addressNotices: AddressNotices,
    private readonly afterwards: AfterTheAnswer,
    sweep: ExpirySweep,
    reused: ReusedTokens,
    ways: HashingWays,
    clock: Clock,
  ) {
    this.jobs = new PeriodicJobs(clock, {
      sweep: { everyMs: SWEEP_MS, destroys: true, run: (stop) => sweep.run(stop) },
      reuse: { everyMs: REUSE_MS, run: (stop) => reused.run(stop) },
      hashing: { everyMs: HASHING_MS, run: (stop) => ways.scan(stop) },
    });
  }

  onModuleInit(): void {
    this.settlements.register('challenge', this.challenges);
    this.settlements.register('session', this.sessions);
    this.settlements.register('setup', this.setup);
    this.settlements.register(LOCKOUT_RESOURCE, this.unlocking);
    this.holders.register(this.secondFactors);
    this.erasure.register(this.personalData);
    this.invitations.register(this.invitationTokens);
    this.addresses.register((...of) => this.addressNotices.changed(...of));
    // A sweep that fails is repeated after the next interval.
    this.jobs.start();
    void this.jobs.runNow('hashing');
  }

  /** Before the store and the mailer close, and before the audit stops: Nest calls a module before those that it imports. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([this.afterwards.close(), this.jobs.finish('reuse', LAST_REUSE_MS)]);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.jobs.stop();
  }
}
