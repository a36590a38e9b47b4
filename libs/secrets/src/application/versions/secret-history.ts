import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import type { Caller } from '#kernel';
import { standingOf, type VersionStanding } from '../../domain/lifecycle.js';
import { recorded, SecretLookup } from '../queries/secret-lookup.js';

export interface HistoryEntry {
  readonly version: number;
  readonly state: VersionStanding;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly createdBy: string;
}

export interface HistoryPage {
  /** Newest first. */
  readonly items: readonly HistoryEntry[];
  /** The next page begins below this version. Null: this is the last page. */
  readonly next: number | null;
}

/** Lists the versions of a secret without their values. */
@Injectable()
export class SecretHistory {
  constructor(
    private readonly lookup: SecretLookup,
    private readonly audit: AuditTrail,
  ) {}

  /** At most `limit` versions below `before`, newest first. Null: from the current one. Errors: `not_found`, `forbidden`. */
  async list(caller: Caller, id: string, before: number | null, limit: number): Promise<HistoryPage> {
    const { value: secret } = await this.lookup.live(caller, 'secret:read', id);
    const entries = secret.versions
      .flatMap(({ version, createdAt, createdBy }): HistoryEntry[] => {
        const state = standingOf(secret, version);
        return state && (before === null || version < before) ? [{ version, state, createdAt, createdBy }] : [];
      })
      .reverse();
    const items = entries.slice(0, limit);
    const next = entries.length > limit ? (items.at(-1)?.version ?? null) : null;
    await this.audit.succeeded(caller.request, caller.principal, recorded('secret:read', secret));
    return { items, next };
  }
}
