import { AUDIT_RING, SECRETS_RING, userRing } from '#keys';
import { AT_ONCE, inParallel } from '../session/in-parallel.js';
import type { VaultCall } from '../session/vault-session.js';
import { AUDIT_ID, type KvRecords, pathOf, type RingRecords, USER_KEYS } from './ring-records.js';

/** How many rings are listed at a time. */
const PAGE = 200;

/** Finds the rings by the keyring alone: it lists the records of KV. Each request has the time of one call. */
export class RingWalk {
  constructor(
    private readonly begin: () => VaultCall,
    private readonly records: KvRecords,
    private readonly rings: RingRecords,
  ) {}

  /** See {@link KeyManagement.rings}. Tombstones are among them: only a read of the record tells them apart. */
  async names(after: string | null, limit: number): Promise<string[]> {
    return (await this.listed(after, limit)).slice(0, limit);
  }

  /** See {@link KeyManagement.ringUnder}. */
  async under(version: number): Promise<string | null> {
    let found: string | null = null;
    let page: string[] = [];
    do {
      page = await this.listed(page.at(-1) ?? null, PAGE);
      await inParallel(page, AT_ONCE, async (ring) => {
        if (found !== null) return;
        const { wraps } = await this.rings.read(this.begin(), ring);
        if (wraps?.some(({ wrapped_under }) => wrapped_under <= version)) found = ring;
      });
    } while (found === null && page.length > 0);
    return found;
  }

  /** The names after `after`: about `limit` of them, or all where the server knows no pages. */
  private async listed(after: string | null, limit: number): Promise<string[]> {
    const names: string[] = [];
    for (const ring of [AUDIT_RING, SECRETS_RING]) {
      if ((after === null || after < ring) && (await this.records.read(this.begin(), pathOf(ring)))) names.push(ring);
    }
    const first = userRing('');
    const afterId = after?.startsWith(first) ? after.slice(first.length) : '';
    // One more than `limit`, because the record of the ring `audit` is among them and is left out here.
    const ids = await this.records.list(this.begin(), USER_KEYS, afterId, limit + 1);
    return [...names, ...ids.filter((id) => id !== AUDIT_ID).map(userRing)];
  }
}
