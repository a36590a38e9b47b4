import { Injectable } from '@nestjs/common';
import { Creations, goneSince, isIdTaken } from '#idempotency';
import type { Caller } from '#kernel';
import type { EntryBlob, EntryBody } from '../../domain/entry-body.js';
import { withBody } from '../../domain/vault-changes.js';
import { requireGeneration, requireRoomFor } from '../../domain/vault-state.js';
import { VaultPublisher } from '../vaults/vault-publisher.js';
import { VaultWrites } from '../vaults/vault-writes.js';
import { Vaults } from '../vaults/vaults.js';
import { EntryBodies } from './entry-bodies.js';
import { EntryReading } from './entry-reading.js';

export interface EntryDraft {
  /** A UUIDv7 that the client chose, so that its seal can authenticate it. Null: the server makes one. */
  readonly id: string | null;
  /** The generation that the client sealed for. Null: the request names none. */
  readonly generation: number | null;
  readonly blob: EntryBlob;
}

/** Creates an entry. */
@Injectable()
export class CreateEntry {
  constructor(
    private readonly creations: Creations,
    private readonly bodies: EntryBodies,
    private readonly reading: EntryReading,
    private readonly vaults: Vaults,
    private readonly publisher: VaultPublisher,
    private readonly writes: VaultWrites,
  ) {}

  /**
   * `key`: the Idempotency-Key, or null. Errors: `generation_stale`; `id_taken` for an id that belongs or belonged to an
   * entry; `vault_full`; `busy`; those of {@link Creations}.
   */
  async create(caller: Caller, draft: EntryDraft, key: string | null): Promise<EntryBody> {
    const { id: given, generation, blob } = draft;
    const body = { given, generation, blob };
    const request = { route: 'POST /entries', body, ...CREATES, resourceId: given ?? undefined };
    const find = (id: string, wasMade: boolean) => this.find(caller, draft, id, wasMade);
    try {
      return await this.creations.once(caller, key, request, {
        find,
        make: async (id) => {
          try {
            return await this.make(caller, draft, given ?? id);
          } catch (error) {
            // With a key, an earlier request with the same key may have made this entry. Without, the id is taken.
            if (given !== null && isIdTaken(error) && (key === null || !(await find(id, false))))
              throw new GivenIdTaken(error);
            throw error;
          }
        },
      });
    } catch (error) {
      throw error instanceof GivenIdTaken ? error.cause : error;
    }
  }

  private async make(caller: Caller, { generation, blob }: EntryDraft, entryId: string): Promise<EntryBody> {
    const { userId: ownerId } = caller.principal;
    const present = await this.vaults.ensure(ownerId);
    return this.writes.entry(caller, 'entry:create', entryId, async (window) => {
      requireGeneration(present, generation);
      requireRoomFor(present, entryId);
      const first = { revision: 1, previous: null, rekey: null, createdAt: null };
      const body = this.bodies.compose({ ownerId, entryId, generation: present.generation, ...first, blob });
      await this.bodies.published([body], () =>
        this.publisher.publish(caller, window, (vault, seq) => {
          requireGeneration(vault, body.generation);
          requireRoomFor(vault, entryId);
          return withBody(vault, body, seq);
        }),
      );
      return body;
    });
  }

  /**
   * The entry that an earlier request with the same key made. An id that the client chose may belong to another entry. If
   * it is not known that the earlier request made one, the first body tells, as long as it is kept.
   */
  private async find(
    { principal: { userId } }: Caller,
    { id: given, blob }: EntryDraft,
    id: string,
    wasMade: boolean,
  ): Promise<EntryBody | null> {
    if (given === null) return this.madeUnder(userId, id);
    if (wasMade) return this.reading.present(userId, given);
    const history = await this.reading.history(userId, given);
    const first = history?.at(-1);
    return first?.revision === 1 && isSameBlob(first, blob) ? (history?.[0] ?? null) : null;
  }

  /** No other entry ever has this id. */
  private async madeUnder(ownerId: string, id: string): Promise<EntryBody | null> {
    const body = await this.reading.present(ownerId, id);
    if (body === null && (await this.reading.wasRemoved(ownerId, id))) throw goneSince();
    return body;
  }
}

const CREATES = { action: 'entry:create', resourceType: 'entry' } as const;

/** Creations retries `id_taken` under a new id. An id that the client chose must not change, so this hides the code. */
class GivenIdTaken extends Error {
  constructor(override readonly cause: unknown) {
    super('the id that the client chose is taken');
  }
}

function isSameBlob(a: EntryBlob, b: EntryBlob): boolean {
  return a.name === b.name && a.ciphertext === b.ciphertext && a.iv === b.iv && a.tag === b.tag && a.meta === b.meta;
}
