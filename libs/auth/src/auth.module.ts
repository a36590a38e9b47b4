import { Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { JwtModule, JwtService } from '@nestjs/jwt';
import { AuditModule, Settlements } from '#audit';
import { Config } from '#config';
import { Clock, Roots } from '#kernel';
import { PoliciesModule } from '#policies';
import { UsersModule } from '#users';
import { AccessTokenStrategy } from './adapters/access-token.strategy.js';
import { JwtAccessTokenSigner } from './adapters/jwt.access-token-signer.js';
import { Authentication } from './application/authentication.js';
import { LiveSessions } from './application/live-sessions.js';
import { Login } from './application/login.js';
import { Logout } from './application/logout.js';
import { OwnAccountService } from './application/own-account.js';
import { Refresh } from './application/refresh.js';
import { SessionSettlement } from './application/session-settlement.js';
import { SessionSweep } from './application/session-sweep.js';
import { Sessions } from './application/sessions.js';
import { SetupService } from './application/setup.service.js';
import { SetupCompletion } from './application/setup-completion.js';
import { TokenIssue } from './application/token-issue.js';
import { VerifiedTokens } from './application/verified-tokens.js';
import { AuthController } from './http/auth.controller.js';
import { AuthenticationGuard } from './http/authentication.guard.js';
import { PasswordChangeGuard } from './http/password-change.guard.js';
import { SetupController } from './http/setup.controller.js';
import { AccessTokenSigner } from './ports/access-token-signer.js';
import { AuthSettings } from './ports/auth-settings.js';

const SWEEP_MS = 600_000;

/** SessionStore, SetupStore, Roots, Clock and Config come from the global engines module. */
@Module({
  imports: [AuditModule, PoliciesModule, UsersModule, JwtModule.register({})],
  controllers: [SetupController, AuthController],
  providers: [
    { provide: AuthSettings, useFactory: ({ tokens }: Config): AuthSettings => tokens, inject: [Config] },
    {
      provide: AccessTokenSigner,
      useFactory: (jwt: JwtService, roots: Roots, settings: AuthSettings) =>
        new JwtAccessTokenSigner(jwt, roots, settings),
      inject: [JwtService, Roots, AuthSettings],
    },
    {
      provide: AccessTokenStrategy,
      useFactory: (roots: Roots, settings: AuthSettings, clock: Clock) =>
        new AccessTokenStrategy(roots, settings, clock),
      inject: [Roots, AuthSettings, Clock],
    },
    Authentication,
    AuthenticationGuard,
    LiveSessions,
    Login,
    Logout,
    OwnAccountService,
    PasswordChangeGuard,
    Refresh,
    SessionSettlement,
    SessionSweep,
    Sessions,
    SetupCompletion,
    SetupService,
    TokenIssue,
    VerifiedTokens,
  ],
  exports: [Authentication, AuthenticationGuard, PasswordChangeGuard, SetupCompletion],
})
export class AuthModule implements OnModuleInit, OnApplicationShutdown {
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly settlements: Settlements,
    private readonly sessions: SessionSettlement,
    private readonly setup: SetupCompletion,
    private readonly sweep: SessionSweep,
  ) {}

  onModuleInit(): void {
    this.settlements.register('session', this.sessions);
    this.settlements.register('setup', this.setup);
    // A store that does not answer now is swept the next time.
    this.timer = setInterval(() => void this.sweep.run().catch(() => {}), SWEEP_MS).unref();
  }

  onApplicationShutdown(): void {
    if (this.timer) clearInterval(this.timer);
  }
}
