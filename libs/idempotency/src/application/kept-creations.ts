import { Injectable } from '@nestjs/common';
import {
  type Caller,
  Clock,
  CofferError,
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

/** Times that a lost race for a record is run again. */
const ATTEMPTS = 5;

interface Kept {
  readonly record: Stored<Creation>;
  /** Whether this very request made the record: then no other can be at work on it. */
  readonly isOurs: boolean;
}

/**
 * The records of Idempotency-Keys. A record whose write lost its answer changes nothing that anybody sees: whichever
 * lands first decides, and a repeat goes by it. So such a loss is a store that does not answer, not an open outcome.
 */
@Injectable()
export class KeptCreations {
  constructor(
    private readonly store: CreationStore,
    private readonly roots: Roots,
    private readonly clock: Clock,
  ) {}

  /** The caller's record of this key, made where there is none; `idempotency_key_reused` when it is of another request. */
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
    const { requestId } = caller.request;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const made = await this.make({ ...current, ...this.fresh() }, requestId);
      if (made) return { record: made, isOurs: true };
      const known = await this.live(current.id);
      if (known) return { record: sameRequest(known, current.requestHash), isOurs: false };
    }
    throw tooSlow();
  }

  /** Another id where the present one was fenced; what somebody else has put there, where they were first. */
  async renewId(record: Stored<Creation>, requestId: string): Promise<Stored<Creation>> {
    const { value, revision } = record;
    const next = { ...value, objectId: newId(this.clock.now()) };
    const outcome = await counted(() => this.store.creations.replace(next, revision, requestId));
    if (outcome === 'published') return { revision: revision + 1, value: next };
    const present = await this.live(value.id);
    if (!present) throw tooSlow();
    return present;
  }

  /** Notes that the object is there. Whoever comes next notes it where this fails: the object is made all the same. */
  async markMade({ revision, value }: Stored<Creation>, requestId: string): Promise<void> {
    if (value.madeAt !== null) return;
    try {
      await this.store.creations.replace({ ...value, madeAt: this.clock.now() }, revision, requestId);
    } catch (error) {
      if (!(error instanceof CofferError)) throw error;
    }
  }

  /** Null: the record is somebody's already. An expired one is replaced. */
  private async make(value: Creation, requestId: string): Promise<Stored<Creation> | null> {
    const { creations } = this.store;
    if ((await counted(() => creations.insert(value, requestId))) === 'inserted') return { revision: 1, value };
    const known = await creations.load(value.id);
    if (!known || !isExpired(known.value, this.clock.now())) return null;
    const outcome = await counted(() => creations.replace(value, known.revision, requestId));
    return outcome === 'published' ? { revision: known.revision + 1, value } : null;
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
