import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import {
  getOptionsToken,
  getStorageToken,
  ThrottlerGuard,
  type ThrottlerLimitDetail,
  type ThrottlerModuleOptions,
  type ThrottlerOptions,
  type ThrottlerStorage,
} from '@nestjs/throttler';
import { CofferError, networkOf } from '#kernel';
import type { ApiRequest } from '../context/api-request.js';
import { factsOf } from '../guards/route.guard.js';
import { NETWORK_LIMIT, PRINCIPAL_LIMIT } from './shared-limits.js';

/**
 * The throttler's guard for one named limit. The limit is the same on every route, so it is read once, at the start.
 * The base class would read it by reflection for each request.
 */
abstract class FixedThrottlerGuard extends ThrottlerGuard {
  protected abstract readonly limitName: string;
  private limit?: ThrottlerOptions;

  constructor(
    @Inject(getOptionsToken()) options: ThrottlerModuleOptions,
    @Inject(getStorageToken()) storage: ThrottlerStorage,
    reflector: Reflector,
  ) {
    super(options, storage, reflector);
  }

  override async onModuleInit(): Promise<void> {
    await super.onModuleInit();
    this.limit = this.throttlers.find(({ name }) => name === this.limitName);
  }

  /** The key that the request counts for; null if it does not count. */
  protected abstract trackerOf(request: ApiRequest): string | null;

  protected async throttle(execution: ExecutionContext, tracker: string): Promise<boolean> {
    const { limit } = this;
    if (!limit) throw new Error(`no limit named ${this.limitName}`);
    return this.handleRequest({
      context: execution,
      limit: Number(limit.limit),
      ttl: Number(limit.ttl),
      blockDuration: 0,
      throttler: limit,
      getTracker: () => tracker,
      generateKey: () => `${this.limitName}:${tracker}`,
    });
  }

  protected get isOff(): boolean {
    return !this.limit || this.limit.limit === 0;
  }

  protected override async throwThrottlingException(_: ExecutionContext, detail: ThrottlerLimitDetail): Promise<void> {
    throw new CofferError('rate_limited', 'Too many requests. Wait as many seconds as Retry-After says.', {
      retryAfterSeconds: detail.timeToBlockExpire,
    });
  }
}

/**
 * Applies AUTH_RATE_PER_MINUTE to a network (/24 or /64) on routes that take a password, a code or a token. It runs
 * before any look-up or hashing. If requests cannot be counted, it refuses them [R83].
 */
@Injectable()
export class NetworkThrottlerGuard extends FixedThrottlerGuard {
  protected readonly limitName = NETWORK_LIMIT;

  override async canActivate(execution: ExecutionContext): Promise<boolean> {
    const tracker = this.trackerOf(execution.switchToHttp().getRequest<ApiRequest>());
    if (tracker === null) return true;
    try {
      return await this.throttle(execution, tracker);
    } catch (cause) {
      if (cause instanceof CofferError && cause.code === 'rate_limited') throw cause;
      throw new CofferError('busy', 'The server cannot count requests now. Try again.', {
        cause,
        retryAfterSeconds: 1,
      });
    }
  }

  protected trackerOf(request: ApiRequest): string | null {
    return this.isOff || !factsOf(request).authThrottle ? null : networkOf(request.context.ip);
  }
}

/**
 * Applies RATE_PER_MINUTE to a principal on every authenticated route. This limit protects the server and no secret. So
 * if requests cannot be counted, they pass this guard; the guards after it still run.
 */
@Injectable()
export class PrincipalThrottlerGuard extends FixedThrottlerGuard {
  protected readonly limitName = PRINCIPAL_LIMIT;

  override async canActivate(execution: ExecutionContext): Promise<boolean> {
    const tracker = this.trackerOf(execution.switchToHttp().getRequest<ApiRequest>());
    if (tracker === null) return true;
    try {
      return await this.throttle(execution, tracker);
    } catch (failure) {
      if (failure instanceof CofferError) throw failure;
      return true;
    }
  }

  protected trackerOf(request: ApiRequest): string | null {
    return this.isOff ? null : (request.caller?.principal.userId ?? null);
  }
}
