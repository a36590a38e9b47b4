import { Injectable } from '@nestjs/common';
import { Clock, tooSlow } from '#kernel';
import type { EntryBody } from '../../domain/entry-body.js';
import { entryIn } from '../../domain/manifest.js';
import { HISTORY_KEPT, type Vault } from '../../domain/vault.js';
import { isLive, liveEntry } from '../../domain/vault-state.js';
import { Vaults } from '../vaults/vaults.js';
import { EntryBodies } from './entry-bodies.js';

/** Reads that are tried at most, if the vault changes meanwhile. */
const ATTEMPTS = 5;

export interface Located {
  readonly vault: Vault;
  readonly body: EntryBody;
}

/** Reads entries by the vault that names them. It writes no audit records. */
@Injectable()
export class EntryReading {
  constructor(
    private readonly vaults: Vaults,
    private readonly bodies: EntryBodies,
    private readonly clock: Clock,
  ) {}

  async isThere(ownerId: string, entryId: string): Promise<boolean> {
    const stored = await this.vaults.load(ownerId);
    return stored !== null && liveEntry(stored.value, entryId) !== null;
  }

  /** Whether the vault remembers that an entry with this id was deleted. */
  async wasRemoved(ownerId: string, entryId: string): Promise<boolean> {
    const stored = await this.vaults.load(ownerId);
    const entry = stored && entryIn(stored.value.manifest, entryId);
    return entry !== null && !isLive(entry);
  }

  /** The present body of a live entry. Null: there is no such entry. */
  async present(ownerId: string, entryId: string): Promise<EntryBody | null> {
    return (await this.located(ownerId, entryId))?.body ?? null;
  }

  /** As {@link present}, with the vault that names the body. */
  located(ownerId: string, entryId: string): Promise<Located | null> {
    return this.whole(ownerId, async (vault) => {
      const entry = vault && liveEntry(vault, entryId);
      if (!entry) return null;
      const body = await this.bodies.load(ownerId, entry.body);
      return body ? { vault, body } : undefined;
    });
  }

  /** The kept revisions of a live entry, the newest first. Null: there is no such entry. */
  async history(ownerId: string, entryId: string): Promise<readonly EntryBody[] | null> {
    const newest = await this.present(ownerId, entryId);
    if (!newest) return null;
    const bodies = [newest];
    for (let next = newest.previous; next !== null && bodies.length < HISTORY_KEPT; ) {
      await this.clock.giveWay();
      const body = await this.bodies.load(ownerId, next);
      if (!body) break;
      bodies.push(body);
      next = body.previous;
    }
    return bodies;
  }

  /**
   * Calls `read` with the present vault (null: there is none). If a body that the vault names is gone, `read` returns
   * undefined: the vault has changed, and is read again. Errors: `busy` after {@link ATTEMPTS} tries.
   *
   * The loop is not `changeDocument`: it only reads.
   */
  async whole<T>(ownerId: string, read: (vault: Vault | null, revision: number) => Promise<T | undefined>): Promise<T> {
    let seen = -1;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const stored = await this.vaults.load(ownerId);
      const revision = stored?.revision ?? 0;
      if (revision === seen) throw new Error('The vault names a body that does not exist.');
      seen = revision;
      const result = await read(stored?.value ?? null, revision);
      if (result !== undefined) return result;
    }
    throw tooSlow();
  }
}
