import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type Caller, Clock, type Stored } from '#kernel';
import { Authorizer, type NameScope } from '#policies';
import { isRestorable } from '../../domain/lifecycle.js';
import { intersection, type ListPlace, type PathRange, rangeOfPrefix } from '../../domain/path.js';
import type { SecretSummary } from '../../domain/secret.js';
import { SecretSettings } from '../../ports/secret.settings.js';
import { type SecretBound, SecretStore } from '../../ports/secret.store.js';
import { ListPage } from './list-page.js';
import { type ListScan, scanOfPaths, scanWithin } from './list-scan.js';
import { SECRET } from './secret-lookup.js';

/** A secret is listed if it meets all that are given. */
export interface SecretFilter {
  /** `deleted`: secrets that can be restored. */
  readonly state: 'live' | 'deleted';
  /** The beginning of paths; empty: all. */
  readonly prefix: string;
  /** An exact tag. */
  readonly tag?: string;
  /** An exact owner. Composed and decomposed letters count as equal. */
  readonly owner?: string;
  /** The id of the account that created it. */
  readonly createdBy?: string;
  /** It expires before this time, in milliseconds since 1970; also if it has expired already. */
  readonly expiresBefore?: number;
  /** Its value and its metadata did not change since this time, in milliseconds since 1970. */
  readonly updatedBefore?: number;
  /** A text in the path or the description. Case does not matter, nor whether letters are composed. */
  readonly text?: string;
}

export interface SecretPage {
  readonly items: readonly Stored<SecretSummary>[];
  /** The place after which the next page begins. Only null means the end. */
  readonly next: ListPlace | null;
}

/**
 * Lists the secrets that the caller may list, in the order of paths. It walks the path ranges that the policies allow,
 * each by the store's index. The cost of a page is bounded: a page may be short or empty although more pages follow.
 *
 * A creator or a time has an index of its own. It is used only for callers who may list every path: for others, the time
 * that it takes would tell how many secrets there are that they may not see.
 */
@Injectable()
export class ListSecrets {
  constructor(
    private readonly store: SecretStore,
    private readonly authorizer: Authorizer,
    private readonly audit: AuditTrail,
    private readonly settings: SecretSettings,
    private readonly clock: Clock,
  ) {}

  /** At most `limit` secrets after `place`. Errors: `validation_failed` for a malformed prefix. */
  async list(caller: Caller, filter: SecretFilter, place: ListPlace | null, limit: number): Promise<SecretPage> {
    const prefix = rangeOfPrefix(filter.prefix);
    const scope = await this.authorizer.scope(caller, 'secret:list');
    const page = new ListPage(limit, this.matcher(filter), scope, this.clock);
    const next = await this.walk(scope, prefix, await this.scanFor(filter, scope), place, page);
    await this.audit.succeeded(caller.request, caller.principal, {
      action: 'secret:list',
      resourceType: SECRET,
      resourceId: null,
    });
    return { items: page.items, next };
  }

  private async walk(
    scope: NameScope,
    prefix: PathRange,
    scan: ListScan,
    place: ListPlace | null,
    page: ListPage,
  ): Promise<ListPlace | null> {
    for (const allowed of scope.ranges) {
      const range = intersection(allowed, prefix);
      if (!range || isBehind(range, place)) continue;
      let after = place !== null && place.path >= range.from ? place : null;
      do {
        // An empty id places it before every secret of this range.
        if (page.isFull) return after ?? { path: range.from, id: '' };
        const asked = page.nextBatch();
        after = await page.take(await scan(range, after, asked), asked);
      } while (after !== null);
    }
    return null;
  }

  private async scanFor(filter: SecretFilter, { ranges: [first] }: NameScope): Promise<ListScan> {
    const isWhole = first?.from === '' && first.to === null;
    const within = isWhole ? await scanWithin(this.store, filter.state, boundsOf(filter)) : null;
    return within ?? scanOfPaths(this.store, filter.state);
  }

  private matcher(filter: SecretFilter): (secret: SecretSummary) => boolean {
    const now = this.clock.now();
    const owner = filter.owner?.normalize('NFC');
    const text = filter.text === undefined ? undefined : folded(filter.text);
    return (secret) =>
      secret.state === filter.state &&
      isWithin(filter, secret) &&
      (filter.tag === undefined || secret.tags.includes(filter.tag)) &&
      (owner === undefined || secret.owner?.normalize('NFC') === owner) &&
      (text === undefined || contains(secret.path, text) || contains(secret.description, text)) &&
      (filter.state === 'live' || isRestorable(secret, now, this.settings.retentionMs));
  }
}

/** The bounds of a filter. The one that fewest secrets are within, as a rule, is the first. */
function boundsOf({ createdBy, expiresBefore, updatedBefore }: SecretFilter): SecretBound[] {
  return [
    ...(expiresBefore === undefined ? [] : [{ expiresBefore }]),
    ...(createdBy === undefined ? [] : [{ createdBy }]),
    ...(updatedBefore === undefined ? [] : [{ updatedBefore }]),
  ];
}

function isWithin({ createdBy, expiresBefore, updatedBefore }: SecretFilter, secret: SecretSummary): boolean {
  return (
    (createdBy === undefined || secret.createdBy === createdBy) &&
    (expiresBefore === undefined || (secret.expiresAt !== null && secret.expiresAt < expiresBefore)) &&
    (updatedBefore === undefined || secret.updatedAt < updatedBefore)
  );
}

/** True if earlier pages have listed all of `range`. */
function isBehind(range: PathRange, place: ListPlace | null): boolean {
  return place !== null && range.to !== null && range.to <= place.path;
}

function contains(field: string | null, text: string): boolean {
  return field !== null && folded(field).includes(text);
}

/** A keyboard may send `é` as one character or as two. NFC makes them equal. */
function folded(text: string): string {
  return text.normalize('NFC').toLowerCase();
}
