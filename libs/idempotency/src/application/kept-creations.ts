import { Injectable } from '@nestjs/common';
import {
  type Caller,
  Clock,
  CofferError,
  changeDocument,
  newId,
  OutcomeUnknown,
  PartUnavailable,
  Roots,
  type Stored,
  tooSlow,
} from '#kernel';
import { CREATION_KEPT_MS, type Creation, isExpired } from '../domain/creation.js';
import { creationHashes } from '../domain/creation-hashes.js';
import { CreationStore } from '../ports/creation.store.js';

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
    private readonly roots: Roots,
    private readonly clock: Clock,
  ) {}

  /**
   * The caller's record of this key. It is made if there is none, or if the present one has expired. Errors:
   * `idempotency_key_reused` if it belongs to another request; `busy`; PartUnavailable.
   */
  async keep(caller: Caller, key: string, request: { readonly route: string; readonly body: object }): Promise<Kept> {
    const { userId } = caller.principal;
    const [current, ...older] = this.roots
      .deriveAll('idempotency')
      .map((hashKey) => creationHashes(hashKey, userId, key, request));
    if (!current) throw new Error('no pepper');
    for (const { id, requestHash } of older) {
      const known = await this.live(id);
      if (known) return { record: sameRequest(known, requestHash), isOurs: false };
    }
    const fresh = { ...current, ...this.fresh() };
    const { published, stored } = await counted(() =>
      changeDocument(this.store.creations, {
        id: current.id,
        requestId: caller.request.requestId,
        change: (known) => (isExpired(known, this.clock.now()) ? fresh : null),
        absent: () => fresh,
        lost: () => {
          throw tooSlow();
        },
      }),
    );
    if (published) return { record: stored, isOurs: true };
    return { record: sameRequest(stored, current.requestHash), isOurs: false };
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

  private async live(id: string): Promise<Stored<Creation> | null> {
    const known = await this.store.creations.load(id);
    return known && !isExpired(known.value, this.clock.now()) ? known : null;
  }

  private fresh(): Omit<Creation, 'id' | 'requestHash'> {
    const now = this.clock.now();
    return { objectId: newId(now), madeAt: null, createdAt: now, expiresAt: now + CREATION_KEPT_MS };
  }
}

function sameRequest(record: Stored<Creation>, requestHash: string): Stored<Creation> {
  if (record.value.requestHash === requestHash) return record;
  throw new CofferError(
    'idempotency_key_reused',
    'Another request of yours had this Idempotency-Key: use a new key for each thing that you make.',
  );
}

async function counted<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw error instanceof OutcomeUnknown ? new PartUnavailable('store', error) : error;
  }
}
