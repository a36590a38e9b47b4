import { type CanActivate, type DynamicModule, Module, type Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { ThrottlerModule } from '@nestjs/throttler';
import type { Logger } from 'pino';
import { Config } from '#config';
import { Clock } from '#kernel';
import { ClientAddress } from './context/client-address.js';
import { RequestContexts } from './context/request-context.js';
import { FailureRecorder } from './errors/failure-recorder.js';
import { ProblemFilter } from './errors/problem.filter.js';
import { StrictValidationPipe } from './errors/validation.js';
import { PermissionGuard } from './guards/permission.guard.js';
import { RouteGuard } from './guards/route.guard.js';
import { ShapeGuard } from './guards/shape.guard.js';
import { HealthController } from './health/health.controller.js';
import { DefectLog } from './logs/defect-log.js';
import { RouteTable } from './routes/route-table.js';
import { LimitsModule } from './throttle/limits.module.js';
import { NETWORK_LIMIT, PRINCIPAL_LIMIT, SharedLimits } from './throttle/shared-limits.js';
import { NetworkThrottlerGuard, PrincipalThrottlerGuard } from './throttle/throttle.guards.js';

const MINUTE_MS = 60_000;

const throttling = ThrottlerModule.forRootAsync({
  imports: [LimitsModule],
  inject: [Config, SharedLimits],
  useFactory: ({ http }: Config, storage: SharedLimits) => ({
    throttlers: [
      { name: NETWORK_LIMIT, ttl: MINUTE_MS, limit: http.authRatePerMinute },
      { name: PRINCIPAL_LIMIT, ttl: MINUTE_MS, limit: http.ratePerMinute },
    ],
    storage,
    setHeaders: false,
  }),
});

export interface EdgeOptions {
  readonly logger: Logger;
  /** Modules that export what `authentication` and `admission` are injected with, RouteAuthority, FailureTrail and ReadinessProbe. */
  readonly imports: NonNullable<DynamicModule['imports']>;
  /** Refuses every route that is not public without a valid token; leaves the caller on the request. */
  readonly authentication: Type<CanActivate>;
  /** Refuses a caller who has to do something else first; the refusal is the guard's to record. */
  readonly admission: Type<CanActivate>;
}

/** The edge of the api: what every request goes through, errors and health. */
@Module({})
export class EdgeModule {
  static forRoot({ logger, imports, authentication, admission }: EdgeOptions): DynamicModule {
    return {
      module: EdgeModule,
      imports: [throttling, ...imports],
      controllers: [HealthController],
      providers: [
        RouteTable,
        FailureRecorder,
        ProblemFilter,
        { provide: DefectLog, useValue: new DefectLog(logger) },
        {
          provide: RequestContexts,
          inject: [Clock, Config],
          useFactory: (clock: Clock, { http }: Config) =>
            new RequestContexts(clock, new ClientAddress(http.trustedProxies)),
        },
        { provide: APP_FILTER, useExisting: ProblemFilter },
        { provide: APP_PIPE, useClass: StrictValidationPipe },
        ...guards(authentication, admission),
      ],
    };
  }
}

/**
 * In this order: the route's declaration, the throttle of the network, authentication, the throttle of the principal,
 * admission, permission, shape: nothing that is recorded is refused without a limit. Guards of the route that was
 * matched, never middleware by path [R50].
 */
function guards(authentication: Type<CanActivate>, admission: Type<CanActivate>) {
  const beforeCaller = [RouteGuard, NetworkThrottlerGuard, authentication];
  const behindCaller = [PrincipalThrottlerGuard, admission, PermissionGuard, ShapeGuard];
  return [...beforeCaller, ...behindCaller].map((guard) => ({ provide: APP_GUARD, useClass: guard }));
}
