import { Injectable } from '@nestjs/common';
import type { AuthLimit } from '#access';
import { Config, type HttpConfig } from '#config';
import { BoundedCache, Clock, CofferError } from '#kernel';
import type { ApiRequest } from '../context/api-request.js';
import { factsOf } from '../guards/route.guard.js';
import { GenuineTokens } from '../ports.js';
import { accountBucket, addressBuckets, type Bucket, holderBucket, recordsBucket } from './buckets.js';
import { type Refusal, SharedLimits } from './shared-limits.js';

/** Files that a page loads, at most: a network may load AUTH_RATE_PER_MINUTE pages a minute. */
const FILES_OF_A_PAGE = 10;

/** Of an answer. To make and send so many takes about as long as the cheapest request. */
const BYTES_A_TOKEN = 65_536;

/** Deleting and refreshing go on until the budget of audit records is spent so many times. */
const RECORDS_TO_END_WITH = 1.25;

/** Sessions whose account is known by a refresh, at most. */
const SESSIONS_KEPT = 100_000;

/**
 * The limits of a request. It asks them before any look-up or hashing, after the MAC of the token was checked.
 *
 * Whoever shows a genuine token counts alone: an account by its access token, a session or a challenge by the token in
 * the body. Refreshes count for the account as well, so that many sessions are not many allowances. Everybody
 * else counts with the blocks of the address, for each purpose apart.
 */
@Injectable()
export class RequestLimits {
  private readonly rates: HttpConfig;
  private readonly recordsPerDay: number;
  /** The account of a session, by the route and the session. The first refresh on this node finds it out. */
  private readonly accounts: BoundedCache<string>;

  constructor(
    { http, audit }: Config,
    private readonly limits: SharedLimits,
    private readonly tokens: GenuineTokens,
    clock: Clock,
  ) {
    this.rates = http;
    this.recordsPerDay = audit.recordsPerDay;
    this.accounts = new BoundedCache(clock, { max: SESSIONS_KEPT });
  }

  /** Counts the request. Throws `rate_limited`; `busy` if it must be counted in the store and cannot be [R83]. */
  admit(request: ApiRequest): true | Promise<true> {
    const { authLimit } = factsOf(request);
    const holder = authLimit && this.holderOf(request, authLimit);
    if (holder && !request.caller) this.recall(request, holder);
    const rate = this.rates.authRatePerMinute;
    const isLimited = authLimit !== null && rate > 0;
    if (isLimited && holder === null) return this.admitStranger(request, authLimit);
    refuse(this.recordsRefusal(request));
    // An account pays what the request costs; a token counts requests.
    const account = this.accountBuckets(request);
    const cost = costOf(request);
    refuse(this.limits.refusal(account, cost));
    if (isLimited && holder) refuse(this.limits.take([holderBucket(authLimit.purpose, holder, rate)]));
    for (const bucket of account) this.limits.charge(bucket, cost);
    return true;
  }

  /** Counts what a list in the body costs. Throws `rate_limited`. */
  admitList(request: ApiRequest): true {
    const tokens = listCostOf(request);
    if (tokens > 0) refuse(this.limits.take(this.accountBuckets(request), tokens));
    return true;
  }

  /**
   * Why a request for a file of the docs, or of the page of shares, is refused; undefined if it is not. Counted in memory: the files are no secret,
   * and a store that is down must not close them.
   */
  filesRefusal(of: 'docs' | 'share', address: string | null): CofferError | undefined {
    const limit = this.rates.authRatePerMinute * FILES_OF_A_PAGE;
    const refusal = limit > 0 ? this.limits.take(addressBuckets(of, address, limit)) : null;
    return refusal ? refused(refusal) : undefined;
  }

  /** Counts what is known only at the end of a request: its audit records, its work, and the bytes of its answer. */
  settle(request: ApiRequest, answerBytes: number): void {
    const { context } = request;
    const account = accountOf(request);
    if (account === null) return;
    this.remember(request, account);
    if (context.records && this.recordsPerDay > 0) {
      this.limits.charge(recordsBucket(account, this.recordsPerDay), context.records);
    }
    const cost = (context.cost ?? 0) + Math.floor(answerBytes / BYTES_A_TOKEN);
    if (cost > 0) for (const bucket of this.accountBuckets(request)) this.limits.charge(bucket, cost);
  }

