import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { BoundedCache, Clock, type Principal, type RequestContext } from '#kernel';
import { isUsable } from '#users';
import { stateOf } from '../../domain/keys/api-key.js';
import { digestOf, type ReadKey, readKeyText } from '../../domain/keys/key-text.js';
import { programPrincipal } from '../program-principal.js';
import { KeyGuesses } from './key-guesses.js';
import { KEY_RESOURCE } from './key-resource.js';
import { KeyUses } from './key-uses.js';
import { type KeyView, LiveKeys } from './live-keys.js';

/**
 * Why a key does not work. `unknown`: this server has no such key. Whoever is told one of the others has shown a genuine
 * key.
 */
export type KeyRefusal = 'unknown' | 'ended' | 'expired' | 'network';

const REASONS: Readonly<Record<Exclude<KeyRefusal, 'unknown'>, string>> = {
  ended: 'the key was ended, or its account cannot be used',
  expired: 'the key has expired',
  network: 'the key may not be used from this address',
};

/** How long it is remembered that a text is no key, in milliseconds: it is not looked up again in that time. */
const UNKNOWN_MS = 5_000;
/** How long a key that was found needs no room under the limit of guesses, in milliseconds. */
const SEEN_MS = 3_600_000;
const KEPT = 10_000;

/** Turns the text of a key into a principal. The key and its account are checked with every request. */
@Injectable()
export class KeyAuthentication {
  private readonly unknown: BoundedCache<true>;
  private readonly seen: BoundedCache<true>;

  constructor(
    private readonly live: LiveKeys,
    private readonly uses: KeyUses,
    private readonly guesses: KeyGuesses,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {
    this.unknown = new BoundedCache(clock, { max: KEPT, maxAgeMs: UNKNOWN_MS });
    this.seen = new BoundedCache(clock, { max: KEPT, maxAgeMs: SEEN_MS });
  }

  /**
   * Without a promise if the key is cached and works. A text with a wrong checksum, and one that was unknown in the last
   * 5 s, costs no read of the store. Rejects with `rate_limited` if the networks around the address have tried too many
   * unknown keys; a key that was found in the last hour needs no room there.
   */
  identify(text: string, request: RequestContext): Principal | KeyRefusal | Promise<Principal | KeyRefusal> {
    const digest = digestOf(text);
    const known = this.live.known(digest);
    if (known === undefined) return this.lookUp(text, digest, request);
    return known instanceof Promise ? this.whenRead(known, request) : this.admit(known, request);
  }

  private async whenRead(read: Promise<KeyView | null>, request: RequestContext): Promise<Principal | KeyRefusal> {
    const view = await read;
    return view ? this.admit(view, request) : 'unknown';
  }

  private async lookUp(text: string, digest: string, request: RequestContext): Promise<Principal | KeyRefusal> {
    if (this.unknown.get(digest)) return 'unknown';
    const asked = readKeyText(text);
    const view = asked && (await this.read(asked, request));
    if (view) return this.admit(view, request);
    this.unknown.set(digest, true);
    return 'unknown';
  }

  private async read(asked: ReadKey, { ip }: RequestContext): Promise<KeyView | null> {
    if (!this.seen.get(asked.digest)) this.guesses.admit(ip);
    const view = await this.live.read(asked);
    if (view) this.seen.set(asked.digest, true);
    else this.guesses.count(ip);
    return view;
  }

  private admit(view: KeyView, request: RequestContext): Principal | Promise<KeyRefusal> {
    const now = this.clock.now();
    const refusal = refusalOf(view, request, now);
    if (refusal) return this.refuse(view, request, refusal);
    const { key, account, limits } = view;
    this.uses.note(key.id, { at: request.receivedAt, ip: request.ip });
    const bounds = { scope: limits.scope, networks: key.allowedIps };
    return { ...programPrincipal(account, key.id, now, bounds), validUntil: key.expiresAt };
  }

  /** A genuine key that is refused may be a stolen one: the audit has it, as an attempt of a stranger. */
  private async refuse(
    { key }: KeyView,
    request: RequestContext,
    refusal: Exclude<KeyRefusal, 'unknown'>,
  ): Promise<KeyRefusal> {
    const what = { action: 'auth:key', resourceType: KEY_RESOURCE, resourceId: key.id } as const;
    await this.audit.denied(request, null, { ...what, decisionId: randomUUID(), reason: REASONS[refusal] });
    return refusal;
  }
}

function refusalOf({ key, account, limits }: KeyView, { ip }: RequestContext, now: number) {
  const state = stateOf(key, now);
  if (state === 'expired') return 'expired';
  if (state === 'ended' || !isUsable(account, now)) return 'ended';
  return limits.contains && limits.contains(ip) !== true ? 'network' : null;
}
