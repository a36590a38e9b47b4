import { Injectable } from '@nestjs/common';
import { type Audited, AuditTrail } from '#audit';
import { type Action, type Caller, Clock, isUnrecorded, newId, type Stored, tooSlow } from '#kernel';
import type { Creation } from '../domain/creation.js';
import { goneSince } from '../domain/gone-since.js';
import { isIdTaken } from '../domain/id-taken.js';
import { KeptCreations } from './kept-creations.js';

/** A request that creates an object, and what the audit calls it. */
export interface CreationRequest {
  /** Such as `POST /secrets`. */
  readonly route: string;
  /** The body after validation. */
  readonly body: object;
  readonly action: Action;
  readonly resourceType: string;
  /** The object's id if the client chose it. Otherwise the object gets the id in the record of the key. */
  readonly resourceId?: string;
}

/** How a feature makes an object, and finds it again. */
export interface Maker<T> {
  /**
   * Makes the object under this id, audited as a mutation. Throws `id_taken` if the id is in use or was fenced. Two
   * calls at once with the same id must leave one complete object.
   */
  make(id: string): Promise<T>;
  /**
   * The object of this id, read from the store now; null if there is none. `wasMade`: an earlier request with this key is
   * known to have made it. Not audited. Throws {@link goneSince} if only a trace of the object is left: it was made, so it
   * is not made again.
   */
  find(id: string, wasMade: boolean): Promise<T | null>;
  /** What the audit record of a replay says, if the object decides it. Without it: as the request says. */
  recorded?(found: T): Pick<Audited, 'action' | 'resourceId' | 'resourceName'>;
}

/** How long a request waits for the object of an earlier request with the same key, in milliseconds. */
const PATIENCE_MS = 3_000;
/** The pause before the second look for that object. Each later pause is twice as long, up to the longest. */
const FIRST_LOOK_MS = 20;
const LONGEST_LOOK_MS = 320;

/** Makes an object once for each Idempotency-Key of a caller [R88]. */
@Injectable()
export class Creations {
  constructor(
    private readonly kept: KeptCreations,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes the object, or finds the object that the same request made within the last 24 h. Without a key (null) it
   * always makes a new one. After a request that failed, the same request may try again. Call it after authorization: a
   * key permits nothing.
   *
   * Errors: those of `maker`, but never `id_taken`; `idempotency_key_reused` if another request had the key; `conflict`
   * if the object was removed since; `busy`.
   */
  async once<T>(caller: Caller, key: string | null, request: CreationRequest, maker: Maker<T>): Promise<T> {
    if (key === null) return this.makeOrGiveUp(maker, newId(this.clock.now()));
    const { record, isOurs } = await this.kept.keep(caller, key, request);
    const found = isOurs ? null : await this.awaited(record.value, maker);
    if (found !== null) return this.replayed(caller, request, record, found, maker);
    if (record.value.madeAt !== null) throw goneSince();
    try {
      return await this.marked(caller, record, () => maker.make(record.value.objectId));
    } catch (error) {
      if (!isIdTaken(error)) throw error;
    }
    return this.afterTaken(caller, request, record, maker);
  }

  /** Another request with this key made the object just now, or the id was fenced and no object can ever have it. */
  private async afterTaken<T>(
    caller: Caller,
    request: CreationRequest,
    record: Stored<Creation>,
    maker: Maker<T>,
  ): Promise<T> {
    const found = await maker.find(record.value.objectId, false);
    if (found !== null) return this.replayed(caller, request, record, found, maker);
    const renewed = await this.kept.renewId(record, caller.request.requestId);
    const others = await maker.find(renewed.value.objectId, renewed.value.madeAt !== null);
    if (others !== null) return this.replayed(caller, request, renewed, others, maker);
    if (renewed.value.madeAt !== null) throw goneSince();
    return this.marked(caller, renewed, () => this.makeOrGiveUp(maker, renewed.value.objectId));
  }

  /** What was made is marked, also if its outcome could not be recorded: it stands all the same. */
  private async marked<T>(caller: Caller, record: Stored<Creation>, make: () => Promise<T>): Promise<T> {
    try {
      const made = await make();
      await this.kept.markMade(record, caller.request.requestId);
      return made;
    } catch (error) {
      if (isUnrecorded(error)) await this.kept.markMade(record, caller.request.requestId);
      throw error;
    }
  }

  private async replayed<T>(
    caller: Caller,
    { action, resourceType, resourceId }: CreationRequest,
    record: Stored<Creation>,
    found: T,
    maker: Maker<T>,
  ): Promise<T> {
    await this.kept.markMade(record, caller.request.requestId);
    const asked = { action, resourceId: resourceId ?? record.value.objectId };
    const what = { ...(maker.recorded?.(found) ?? asked), resourceType };
    await this.audit.succeeded(caller.request, caller.principal, what);
    return found;
  }

  private async makeOrGiveUp<T>(maker: Maker<T>, id: string): Promise<T> {
    try {
      return await maker.make(id);
    } catch (error) {
      // This id is new or was just renewed. It is taken only if it was fenced: another node took this request for dead.
      throw isIdTaken(error) ? tooSlow() : error;
    }
  }

  /** The object, or null. Waits for it if its first request may still be making it. */
  private async awaited<T>({ objectId, createdAt, madeAt }: Creation, maker: Maker<T>): Promise<T | null> {
    // A clock that was ahead may have written `createdAt`.
    const until = madeAt === null ? Math.min(createdAt, this.clock.now()) + PATIENCE_MS : 0;
    for (let wait: number = FIRST_LOOK_MS; ; wait = Math.min(2 * wait, LONGEST_LOOK_MS)) {
      const found = await maker.find(objectId, madeAt !== null);
      if (found !== null || this.clock.now() >= until) return found;
      await this.clock.sleep(wait);
    }
  }
}
