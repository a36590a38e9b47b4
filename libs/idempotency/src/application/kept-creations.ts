import { Injectable } from '@nestjs/common';
import {
  type Caller,
  Clock,
  CofferError,
  changeDocument,
  newId,
  OutcomeUnknown,
  PartUnavailable,
  type Stored,
  tooSlow,
} from '#kernel';
import { CREATION_KEPT_MS, type Creation, isExpired } from '../domain/creation.js';
import { goneSince } from '../domain/gone-since.js';
import type { HashedRequest } from '../domain/keyed-hashes.js';
import { CreationStore } from '../ports/creation.store.js';
import { CreationHashes, type KeyedRequest } from './creation-hashes.js';

interface Kept {
  readonly record: Stored<Creation>;
  /** True if this request made the record: then no other request can be making the object. */
  readonly isOurs: boolean;
}

/**
 * The records of Idempotency-Keys. A write of a record whose answer was lost is reported as a store that does not
 * answer (PartUnavailable), not as OutcomeUnknown: nobody sees a record, and a repeated request goes by whichever
 * record landed.
 */
@Injectable()
export class KeptCreations {
  constructor(
    private readonly store: CreationStore,
    private readonly hashes: CreationHashes,
    private readonly clock: Clock,
  ) {}

  /**
   * The caller's record of this key. It is made if there is none, or if the present one has expired. Errors:
   * `idempotency_key_reused` if it belongs to another request; `busy`; PartUnavailable.
   */
  async keep(caller: Caller, key: string, { route, body }: HashedRequest): Promise<Kept> {
    const request = { userId: caller.principal.userId, key, route, body };
    const [id, ...older] = this.hashes.ids(request);
    if (id === undefined) throw new Error('no pepper');
    for (const earlier of older) {
      const known = await this.live(earlier);
      if (known) return { record: await this.ofRequest(known, request), isOurs: false };
    }
    const fresh = { id, ...(await this.hashes.fresh(request)), ...this.fresh() };
    const { published, stored } = await counted(() =>
      changeDocument(this.store.creations, {
        id,
        requestId: caller.request.requestId,
        change: (known) => (isExpired(known, this.clock.now()) ? fresh : null),
        absent: () => fresh,
        lost: () => {
          throw tooSlow();
        },
      }),
    );
    return { record: published ? stored : await this.ofRequest(stored, request), isOurs: published };
  }

  /**
   * Gives the record a new object id, because the present id was fenced. If another request did so first, its record.
   */
  async renewId(record: Stored<Creation>, requestId: string): Promise<Stored<Creation>> {
    const { value, revision } = record;
    const next = { ...value, objectId: newId(this.clock.now()) };
    const outcome = await counted(() => this.store.creations.replace(next, revision, requestId));
    if (outcome === 'published') return { revision: revision + 1, value: next };
    const present = await this.live(value.id);
    if (!present) throw tooSlow();
    return present;
  }

  /** Records that the object was made. Best effort: if it fails, the next request with the key records it. */
  async markMade({ revision, value }: Stored<Creation>, requestId: string): Promise<void> {
    if (value.madeAt !== null) return;
    try {
      await this.store.creations.replace({ ...value, madeAt: this.clock.now() }, revision, requestId);
    } catch (error) {
      if (!(error instanceof CofferError)) throw error;
    }
  }

  /** The record, if it is that of this request. */
  private async ofRequest(record: Stored<Creation>, request: KeyedRequest): Promise<Stored<Creation>> {
    if (record.value.requestHash === '') throw goneSince();
    if (await this.hashes.areOf(request, record.value)) return record;
    throw new CofferError(
      'idempotency_key_reused',
      'Another request of yours had this Idempotency-Key: use a new key for each thing that you make.',
    );
  }

  private async live(id: string): Promise<Stored<Creation> | null> {
    const known = await this.store.creations.load(id);
    return known && !isExpired(known.value, this.clock.now()) ? known : null;
  }

  private fresh(): Pick<Creation, 'objectId' | 'madeAt' | 'createdAt' | 'expiresAt'> {
    const now = this.clock.now();
    return { objectId: newId(now), madeAt: null, createdAt: now, expiresAt: now + CREATION_KEPT_MS };
  }
}

async function counted<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw error instanceof OutcomeUnknown ? new PartUnavailable('store', error) : error;
  }
}
