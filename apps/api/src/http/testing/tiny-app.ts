import { type CanActivate, type ExecutionContext, Global, Injectable, Module, type Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { LoggerModule } from 'nestjs-pino';
import { type Logger, pino } from 'pino';
import { ROUTE_ACCESS, type RouteAccess } from '#access';
import { Config, loadConfig } from '#config';
import { Clock, CofferError, type Permission, type Principal, RateCounters, Roots, StoreRoom } from '#kernel';
import { ManualClock, MemoryRateCounters, someRoots } from '#kernel/testing';
import type { TimeLimits } from '../connections/time-limits.js';
import type { ApiRequest } from '../context/api-request.js';
import { EdgeModule } from '../edge.module.js';
import { createEdgeApp } from '../edge-app.js';
import { NOTHING_BESIDE, type Part, ReadinessProbe } from '../health/readiness.js';
import { type FailedCall, FailureTrail, GenuineTokens, RouteAuthority } from '../ports.js';

export const ALICE: Principal = {
  userId: '019aa8a2-4c1e-7b7a-9d64-0f6d3c2a1b5e',
  username: 'alice',
  roles: [],
  credential: '019aa8a2-4c1e-7b7a-9d64-0f6d3c2a1b5f',
  kind: 'person',
  authenticatedAt: 0,
  mfaAt: null,
  passwordChangeRequired: false,
};

/** The ports of the edge in a test: their answers, and what they were called with. */
export class World {
  readonly failures: (FailedCall & { readonly requestId: string })[] = [];
  readonly denials: Permission[] = [];
  held: readonly Permission[] = ['secret:read', 'secret:list', 'secret:write'];
  auditDown = false;
  /** Calls of the admission guard. */
  admissions = 0;
  parts: Record<string, Part> = {};
  /** The free bytes on the disk of the store. The reserve is 1,000. */
  free = 1_000_000;
  readonly room = new StoreRoom({ freeBytes: async () => this.free }, new ManualClock(), 1_000);
}

/** Authenticates `Bearer alice` as Alice and refuses everything else. */
@Injectable()
class NameGuard implements CanActivate {
  canActivate(execution: ExecutionContext): boolean {
    const access = Reflect.getMetadata(ROUTE_ACCESS, execution.getHandler()) as RouteAccess;
    if (access.kind === 'public') return true;
    const request = execution.switchToHttp().getRequest<ApiRequest>();
    if (request.headers.authorization !== 'Bearer alice') throw new CofferError('unauthenticated', 'No token.');
    request.caller = { principal: ALICE, request: request.context };
    return true;
  }
}

function admissionOf(world: World): Type<CanActivate> {
  return class AdmissionGuard implements CanActivate {
    canActivate(): boolean {
      world.admissions += 1;
      return true;
    }
  };
}

export interface TinyOptions {
  readonly controllers?: Type[];
  readonly env?: Record<string, string>;
  readonly logger?: Logger;
  readonly world?: World;
  /** Of the application. Absent: one that stands. */
  readonly clock?: Clock;
  /** Closes connections that had their last answer. Absent: the machine's. */
  readonly lingering?: Clock;
  /** Instead of {@link PATIENT}. */
  readonly times?: Partial<TimeLimits>;
}

/** The limits of a server that no busy machine reaches: a test that is about a limit gives its own. */
const PATIENT: TimeLimits = {
  headMs: 600_000,
  requestMs: 600_000,
  checkEveryMs: 20,
  writeMs: 600_000,
  keepAliveMs: 600_000,
  lingerMs: 1_000,
};

/** The edge in front of a test's own controllers. It does not listen: use `inject`. */
export async function tinyApp(options: TinyOptions = {}): Promise<NestFastifyApplication> {
  const app = await unstartedTinyApp(options);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}

export async function unstartedTinyApp(options: TinyOptions = {}): Promise<NestFastifyApplication> {
  const { controllers = [], env = {}, logger = pino({ level: 'silent' }), world = new World(), times } = options;
  const clock = options.clock ?? new ManualClock();
  const config = loadConfig({ DATA_DIR: '/nowhere/data', KEYRING_DIR: '/nowhere/keyring', ...env });
  const edge = EdgeModule.forRoot({
    ...{ logger, authentication: NameGuard, admission: admissionOf(world) },
    imports: [portsOf(world)],
  });
  const logging = LoggerModule.forRoot({ pinoHttp: { logger, autoLogging: false }, forRoutes: [] });

  @Module({ imports: [enginesOf(config, clock, world.room), logging, edge], controllers })
  class TinyModule {}
  return createEdgeApp(async () => TinyModule, config.http, logger, { ...PATIENT, ...times }, options.lingering);
}

function enginesOf(config: Config, clock: Clock, room: StoreRoom): Type {
  @Global()
  @Module({
    providers: [
      { provide: Config, useValue: config },
      { provide: StoreRoom, useValue: room },
      { provide: Clock, useValue: clock },
      { provide: RateCounters, useValue: new MemoryRateCounters() },
      { provide: Roots, useValue: someRoots() },
    ],
    exports: [StoreRoom, Config, Clock, RateCounters, Roots],
  })
  class TinyEnginesModule {}
  return TinyEnginesModule;
}

function portsOf(world: World): Type {
  const authority: RouteAuthority = {
    holds: (_, permission) => world.held.includes(permission),
    requireRoute: (caller, permission) => {
      if (world.held.includes(permission)) return;
      world.denials.push(permission);
      caller.request.audited = true;
      throw new CofferError('forbidden', 'Your roles do not allow this.', { decisionId: 'd-1' });
    },
  };
  const trail: FailureTrail = {
    failed: async (context, _, what) => {
      if (world.auditDown) throw new Error('the audit is down');
      world.failures.push({ ...what, requestId: context.requestId });
    },
  };

  // A genuine token of a test is the word of its kind and the id of its holder.
  const tokens: GenuineTokens = {
    holderOf: (kind, token) => (token.startsWith(`${kind} `) ? token.slice(kind.length + 1) : null),
  };

  @Module({
    providers: [
      { provide: RouteAuthority, useValue: authority },
      { provide: FailureTrail, useValue: trail },
      { provide: GenuineTokens, useValue: tokens },
      {
        provide: ReadinessProbe,
        useFactory: () =>
          new ReadinessProbe(world.parts, undefined, new ManualClock(), { ...NOTHING_BESIDE, room: world.room }),
      },
    ],
    exports: [RouteAuthority, GenuineTokens, FailureTrail, ReadinessProbe],
  })
  class TinyPortsModule {}
  return TinyPortsModule;
}
