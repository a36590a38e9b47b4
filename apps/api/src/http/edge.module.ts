import { type CanActivate, type DynamicModule, Module, type Provider, type Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import type { Logger } from 'pino';
import { Config } from '#config';
import { Clock } from '#kernel';
import { Budget } from './connections/budget.js';
import { RequestBudget } from './connections/request-budget.js';
import { ClientAddress, type ProxyWarnings } from './context/client-address.js';
import { RequestContexts } from './context/request-context.js';
import { FailureRecorder } from './errors/failure-recorder.js';
import { ProblemFilter } from './errors/problem.filter.js';
import { StrictValidationPipe } from './errors/validation.js';
import { BeforeBody } from './guards/before-body.js';
import { PermissionGuard } from './guards/permission.guard.js';
import { RoomGuard } from './guards/room.guard.js';
import { RouteGuard } from './guards/route.guard.js';
import { ShapeGuard } from './guards/shape.guard.js';
import { HealthController } from './health/health.controller.js';
import { DefectLog } from './logs/defect-log.js';
import { seldom } from './logs/seldom.js';
import { WorkPlaceGuard } from './places/work-place.guard.js';
import { WorkPlaces } from './places/work-places.js';
import { AllowedMethods } from './routes/allowed-methods.js';
import { RouteTable } from './routes/route-table.js';
import { BodyLimitGuard, LimitGuard } from './throttle/limit.guard.js';
import { LimitsModule } from './throttle/limits.module.js';
import { RequestLimits } from './throttle/request-limits.js';

/** One line an hour. */
const WARN_EVERY_MS = 3_600_000;

export interface EdgeOptions {
  readonly logger: Logger;
  /** Modules that export RouteAuthority, GenuineTokens, FailureTrail, ReadinessProbe and the dependencies of both guards below. */
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
      imports: [LimitsModule, ...imports],
      controllers: [HealthController],
      providers: [
        RouteTable,
        AllowedMethods,
        FailureRecorder,
        ProblemFilter,
        RequestLimits,
        { provide: Budget, inject: [Clock], useFactory: (clock: Clock) => new Budget(clock) },
        { provide: RequestBudget, inject: [Budget], useFactory: (budget: Budget) => new RequestBudget(budget) },
        {
          provide: WorkPlaces,
          inject: [Config, Clock],
          useFactory: ({ http }: Config, clock: Clock) => new WorkPlaces(http.requestsAtOnce, clock),
        },
        { provide: DefectLog, useValue: new DefectLog(logger) },
        {
          provide: RequestContexts,
          inject: [Clock, Config],
          useFactory: (clock: Clock, { http }: Config) =>
            new RequestContexts(clock, new ClientAddress(http.trustedProxies, proxyWarnings(clock, logger))),
        },
        { provide: APP_FILTER, useExisting: ProblemFilter },
        StrictValidationPipe,
        ...beforeBody(authentication),
        ...behindBody(admission),
      ],
    };
  }
}

/**
 * A proxy that TRUSTED_PROXIES does not name makes all its clients one address, which then shares one limit; so does a
 * proxy whose header cannot be read.
 */
function proxyWarnings(clock: Clock, logger: Logger): ProxyWarnings {
  const warning = (text: string) => seldom(clock, WARN_EVERY_MS, (peer: string) => logger.warn({ peer }, text));
  return {
    untrusted: warning(
      'X-Forwarded-For came from a peer that TRUSTED_PROXIES does not name: its clients count as one address',
    ),
    unreadable: warning(
      'X-Forwarded-For of a trusted proxy cannot be read: the addresses of its clients are unknown and count as one',
    ),
  };
}

/**
 * Before the body is read: authentication, limits, the room of the store, and a place [R98]. Only the MAC of a token is
 * checked before the limits, and a session that is cached. Limits come before every
 * audited refusal, so that a flood cannot fill the audit trail. These are guards of the matched route and not
 * middleware by path [R50].
 */
function beforeBody(authentication: Type<CanActivate>): Provider[] {
  const inOrder = [authentication, LimitGuard, RoomGuard, WorkPlaceGuard];
  const useFactory = (routes: RouteTable, ...guards: CanActivate[]) => new BeforeBody(routes, guards);
  return [...inOrder, { provide: BeforeBody, inject: [RouteTable, ...inOrder], useFactory }];
}

/** Behind the body: the same route still, the limits that depend on the body, admission, permission, shape. */
function behindBody(admission: Type<CanActivate>): Provider[] {
  const inOrder = [RouteGuard, BodyLimitGuard, admission, PermissionGuard, ShapeGuard];
  return inOrder.map((guard) => ({ provide: APP_GUARD, useClass: guard }));
}
