import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type Caller, Clock } from '#kernel';
import { type ApiKey, type KeyState, type KeyUse, stateOf } from '../../domain/keys/api-key.js';
import { ApiKeyStore } from '../../ports/api-key.store.js';
import { ServiceAccountLookup } from '../service-account-lookup.js';
import { HandedKeys, type HandedOver } from './handed-keys.js';
import { KeyLines } from './key-lines.js';
import { KEY_RESOURCE } from './key-resource.js';

/** What callers see of a key. Never the key itself: nobody has it. */
export interface KeyOverview {
  readonly key: ApiKey;
  readonly state: KeyState;
  /** Null: it was never used, as far as it was written down. */
  readonly lastUse: KeyUse | null;
}

export interface ListedKey extends KeyOverview {
  /** Null: it was not handed over by a token, or that was forgotten. */
  readonly handedOver: HandedOver | null;
}

export interface KeyPage {
  readonly items: readonly ListedKey[];
  /** The next page has keys with smaller ids. Null: this is the last page. */
  readonly next: string | null;
}

/** A hand-over lives a day at most, and is remembered for 7 more: older keys cost no look. */
function mayBeRemembered({ createdAt }: ApiKey, now: number): boolean {
  return now - createdAt <= 8 * 86_400_000;
}

/** Lists the keys of a service account. */
@Injectable()
export class KeyListing {
  constructor(
    private readonly accounts: ServiceAccountLookup,
    private readonly store: ApiKeyStore,
    private readonly lines: KeyLines,
    private readonly handed: HandedKeys,
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
    const items: ListedKey[] = [];
    for (const key of page) {
      if (!(await this.lines.isNamed(key))) continue;
      const handedOver = mayBeRemembered(key, now) ? await this.handed.of(key) : null;
      items.push({ key, state: stateOf(key, now), lastUse: uses.get(key.id) ?? null, handedOver });
    }
    const what = { action: 'service_account:read', resourceType: KEY_RESOURCE, resourceId: null } as const;
    await this.audit.succeeded(caller.request, caller.principal, what);
    return { items, next: read.length > limit ? (page.at(-1)?.id ?? null) : null };
  }
}
