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
  /** Modules that export RouteAuthority, FailureTrail, ReadinessProbe and the dependencies of both guards below. */
  readonly imports: NonNullable<DynamicModule['imports']>;
  /** Refuses a request without a valid token, except on public routes. Puts the caller on the request. */
  readonly authentication: Type<CanActivate>;
  /** Refuses a caller who must do something else first, such as changing the password. Audits each refusal itself. */
  readonly admission: Type<CanActivate>;
}

/** The edge of the api: the guards, pipes and filters that every request passes, and the health routes. */
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
 * The order: the route's declaration, the network's limit, authentication, the principal's limit, admission,
 * permission, shape. Limits come before every audited refusal, so that a flood cannot fill the audit trail. These are
 * guards of the matched route and not middleware by path [R50].
 */
function guards(authentication: Type<CanActivate>, admission: Type<CanActivate>) {
  const beforeCaller = [RouteGuard, NetworkThrottlerGuard, authentication];
  const behindCaller = [PrincipalThrottlerGuard, admission, PermissionGuard, ShapeGuard];
  return [...beforeCaller, ...behindCaller].map((guard) => ({ provide: APP_GUARD, useClass: guard }));
}
