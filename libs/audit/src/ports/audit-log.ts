import type { Leaf, Outcome, StoredRecord } from '../domain/record.js';

/** Records that share one durable write: at most 256, with consecutive numbers from `first`. */
export interface AuditBatch {
  readonly first: number;
  /** UUIDv7: tells our own lost answer from another node's batch. */
  readonly batchId: string;
  readonly records: readonly StoredRecord[];
}

/** All given filters must hold. Times are RFC 3339; `from` is inclusive, `to` exclusive. */
export interface AuditFilter {
  readonly actor?: string;
  readonly action?: string;
  /** A resource id. */
  readonly resource?: string;
  readonly outcome?: Outcome;
  readonly ip?: string;
  readonly from?: string;
  readonly to?: string;
  readonly requestId?: string;
}

/** An `allowed` record without an outcome. */
export interface OpenIntent {
  readonly seq: number;
  readonly leaf: Leaf;
}

/**
 * The append-only log. No method updates or deletes a leaf; {@link erasePersonal} alone touches what stands beside one.
 *
 * Errors: PartUnavailable('store') when nothing was written, within 2 s. `append` never leaves its outcome open: after
 * a lost answer it reads the number back (majority) and compares the batch id before it answers, and gives
 * OutcomeUnknown only when even that failed; calling again with the same batch is then safe and writes it once.
 */
export abstract class AuditLog {
  /** The highest number written; 0 in an empty log. */
  abstract head(): Promise<number>;

  /** Durable when it resolves. `taken`: another node's batch holds one of the numbers; nothing was written. */
  abstract append(batch: AuditBatch): Promise<'appended' | 'taken'>;

  /** Newest first, numbers below `before` (null: from the head); complete up to the head at the time of the call. */
  abstract query(filter: AuditFilter, before: number | null, limit: number): Promise<StoredRecord[]>;

  /** Oldest first, numbers from `from` on; without gaps. */
  abstract read(from: number, limit: number): Promise<StoredRecord[]>;

  /** Intents of the log without a later outcome of the same request, action and resource; oldest first. */
  abstract openIntents(limit: number): Promise<OpenIntent[]>;

  /**
   * Erases the personal values (with their salts) beside up to `limit` records of `actorId` with numbers above `after`,
   * oldest first, also from whatever is derived from the log. Resolves to the number of the last record looked at and
   * how many were erased; `last` null: there are no more. Repeatable; a leaf and its commitments stay as they are.
   */
  abstract erasePersonal(
    actorId: string,
    after: number,
    limit: number,
  ): Promise<{ readonly last: number | null; readonly erased: number }>;
}

/**
 * Which nodes live, so that only intents of dead ones are settled, and which one settles them. Times are
 * milliseconds since 1970, compared by the caller's clock, never by the store's.
 */
export abstract class NodeLeases {
  /** Makes or extends `node`'s lease. */
  abstract renew(node: string, until: number): Promise<void>;
  /** When the lease of `node` ends; null: it has none. */
  abstract endOf(node: string): Promise<number | null>;
  /** Takes or keeps the single sweeper's place until `until` if it is free, expired at `now`, or held by `node`. */
  abstract holdSweep(node: string, now: number, until: number): Promise<boolean>;
  /** Gives up the lease and the sweeper's place, at a graceful stop. */
  abstract release(node: string): Promise<void>;
}
