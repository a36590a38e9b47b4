import { type DynamicModule, Module } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import type { Logger } from 'pino';
import { AuditModule, AuditRuntime, AuditSweepModule, AuditTrail, LostIntents, NodeLinkModule } from '#audit';
import { AuditProofsModule, AuditReadingModule, RoundsWatch, TreeScrub, WitnessModule } from '#audit-proofs';
import { AuditStream, AuditStreamModule } from '#audit-stream';
import { AdmissionGuard, AuthenticationGuard, AuthModule, TokenHolders } from '#auth';
import { EntriesModule } from '#entries';
import { HandoverModule } from '#handover';
import { IdempotencyModule } from '#idempotency';
import { Clock, StoreEngine, StoreRoom, TimeKeeper } from '#kernel';
import { KeyManagement, KeysModule, RotationsModule } from '#keys';
import { KvApiModule, ServerState } from '#kv-api';
import { MailModule } from '#mail';
import { Authorizer, PoliciesModule } from '#policies';
import { SecretsModule } from '#secrets';
import { SensitiveDataModule } from '#sensitive-data';
import { ServiceAccountsModule, WorkloadsModule } from '#service-accounts';
import { UsersModule } from '#users';
import { ClockWatch } from './clock/clock-watch.js';
import { EdgeModule } from './http/edge.module.js';
import { type BesideParts, besidesOf } from './http/health/besides.js';
import { ReadinessProbe } from './http/health/readiness.js';
import { FailureTrail, GenuineTokens, RouteAuthority } from './http/ports.js';
import { KeyGuessLimitModule } from './http/throttle/key-guess-limit.js';
import { TokenWatch } from './tokens/token-watch.js';
import { TokenWatchModule } from './tokens/token-watch.module.js';
import { VERSION } from './version.js';

const FEATURES = [
  AuditModule,
  AuditSweepModule,
  NodeLinkModule,
  IdempotencyModule,
  PoliciesModule,
  KeysModule,
  RotationsModule,
  MailModule,
  HandoverModule,
  UsersModule,
  ServiceAccountsModule,
  WorkloadsModule,
  AuthModule,
  SecretsModule,
  SensitiveDataModule,
  EntriesModule,
  AuditProofsModule,
  AuditReadingModule,
  AuditStreamModule,
  WitnessModule,
];

type ReadinessParts = [StoreEngine, KeyManagement, AuditRuntime, Clock, ...BesideParts];

/** Gives the edge what it needs, from the features that have it. */
@Module({})
class EdgePortsModule {
  static forRoot(logger: Logger): DynamicModule {
    return {
      module: EdgePortsModule,
      imports: [
        ...[AuditModule, AuditProofsModule, AuditStreamModule, AuthModule, PoliciesModule],
        TokenWatchModule.forRoot(logger),
      ],
      providers: [
        { provide: RouteAuthority, useExisting: Authorizer },
        { provide: FailureTrail, useExisting: AuditTrail },
        { provide: GenuineTokens, useExisting: TokenHolders },
        {
          provide: ReadinessProbe,
          inject: [
            ...[StoreEngine, KeyManagement, AuditRuntime, Clock],
            ...[StoreRoom, RoundsWatch, TreeScrub, LostIntents, AuditStream, TokenWatch],
          ],
          useFactory: (...[store, keyring, audit, clock, ...besides]: ReadinessParts) =>
            new ReadinessProbe(
              { store, keyring, audit },
              (part, err) => logger.warn({ part, err }, 'a part is down'),
              clock,
              besidesOf(audit, ...besides),
            ),
        },
        {
          provide: ServerState,
          inject: [ReadinessProbe],
          useFactory: (probe: ReadinessProbe): ServerState => ({
            version: VERSION,
            isReady: async () => (await probe.read()).status === 'ready',
          }),
        },
      ],
      exports: [RouteAuthority, GenuineTokens, FailureTrail, ReadinessProbe, ServerState],
    };
  }
}

/** Engines, features, and the edge that every request goes through. */
@Module({})
export class ApiModule {
  /** `kvMount`: see KvApiConfig. Null: clients of Vault are not served. */
  static compose(engines: DynamicModule, logger: Logger, kvMount: string | null): DynamicModule {
    const ports = EdgePortsModule.forRoot(logger);
    return {
      module: ApiModule,
      imports: [
        // Nest's own lines go to the same log; there is no middleware, since requests are logged by a hook.
        LoggerModule.forRoot({ pinoHttp: { logger, autoLogging: false }, forRoutes: [] }),
        engines,
        ...FEATURES,
        ...(kvMount === null ? [] : [KvApiModule.at(kvMount, [ports])]),
        KeyGuessLimitModule,
        EdgeModule.forRoot({
          logger,
          authentication: AuthenticationGuard,
          admission: AdmissionGuard,
          imports: [AuthModule, ports],
        }),
      ],
      providers: [
        {
          provide: ClockWatch,
          inject: [Clock, TimeKeeper, AuditTrail],
          useFactory: (clock: Clock, keeper: TimeKeeper, trail: AuditTrail) =>
            new ClockWatch(clock, keeper, trail, logger),
        },
      ],
    };
  }
}
