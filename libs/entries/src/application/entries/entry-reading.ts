import { Injectable } from '@nestjs/common';
import { tooSlow } from '#kernel';
import type { EntryBody } from '../../domain/entry-body.js';
import { HISTORY_KEPT, type Vault } from '../../domain/vault.js';
import { liveEntry } from '../../domain/vault-state.js';
import { Vaults } from '../vaults/vaults.js';
import { EntryBodies } from './entry-bodies.js';

/** Times that a read is begun again whose bodies were replaced meanwhile. */
const ATTEMPTS = 5;

export interface Located {
  readonly vault: Vault;
  readonly body: EntryBody;
}

/** From the vault to what it names. Not audited. */
@Injectable()
export class EntryReading {
  constructor(
    private readonly vaults: Vaults,
    private readonly bodies: EntryBodies,
  ) {}

  async isThere(ownerId: string, entryId: string): Promise<boolean> {
    const stored = await this.vaults.load(ownerId);
    return stored !== null && liveEntry(stored.value, entryId) !== null;
  }

  /** The present body of a live entry; null: there is no such entry. */
  async present(ownerId: string, entryId: string): Promise<EntryBody | null> {
    return (await this.located(ownerId, entryId))?.body ?? null;
  }

  /** The same, with the vault that names it. */
  located(ownerId: string, entryId: string): Promise<Located | null> {
    return this.whole(ownerId, async (vault) => {
      const entry = vault && liveEntry(vault, entryId);
      if (!entry) return null;
      const body = await this.bodies.load(ownerId, entry.body);
      return body ? { vault, body } : undefined;
    });
  }

  /** The revisions that are kept of a live entry, the newest first; null: there is no such entry. */
  async history(ownerId: string, entryId: string): Promise<readonly EntryBody[] | null> {
    const newest = await this.present(ownerId, entryId);
    if (!newest) return null;
    const bodies = [newest];
    for (let next = newest.previous; next !== null && bodies.length < HISTORY_KEPT; ) {
      const body = await this.bodies.load(ownerId, next);
      if (!body) break;
      bodies.push(body);
      next = body.previous;
    }
    return bodies;
  }

  /**
   * What `read` makes of the vault as it is now (null: there is none). Where it misses a body that the vault named, and
   * gives undefined, the vault has moved on: it is read again.
   */
  async whole<T>(ownerId: string, read: (vault: Vault | null, revision: number) => Promise<T | undefined>): Promise<T> {
    let seen = -1;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const stored = await this.vaults.load(ownerId);
      const revision = stored?.revision ?? 0;
      if (revision === seen) throw new Error('a vault names a body that is not there');
      seen = revision;
      const result = await read(stored?.value ?? null, revision);
      if (result !== undefined) return result;
    }
    throw tooSlow();
  }
}
