import { Injectable } from '@nestjs/common';
import { BoundedCache, Clock, type CredentialScope, compileNetworks, LiveReads } from '#kernel';
import { compileScope, type Statement } from '#policies';
import { type User, UserChanges } from '#users';
import type { ApiKey } from '../../domain/keys/api-key.js';
import { isSameDigest, type ReadKey } from '../../domain/keys/key-text.js';
import { ApiKeyStore } from '../../ports/api-key.store.js';
import { ServiceAccountLookup } from '../service-account-lookup.js';
import { KeyLines } from './key-lines.js';

/** The most scopes and networks that are kept compiled. They never change while the key lives. */
const COMPILED_KEPT = 1_000;

/** A key and its account, as one read saw them. */
export interface KeyView {
  readonly key: ApiKey;
  readonly account: User;
  readonly limits: KeyLimits;
}

/** What narrows a key, ready to decide. */
export interface KeyLimits {
  readonly scope: CredentialScope | null;
  /** Null: every address. For an unknown address it returns null. */
  readonly contains: ((address: string | null) => boolean | null) | null;
}

/**
 * Caches keys with their accounts, by the digest of the key. Each key is read at most once a second, however many requests
 * it makes. A change by this process drops it at once, also from a read under way.
 */
@Injectable()
export class LiveKeys {
  private readonly reads: LiveReads<KeyView>;
  private readonly compiled: BoundedCache<KeyLimits>;

  constructor(
    private readonly store: ApiKeyStore,
    private readonly lines: KeyLines,
    private readonly accounts: ServiceAccountLookup,
    clock: Clock,
    changes: UserChanges,
  ) {
    this.reads = new LiveReads(clock);
    this.compiled = new BoundedCache(clock, { max: COMPILED_KEPT });
    changes.subscribe((userId) => this.reads.forgetWhere(({ account }) => account.id === userId));
  }

  /** What a read of the last second knows, or will know; undefined: nobody has asked. */
  known(digest: string): KeyView | Promise<KeyView | null> | undefined {
    return this.reads.known(digest);
  }

  /** Reads the key and its account. Null: there is no such key, its digest is another one, or its account is deleted. */
  read(asked: ReadKey): Promise<KeyView | null> {
    return this.reads.keep(asked.digest, this.load(asked));
  }

  forget(keyId: string): void {
    this.reads.forgetWhere(({ key }) => key.id === keyId);
  }

  private async load({ id, digest }: ReadKey): Promise<KeyView | null> {
    const stored = await this.store.keys.load(id);
    if (!stored || !isSameDigest(stored.value.digest, digest)) return null;
    const key = stored.value;
    if (!(await this.lines.isNamed(key))) return null;
    const account = await this.accounts.load(key.accountId);
    return account && { key, account: account.value, limits: this.limitsOf(key) };
  }

  private limitsOf(key: ApiKey): KeyLimits {
    const known = this.compiled.get(key.id);
    if (known) return known;
    const limits = {
      scope: key.scope === null ? null : compileScope(JSON.parse(key.scope) as Statement[]),
      contains: key.allowedIps === null ? null : compileNetworks(key.allowedIps),
    };
    this.compiled.set(key.id, limits);
    return limits;
  }
}
