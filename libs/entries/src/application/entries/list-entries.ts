import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import type { Caller } from '#kernel';
import { type Changes, changesSince, type ListPlace } from '../../domain/changes-since.js';
import type { EntryBody } from '../../domain/entry-body.js';
import type { ManifestEntry } from '../../domain/manifest-lines.js';
import type { Vault } from '../../domain/vault.js';
import { isLive } from '../../domain/vault-state.js';
import { VaultStore } from '../../ports/vault.store.js';
import { VAULT } from '../vaults/absences.js';
import { EntryReading } from './entry-reading.js';

/** The most characters of base64 in one page. A page has at least one blob. */
export const PAGE_SIZE = 1_310_720;

export interface EntryPage {
  /** In the order of their changes. A deleted entry comes without a body. */
  readonly items: readonly (EntryBody | { readonly entryId: string; readonly revision: number })[];
  /** The place after which the next page begins. Only null means the end. */
  readonly next: ListPlace | null;
  /** After the last page: the `since` of the next list. */
  readonly revision: number;
  readonly generation: number;
  /** True if the list holds all entries. False if it holds only changes. */
  readonly full: boolean;
}

/** Lists the entries of a vault, or the changes since a revision. */
@Injectable()
export class ListEntries {
  constructor(
    private readonly store: VaultStore,
    private readonly reading: EntryReading,
    private readonly audit: AuditTrail,
  ) {}

  /** At most `limit` (up to 200) entries after `place`. `since`: the revision that an earlier list returned, or null. */
  async list(caller: Caller, since: number | null, place: ListPlace | null, limit: number): Promise<EntryPage> {
    const { userId } = caller.principal;
    const page = await this.reading.whole(userId, (vault, revision) =>
      vault ? this.pageOf(vault, changesSince(vault, revision, since, place), limit) : Promise.resolve(NOTHING_YET),
    );
    const what = { action: 'entry:list', resourceType: VAULT, resourceId: userId } as const;
    await this.audit.succeeded(caller.request, caller.principal, what);
    return page;
  }

  /** Undefined if a body does not exist any more. */
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
