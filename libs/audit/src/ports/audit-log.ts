import type { LostIntent, OpenIntent } from '../domain/intent.js';
import type { Leaf, Outcome, StoredRecord } from '../domain/record.js';
import type { ScanBudget } from '../domain/scan-budget.js';

/** Records that share one durable write. */
export interface AuditBatch {
  /** The number of the first record; the others follow without gaps. */
  readonly first: number;
  /** A UUIDv7. After a lost answer it tells whether the batch under these numbers is this one or another node's. */
  readonly batchId: string;
  /** 1 to 256 records. */
  readonly records: readonly StoredRecord[];
  /** The hashes of their leaves, 32 bytes each. They are made once, when the records get their numbers. */
  readonly hashes: Buffer;
}

/** All given filters must match. Times are RFC 3339. `from` is included, `to` is not. */
export interface AuditFilter {
  readonly actor?: string;
  readonly action?: string;
  /** The id or the name of a resource. */
  readonly resource?: string;
  readonly outcome?: Outcome;
  readonly ip?: string;
  readonly from?: string;
  readonly to?: string;
  readonly requestId?: string;
  readonly decisionId?: string;
  /** The id of a session, a key or a binding. */
  readonly credential?: string;
  /** From this number on. What is archived is not looked at. */
  readonly fromSeq?: number;
}

/** A range of times. */
export type AuditTimes = Pick<AuditFilter, 'from' | 'to'>;

/** A part of a query's answer. */
export interface AuditScan {
  /** Records that match, the newest first. */
  readonly records: readonly StoredRecord[];
  /**
   * Numbers whose records are gone, where the scan saw that: what its index has of them matches, or it looked at each number.
   * The highest first.
   */
  readonly missing: readonly number[];
  /** The scan goes on with the numbers below this one. Null: it has looked at all of them. */
  readonly next: number | null;
  /** Set where the scan has reached archived records, which are no longer here: the lowest number that is not archived. */
  readonly archivedBefore: number | null;
}

/** What was appended since a number, or the first part of it. */
export interface AuditNews {
  /** The last number that was looked at. */
  readonly head: number;
  /** False: there is more behind `head`. */
  readonly isAll: boolean;
  /** The leaves of the awaited requests that may close an intent, the oldest first. */
  readonly outcomes: readonly Leaf[];
}

/** A batch begins behind the next number of the log. */
export class BeyondHead extends Error {
  override readonly name = 'BeyondHead';

  constructor() {
    super('a batch of records does not follow the head of the log');
  }
}

/**
 * The append-only log. No method updates a leaf, and only {@link prune} deletes one. Only {@link erasePersonal} changes
 * what stands beside one.
 *
 * Errors: PartUnavailable('store') within 2 s, when nothing was written. After a lost answer, `append` reads the number
 * back (majority) and compares the batch id. It throws OutcomeUnknown only if that failed, too. Then it is safe to
 * append the same batch again: it is written once. BeyondHead: the batch would leave a gap; nothing was written.
 */
export abstract class AuditLog {
  /** The highest number in the log; 0 in an empty log. */
  abstract head(): Promise<number>;

  /**
   * What was appended after the number `after`, which is the last of a batch. One call reads a bounded part, so that it is
   * done in time however much that is: call it again from `head` until it is all. What this costs depends on what was
   * appended since, never on the length of the log [R105]. `isAwaited`: whether a request's outcomes are asked for.
   */
  abstract follow(after: number, isAwaited: (requestId: string) => boolean): Promise<AuditNews>;

  /** The batch is durable when this resolves. `taken`: another batch has one of the numbers; nothing was written. */
  abstract append(batch: AuditBatch): Promise<'appended' | 'taken'>;

  /**
   * At most `limit` records that match, the newest first, with numbers below `before` (null: from the head). Ends early
   * when `budget` is spent; `next` is always below `before`. The parts together are complete up to the head at the time
   * of the first call.
   */
  abstract query(filter: AuditFilter, before: number | null, limit: number, budget: ScanBudget): Promise<AuditScan>;

  /**
   * The lowest number from `start` on where a record in `times` may be. All records between are outside. Null: there is
   * no such number in the log.
   */
  abstract seek(times: AuditTimes, start: number): Promise<number | null>;

  /** Records from the number `from` on, the oldest first, without gaps. */
  abstract read(from: number, limit: number): Promise<StoredRecord[]>;

  /**
   * The hashes of the leaves of the records from the number `from` on, 32 bytes each, at most `limit`. It ends before the
   * first number whose record is gone, so that the hash at `32 * n` is that of record `from + n`.
   */
  abstract leafHashes(from: number, limit: number): Promise<Buffer>;

  /** The lowest number that is not archived; 1 if nothing is. */
  abstract first(): Promise<number>;

  /**
   * Deletes the records with numbers up to `upTo`, and what indexes have of them, in steps between which other work runs.
   * The caller has an archive of them that verifies. It stops before the oldest open intent, the newest record stays, and
   * where records are kept in batches only whole ones go. How far is written first and only rises, so no other method
   * misses what goes: after an interruption, call it again. Returns the number up to which the log is archived now.
   */
  abstract prune(upTo: number): Promise<number>;

  /**
   * Intents that have no later outcome of the same request, action and resource, the oldest first: also those whose record
   * is damaged, if the log knew them before.
   */
  abstract openIntents(limit: number): Promise<(OpenIntent | LostIntent)[]>;

  /**
   * Erases the personal values, with their salts, beside up to `limit` records of `actorId` with numbers above `after`,
   * the oldest first. Indexes that were made from the log lose them, too. Leaves and their commitments stay as they
   * are. May be repeated. Returns the number of the last record that was examined (null: there are no more) and how
   * many were erased.
   */
  abstract erasePersonal(
    actorId: string,
    after: number,
    limit: number,
  ): Promise<{ readonly last: number | null; readonly erased: number }>;
}

/** The one node that sweeps. */
export interface Sweeper {
  readonly node: string;
  /** When its time ends, in milliseconds since 1970 by its own clock. */
  readonly until: number;
  /** Where other nodes reach it: `host:port`. Null: nowhere. */
  readonly address: string | null;
}

/**
 * Tells which nodes live, so that only intents of dead nodes are settled. Tells also which node settles them. Times are
 * in milliseconds since 1970. They are compared with the caller's clock, never with the store's. A name that several nodes
 * renew tells that one of them lives.
 */
export abstract class NodeLeases {
  /** Makes or extends the lease of `node`. */
  abstract renew(node: string, until: number): Promise<void>;
  /** When the lease of `node` ends; null: it has none. */
  abstract endOf(node: string): Promise<number | null>;
  /** All leases whose names begin with `prefix`, which is in ASCII and not empty: when each ends, by its name. */
  abstract named(prefix: string): Promise<ReadonlyMap<string, number>>;
  /**
   * Makes `node` the only sweeper until `until`, if there is none at `now` or `node` is it already. False: another node
   * is. `address`: where other nodes reach it. A place that ends later than `until` by its whole length (`until - now`) is
   * free: a clock that was ahead took it.
   */
  abstract holdSweep(node: string, now: number, until: number, address?: string | null): Promise<boolean>;
  /** The node that held the sweep last, and has not given it up. Its time may be over. */
  abstract sweeper(): Promise<Sweeper | null>;
  /** Gives up the lease and the place of the sweeper, at a graceful stop. */
  abstract release(node: string): Promise<void>;
}
