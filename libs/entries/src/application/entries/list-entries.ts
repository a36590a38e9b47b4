import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import type { Caller } from '#kernel';
import { type Changes, changesSince, type ListPlace } from '../../domain/changes-since.js';
import type { EntryBody } from '../../domain/entry-body.js';
import type { ManifestEntry, Vault } from '../../domain/vault.js';
import { isLive } from '../../domain/vault-state.js';
import { VaultStore } from '../../ports/vault.store.js';
import { VAULT } from '../vaults/absences.js';
import { EntryReading } from './entry-reading.js';

/** What the blobs of a page weigh at most, in characters of base64; a single one may always come. */
export const PAGE_SIZE = 4_194_304;

export interface EntryPage {
  /** In the order of what changed; a deleted entry is named without a body. */
  readonly items: readonly (EntryBody | { readonly entryId: string; readonly revision: number })[];
  /** Where the next page begins; null alone means the end. */
  readonly next: ListPlace | null;
  /** The next `since`, once the last page was read. */
  readonly revision: number;
  readonly generation: number;
  /** Whether it is everything, and not what has changed. */
  readonly full: boolean;
}

/** Lists a vault, or what has changed there since a revision. */
@Injectable()
export class ListEntries {
  constructor(
    private readonly store: VaultStore,
    private readonly reading: EntryReading,
    private readonly audit: AuditTrail,
  ) {}

  /** At most `limit` (up to 200) after `place`. `since`: a revision that a list before was given, or null. */
  async list(caller: Caller, since: number | null, place: ListPlace | null, limit: number): Promise<EntryPage> {
    const { userId } = caller.principal;
    const page = await this.reading.whole(userId, (vault, revision) =>
      vault ? this.pageOf(vault, changesSince(vault, revision, since, place), limit) : Promise.resolve(NOTHING_YET),
    );
    const what = { action: 'entry:list', resourceType: VAULT, resourceId: userId } as const;
    await this.audit.succeeded(caller.request, caller.principal, what);
    return page;
  }

  /** Undefined where a body is not there any more. */
  private async pageOf(vault: Vault, changes: Changes, limit: number): Promise<EntryPage | undefined> {
    const { entries, full, revision } = changes;
    const asked = entries.slice(0, limit);
    const ids = asked.filter(isLive).map(({ body }) => body);
    const { bodies, left } = await this.store.loadBodies(vault.id, ids, PAGE_SIZE);
    if (bodies.length + left.length < ids.length) return undefined;
    const shown =
      left[0] === undefined
        ? asked
        : asked.slice(
            0,
            asked.findIndex(({ body }) => body === left[0]),
          );
    const last = shown.length < entries.length ? shown.at(-1) : undefined;
    const next = last ? { seq: last.seq, id: last.id, full, revision } : null;
    return { items: itemsOf(shown, bodies), next, revision, generation: vault.generation, full };
  }
}

const NOTHING_YET: EntryPage = { items: [], next: null, revision: 0, generation: 1, full: true };

function itemsOf(shown: readonly ManifestEntry[], bodies: readonly EntryBody[]): EntryPage['items'] {
  const known = new Map(bodies.map((body) => [body.id, body]));
  return shown.map(({ id, revision, body }) => (body && known.get(body)) || { entryId: id, revision });
}