  /** A caller's session is ended also when the budget is spent; deleting and refreshing go on for a while. */
  private recordsRefusal(request: ApiRequest): Refusal | null {
    const { caller, method, facts } = request;
    const account = accountOf(request);
    if (account === null || this.recordsPerDay === 0) return null;
    if (caller && facts?.authLimit?.purpose === 'session') return null;
    const times = method === 'DELETE' || !caller ? RECORDS_TO_END_WITH : 1;
    return this.limits.refusal([recordsBucket(account, Math.ceil(this.recordsPerDay * times))]);
  }

  private accountBuckets(request: ApiRequest): Bucket[] {
    const { ratePerMinute } = this.rates;
    const account = accountOf(request);
    return account !== null && ratePerMinute > 0 ? [accountBucket(account, ratePerMinute)] : [];
  }

  private recall(request: ApiRequest, holder: string): void {
    const account = this.accounts.get(keyOf(request, holder));
    if (account !== undefined) request.context.accountId = account;
  }

  private remember(request: ApiRequest, account: string): void {
    const authLimit = request.caller ? null : request.facts?.authLimit;
    const holder = authLimit && this.holderOf(request, authLimit);
    if (holder) this.accounts.set(keyOf(request, holder), account);
  }

  /** A session ends by itself, whatever the account's other sessions do: it counts apart from them. */
  private holderOf({ caller, body }: ApiRequest, { purpose, token }: AuthLimit): string | null {
    if (caller) return purpose === 'session' ? caller.principal.credential : caller.principal.userId;
    const text = token && (body as Record<string, unknown> | undefined)?.[token.field];
    return token && typeof text === 'string' ? this.tokens.holderOf(token.kind, text) : null;
  }

  private async admitStranger(request: ApiRequest, { purpose }: AuthLimit): Promise<true> {
    const buckets = addressBuckets(purpose, request.context.ip, this.rates.authRatePerMinute);
    refuse(await this.counted(buckets));
    return true;
  }

  private async counted(buckets: readonly [Bucket, ...Bucket[]]): Promise<Refusal | null> {
    try {
      return await this.limits.takeInStore(buckets);
    } catch (cause) {
      throw new CofferError('busy', 'The server cannot count requests now. Try again.', {
        cause,
        retryAfterSeconds: 1,
      });
    }
  }
}

/** Null: nothing tells whose request it is. */
function accountOf({ caller, context }: ApiRequest): string | null {
  return caller?.principal.userId ?? context.accountId ?? null;
}

/** A logout by a refresh token is another route: it is not refused where a refresh is. */
function keyOf({ facts }: ApiRequest, holder: string): string {
  return `${facts?.name} ${holder}`;
}

function costOf({ facts, query }: ApiRequest): number {
  const { tokens, search } = facts?.cost ?? { tokens: 1 };
  const isSearch = search && Object.hasOwn((query ?? {}) as object, search.parameter);
  return isSearch ? tokens + search.tokens : tokens;
}

/** A body that is no list there is refused later, and costs nothing more. */
function listCostOf({ facts, body }: ApiRequest): number {
  if (!facts?.listCost) return 0;
  const { field, aToken, most } = facts.listCost;
  const list = (body as Record<string, unknown> | undefined)?.[field];
  return Array.isArray(list) ? Math.ceil(Math.min(list.length, most) / aToken) : 0;
}

function refuse(refusal: Refusal | null): void {
  if (refusal) throw refused(refusal);
}

export function refused({ bucket, retryAfterSeconds }: Refusal): CofferError {
  return new CofferError('rate_limited', 'Too many requests. Wait as many seconds as Retry-After says.', {
    retryAfterSeconds,
    limit: { name: bucket.name, quota: bucket.limit, windowSeconds: bucket.windowMs / 1_000 },
  });
}
