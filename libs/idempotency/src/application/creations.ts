import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type Action, type Caller, Clock, CofferError, newId, type Stored, tooSlow } from '#kernel';
import type { Creation } from '../domain/creation.js';
import { isIdTaken } from '../domain/id-taken.js';
import { KeptCreations } from './kept-creations.js';

/** What is being created: the route and the body as it was checked, and what the audit calls it. */
export interface CreationRequest {
  /** `POST /secrets`. */
  readonly route: string;
  readonly body: object;
  readonly action: Action;
  readonly resourceType: string;
  /** The object's id, where the client chose it; else it is the one that is made for the key. */
  readonly resourceId?: string;
}

export interface Maker<T> {
  /**
   * Makes the object under this id, audited as a mutation. `id_taken` when the id belongs to something already, or was
   * fenced; two at once with one id must leave one object, whole.
   */
  make(id: string): Promise<T>;
  /** The object of this id as it is now, read from the store; null: there is none. Not audited. */
  find(id: string): Promise<T | null>;
}

/** How long one of several requests with the same key at once leaves the making to the first, in milliseconds. */
const PATIENCE_MS = 3_000;
/** The first look comes soon; each later one after twice as long, up to the second number. */
const LOOK_MS = [20, 320] as const;

/** Makes an object once for each Idempotency-Key of a caller [R88]. */
@Injectable()
export class Creations {
  /** Tests shorten it. */
  patienceMs = PATIENCE_MS;

  constructor(
    private readonly kept: KeptCreations,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * Without a key (null) the object is made under a new id. With one: made once, and found again for the same request
   * within 24 h; `idempotency_key_reused` for another request, `conflict` when what was made is gone since. A request
   * that failed leaves its key: the same again tries again. Call it after authorization.
   */
  async once<T>(caller: Caller, key: string | null, request: CreationRequest, maker: Maker<T>): Promise<T> {
    if (key === null) return this.makeOrGiveUp(maker, newId(this.clock.now()));
    const { record, isOurs } = await this.kept.keep(caller, key, request);
    const found = isOurs ? null : await this.awaited(record.value, maker);
    if (found !== null) return this.replayed(caller, request, record, found);
    if (record.value.madeAt !== null) throw goneSince();
    try {
      return await this.made(caller, record, maker);
    } catch (error) {
      if (!isIdTaken(error)) throw error;
    }
    return this.afterTaken(caller, request, record, maker);
  }

  /** The id belongs to what another request with this key has just made, or it was fenced and nobody can have it. */
  private async afterTaken<T>(
    caller: Caller,
    request: CreationRequest,
    record: Stored<Creation>,
    maker: Maker<T>,
  ): Promise<T> {
    const found = await maker.find(record.value.objectId);
    if (found !== null) return this.replayed(caller, request, record, found);
    const renewed = await this.kept.renewId(record, caller.request.requestId);
    const others = await maker.find(renewed.value.objectId);
    if (others !== null) return this.replayed(caller, request, renewed, others);
    if (renewed.value.madeAt !== null) throw goneSince();
    const made = await this.makeOrGiveUp(maker, renewed.value.objectId);
    await this.kept.markMade(renewed, caller.request.requestId);
    return made;
  }

  private async made<T>(caller: Caller, record: Stored<Creation>, maker: Maker<T>): Promise<T> {
    const made = await maker.make(record.value.objectId);
    await this.kept.markMade(record, caller.request.requestId);
    return made;
  }

  private async replayed<T>(
    caller: Caller,
    { action, resourceType, resourceId }: CreationRequest,
    record: Stored<Creation>,
    found: T,
  ): Promise<T> {
    await this.kept.markMade(record, caller.request.requestId);
    const what = { action, resourceType, resourceId: resourceId ?? record.value.objectId };
    await this.audit.succeeded(caller.request, caller.principal, what);
    return found;
  }

  private async makeOrGiveUp<T>(maker: Maker<T>, id: string): Promise<T> {
    try {
      return await maker.make(id);
    } catch (error) {
      // An id of our own making is taken only when it was fenced: this request was given up for dead.
      throw isIdTaken(error) ? tooSlow() : error;
    }
  }

  /** The object; where its first request may still be at work, with a little patience. */
  private async awaited<T>({ objectId, createdAt, madeAt }: Creation, maker: Maker<T>): Promise<T | null> {
    const age = this.clock.now() - createdAt;
    const until = performance.now() + (madeAt === null ? this.patienceMs - age : 0);
    for (let wait: number = LOOK_MS[0]; ; wait = Math.min(2 * wait, LOOK_MS[1])) {
      const found = await maker.find(objectId);
      if (found !== null || performance.now() >= until) return found;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

function goneSince(): CofferError {
  return new CofferError('conflict', 'What this Idempotency-Key made was removed since: use another key to make anew.');
}
