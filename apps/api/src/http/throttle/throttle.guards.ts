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
 * The throttler's guard, for one named limit whose numbers do not depend on the route: what the base class looks up
 * by reflection for each request is settled once.
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

  /** Whom the request counts for; null: it does not count. */
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
    throw new CofferError('rate_limited', 'Too many requests: wait as long as Retry-After says.', {
      retryAfterSeconds: detail.timeToBlockExpire,
    });
  }
}

/**
 * AUTH_RATE_PER_MINUTE for a network (/24, /64) on routes that take a password, a code or a token, before anything is
 * looked up or hashed. A limiter that fails refuses [R83].
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
      throw new CofferError('busy', 'Requests cannot be counted now. Try again.', { cause, retryAfterSeconds: 1 });
    }
  }

  protected trackerOf(request: ApiRequest): string | null {
    return this.isOff || !factsOf(request).authThrottle ? null : networkOf(request.context.ip);
  }
}

/**
 * RATE_PER_MINUTE for a principal on everything that is authenticated. It protects the server, not a secret: a limiter
 * that fails lets the request on to its authorization.
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
