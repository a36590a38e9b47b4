import type { CofferClient } from '../coffer-client.js';
import type { SealedEntry } from '../crypto/entry-sealing.js';
import { ServerDistrusted } from '../errors.js';
import type { CallInit } from '../http/calls.js';
import type { Method } from '../http/typed.js';
import {
  begunRekeyOf,
  type EntryOnWire,
  entryOf,
  type GenerationsOnWire,
  generationsOf,
  type PageOnWire,
  pageOf,
  Reader,
} from './wire.js';

const PAGE = 200;
/** Pages of one list: 10,000 entries and as many deletions, in pages that may be short. */
const PAGES_MOST = 1_000;

/** All pages of one list. */
export type Listing = Omit<PageOnWire, 'nextCursor'>;

/** One entry of a batch of a re-key, with the revision that it re-encrypts. */
export interface StagedEntry extends SealedEntry {
  readonly id: string;
  readonly revision: number;
}

/** Calls the routes of the vault of `account`. Answers have the right form but are not verified yet. */
export class VaultCalls {
  constructor(
    private readonly client: CofferClient,
    private readonly account: string,
  ) {}

  /** Errors: ServerDistrusted `malformed_answer` also for a list that never ends. */
  async list(since: number | null): Promise<Listing> {
    const live: EntryOnWire[] = [];
    const deleted: Listing['deleted'][number][] = [];
    let cursor: string | null = null;
    for (let pages = 0; pages < PAGES_MOST; pages += 1) {
      const page = await this.page(since, cursor);
      live.push(...page.live);
      deleted.push(...page.deleted);
      if (page.nextCursor === null) return { ...page, live, deleted };
      cursor = page.nextCursor;
    }
    throw new ServerDistrusted('malformed_answer', 'entries.next_cursor');
  }

  async get(id: string): Promise<EntryOnWire> {
    return entryOf(await this.call('get', '/api/v1/entries/{id}', { params: { path: { id } } }));
  }

  async create(id: string, sealed: SealedEntry, generation: number): Promise<EntryOnWire> {
    const body = { id, ...withoutNulls(sealed), generation };
    return entryOf(await this.call('post', '/api/v1/entries', { body }));
  }

  async replace(id: string, sealed: SealedEntry, generation: number, seen: number): Promise<EntryOnWire> {
    const params = { path: { id } };
    const headers = { 'if-match': `"${seen}"` };
    const body = { ...withoutNulls(sealed), generation };
    return entryOf(await this.call('put', '/api/v1/entries/{id}', { params, headers, body }));
  }

  async remove(id: string, seen: number): Promise<void> {
    const headers = { 'if-match': `"${seen}"` };
    await this.call('delete', '/api/v1/entries/{id}', { params: { path: { id } }, headers });
  }

  async history(id: string): Promise<readonly EntryOnWire[]> {
    const data = await this.call('get', '/api/v1/entries/{id}/history', { params: { path: { id } } });
    return new Reader(data, 'history').list('items').map(entryOf);
  }

  async generations(): Promise<GenerationsOnWire> {
    return generationsOf(await this.call('get', '/api/v1/entries/generations'));
  }

  async beginRekey(wrappedKey: string): Promise<{ readonly id: string; readonly generation: number }> {
    const body = { wrapped_key: wrappedKey };
    return begunRekeyOf(await this.call('post', '/api/v1/entries/rekeys', { body }));
  }

  async stage(id: string, entries: readonly StagedEntry[]): Promise<void> {
    const body = { entries: entries.map(withoutNulls) };
    await this.call('put', '/api/v1/entries/rekeys/{id}/entries', { params: { path: { id } }, body });
  }

  /** `manifest`: `<entry id>:<revision>` of every live entry. */
  async publish(id: string, manifest: readonly string[]): Promise<void> {
    const init = { params: { path: { id } }, body: { manifest } };
    await this.call('post', '/api/v1/entries/rekeys/{id}/publish', init);
  }

  async abandon(id: string): Promise<void> {
    await this.call('delete', '/api/v1/entries/rekeys/{id}', { params: { path: { id } } });
  }

  async restore(generation: number): Promise<void> {
    const params = { path: { n: generation } };
    await this.call('post', '/api/v1/entries/generations/{n}/restore', { params });
  }

  /** The token store may meanwhile have the session of another account, whose vault this is not. */
  private async call(method: Method, path: string, init: CallInit = {}): Promise<unknown> {
    return (await this.client.call(method, path, { ...init, account: this.account })).data;
  }

  private async page(since: number | null, cursor: string | null): Promise<PageOnWire> {
    const query = { limit: PAGE, ...(since === null ? {} : { since }), ...(cursor === null ? {} : { cursor }) };
    return pageOf(await this.call('get', '/api/v1/entries', { params: { query } }));
  }
}

function withoutNulls(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== null));
}
