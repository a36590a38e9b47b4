import { must } from '../../e2e/support/people/accounts.js';
import type { Answer, Api } from '../../e2e/support/processes/api.js';
import { type ShownEntry, shownAs } from '../support/own-vault.js';
import { surely } from '../support/undecided.js';
import type { Stage } from './stage.js';
import { shoot } from './volley.js';

/** A client that keeps a copy of a vault by reading what changed since its last read. */
export class VaultReader {
  private readonly copy = new Map<string, ShownEntry>();
  private since: number | null = null;
  /** Reads the vault up to now. */
  looks = 0;

  constructor(
    private readonly stage: Stage,
    private readonly api: Api,
  ) {}

  /** Reads the changes, each page from another node. */
  async look(): Promise<void> {
    let cursor: string | null = null;
    let page: Answer['body'];
    do {
      const since = this.since === null ? '' : `&since=${this.since}`;
      const path = `/entries?limit=10${since}${cursor === null ? '' : `&cursor=${cursor}`}`;
      page = must(await surely(() => shoot(this.stage, this.looks, { method: 'GET', path, api: this.api }))).body;
      if (page.full && cursor === null) this.copy.clear();
      for (const item of page.items) {
        if (item.deleted) this.copy.delete(item.id);
        else this.copy.set(item.id, shownAs(item));
      }
      cursor = page.next_cursor;
      this.looks += 1;
    } while (cursor !== null);
    this.since = page.revision;
  }

  get entries(): readonly ShownEntry[] {
    return [...this.copy.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }
}
