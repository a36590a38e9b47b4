import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type Caller, Clock } from '#kernel';
import { type ApiKey, type KeyState, type KeyUse, stateOf } from '../../domain/keys/api-key.js';
import { ApiKeyStore } from '../../ports/api-key.store.js';
import { ServiceAccountLookup } from '../service-account-lookup.js';
import { KeyLines } from './key-lines.js';
import { KEY_RESOURCE } from './key-resource.js';

/** What callers see of a key. Never the key itself: nobody has it. */
export interface KeyOverview {
  readonly key: ApiKey;
  readonly state: KeyState;
  /** Null: it was never used, as far as it was written down. */
  readonly lastUse: KeyUse | null;
}

export interface KeyPage {
  readonly items: readonly KeyOverview[];
  /** The next page has keys with smaller ids. Null: this is the last page. */
  readonly next: string | null;
}

/** Lists the keys of a service account. */
@Injectable()
export class KeyListing {
  constructor(
    private readonly accounts: ServiceAccountLookup,
    private readonly store: ApiKeyStore,
    private readonly lines: KeyLines,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** The newest first, with those that were over in the last 30 days. `forbidden`, `not_found`. */
  async list(caller: Caller, nameOrId: string, before: string | null, limit: number): Promise<KeyPage> {
    const { id } = (await this.accounts.find(caller, 'service_account:read', nameOrId)).value;
    const read = await this.store.ofAccount(id, before, limit + 1);
    const page = read.slice(0, limit).map(({ value }) => value);
    const uses = await this.store.usesOf(page.map((key) => key.id));
    const now = this.clock.now();
    const items: KeyOverview[] = [];
    for (const key of page) {
      if (!(await this.lines.isNamed(key))) continue;
      items.push({ key, state: stateOf(key, now), lastUse: uses.get(key.id) ?? null });
    }
    const what = { action: 'service_account:read', resourceType: KEY_RESOURCE, resourceId: null } as const;
    await this.audit.succeeded(caller.request, caller.principal, what);
    return { items, next: read.length > limit ? (page.at(-1)?.id ?? null) : null };
  }
}
