import { Injectable } from '@nestjs/common';
import { BoundedCache, Clock, CofferError } from '#kernel';
import { type IdentityProvider, PROVIDERS_MAX } from '../../domain/workloads/identity-provider.js';
import { isObject } from '../../domain/workloads/key-sets.js';
import { isFetchable } from '../../domain/workloads/provider-rules.js';
import { DocumentRefused, DocumentSource } from '../../ports/workloads/document-source.js';
import { type KeySet, SubjectTokens } from '../../ports/workloads/subject-tokens.js';

/** How long fetched keys are used, in milliseconds. */
const MAX_AGE_MS = 600_000;
/** The pause after a fetch before a token with an unknown key causes another one, in milliseconds. */
const COOLDOWN_MS = 30_000;
/** The pause after a fetch that failed, while there are no keys, in milliseconds. */
const RETRY_MS = 5_000;
/** How long a fetch may take, with its discovery document, in milliseconds. */
const FETCH_MS = 5_000;
/** Fetches at once, of all providers. */
const MOST_FETCHES = 8;

/** The keys of a provider cannot be had now. `message` is for the audit. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

interface Kept {
  readonly epoch: number;
  keys: KeySet | null;
  readAt: number;
  /** When the last fetch ended. */
  triedAt: number;
  /** Why the last fetch failed; null if it did not. */
  failure: string | null;
  pending: Promise<KeySet> | null;
}

/**
 * The keys of identity providers. A provider is asked once in 10 minutes; sooner if a token has a key that is not known,
 * but not within 30 s after the last time. So nobody can make this server ask more often than twice a minute. Keys past
 * their age are not used: a provider takes keys back by publishing others.
 */
@Injectable()
export class ProviderKeys {
  private readonly kept: BoundedCache<Kept>;
  private fetches = 0;

  constructor(
    private readonly source: DocumentSource,
    private readonly tokens: SubjectTokens,
    private readonly clock: Clock,
  ) {
    this.kept = new BoundedCache(clock, { max: PROVIDERS_MAX });
  }

  /** Keys that are at most 10 minutes old. Throws {@link KeysUnavailable}; `busy` if 8 fetches are under way. */
  async current(provider: IdentityProvider): Promise<KeySet> {
    const kept = this.of(provider);
    const now = this.clock.now();
    if (kept.keys && (provider.jwks !== null || now < kept.readAt + MAX_AGE_MS)) return kept.keys;
    if (kept.pending === null && kept.failure !== null && now < kept.triedAt + RETRY_MS)
      throw new KeysUnavailable(kept.failure);
    return this.fetched(provider, kept);
  }

  /** Keys that were fetched after `used`, for a token with an unknown key. Null: there are none, or not yet. */
  async newerThan(used: KeySet, provider: IdentityProvider): Promise<KeySet | null> {
    const kept = this.of(provider);
    if (kept.keys !== null && kept.keys !== used) return kept.keys;
    if (provider.jwks !== null) return null;
    if (kept.pending === null && this.clock.now() < kept.triedAt + COOLDOWN_MS) return null;
    try {
      return await this.fetched(provider, kept);
    } catch (error) {
      if (error instanceof KeysUnavailable) return null;
      throw error;
    }
  }

  private of({ id, epoch }: IdentityProvider): Kept {
    const known = this.kept.get(id);
    if (known?.epoch === epoch) return known;
    const kept: Kept = { epoch, keys: null, readAt: 0, triedAt: 0, failure: null, pending: null };
    this.kept.set(id, kept);
    return kept;
  }

  /** Requests that come while a fetch is under way share it. */
  private fetched(provider: IdentityProvider, kept: Kept): Promise<KeySet> {
    if (kept.pending !== null) return kept.pending;
    if (this.fetches >= MOST_FETCHES) throw new CofferError('busy', 'Too many identity providers are being asked now.');
    this.fetches += 1;
    kept.pending = this.fetch(provider, kept).finally(() => {
      this.fetches -= 1;
      kept.pending = null;
      kept.triedAt = this.clock.now();
    });
    return kept.pending;
  }

  private async fetch(provider: IdentityProvider, kept: Kept): Promise<KeySet> {
    try {
      const keys = await this.tokens.keySet(await this.published(provider), provider.algorithms);
      if (keys === null) throw new DocumentRefused('the document is no key set');
      if (keys.size === 0) throw new DocumentRefused('the key set has no key for the algorithms of the provider');
      Object.assign(kept, { keys, readAt: this.clock.now(), failure: null });
      return keys;
    } catch (error) {
      if (!(error instanceof DocumentRefused)) throw error;
      kept.failure = error.message;
      throw new KeysUnavailable(error.message);
    }
  }

  private async published(provider: IdentityProvider): Promise<unknown> {
    const { jwks, jwksUri, discovery, privateNetwork, ca } = provider;
    if (jwks !== null) return JSON.parse(jwks);
    const until = this.clock.now() + FETCH_MS;
    const read = (url: string) => this.source.read({ url, privateNetwork, ca }, until);
    return read(jwksUri ?? keySetUrl(await read(discovery ?? ''), provider.issuer));
  }
}

/** OpenID Connect Discovery 1.0 section 4.3: the issuer must be the expected one, character by character. */
function keySetUrl(document: unknown, issuer: string): string {
  if (!isObject(document) || document.issuer !== issuer)
    throw new DocumentRefused('the discovery document is of another issuer');
  const { jwks_uri: url } = document;
  if (typeof url !== 'string' || !isFetchable(url))
    throw new DocumentRefused('the discovery document names no key set');
  return url;
}
