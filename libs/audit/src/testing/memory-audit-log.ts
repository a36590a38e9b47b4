import { HASH_BYTES } from '#kernel';
import { besideArchive } from '../domain/archived.js';
import { closes, intentKey, type LostIntent, type OpenIntent } from '../domain/intent.js';
import { parseLeaf, toRecord } from '../domain/leaf.js';
import type { StoredRecord } from '../domain/record.js';
import type { ScanBudget } from '../domain/scan-budget.js';
import {
  type AuditBatch,
  type AuditFilter,
  AuditLog,
  type AuditNews,
  type AuditScan,
  type AuditTimes,
  BeyondHead,
  NodeLeases,
  type Sweeper,
} from '../ports/audit-log.js';

export type AuditOperation =
  | 'head'
  | 'follow'
  | 'append'
  | 'query'
  | 'seek'
  | 'read'
  | 'leafHashes'
  | 'first'
  | 'prune'
  | 'openIntents'
  | 'erasePersonal';

/**
 * What a test may do at each operation of {@link MemoryAuditLog}. An error in `before` prevents the operation (throw a
 * PartUnavailable). An error in `after` loses the answer of an applied operation (throw an OutcomeUnknown). A promise that
 * never resolves lets the operation hang.
 */
export interface AuditHooks {
  before?: (operation: AuditOperation, batch?: AuditBatch) => Promise<void> | void;
  after?: (operation: AuditOperation, batch?: AuditBatch) => Promise<void> | void;
}

/** How many records one look reads. */
const RECORDS_A_LOOK = 256;

/** An AuditLog in memory. Records are copied in and out. An append is applied in one step. */
export class MemoryAuditLog extends AuditLog {
  readonly hooks: AuditHooks = {};
  private readonly records: StoredRecord[] = [];
  private archived = 0;
  private hashes = Buffer.alloc(0);
  private readonly batches = new Map<number, string>();

  head(): Promise<number> {
    return this.apply('head', () => this.records.length);
  }

  follow(after: number, isAwaited: (requestId: string) => boolean): Promise<AuditNews> {
    return this.apply('follow', () => {
      if (after > 0 && after < this.records.length && !this.batches.has(after + 1)) {
        throw new Error('a look begins behind the last record of a batch');
      }
      const end = [...this.batches.keys()].map((first) => first - 1).findLast((last) => last <= after + RECORDS_A_LOOK);
      const isAllRead = this.records.length <= after + RECORDS_A_LOOK;
      const head = Math.max(after, isAllRead ? this.records.length : (end ?? after));
      const news = this.records.slice(after, head).map(({ leaf }) => parseLeaf(leaf));
      const outcomes = news.filter((leaf) => closes(leaf.outcome) && isAwaited(leaf.request_id));
      return { head, outcomes, isAll: head >= this.records.length };
    });
  }

  append(batch: AuditBatch): Promise<'appended' | 'taken'> {
    const { first, batchId, records } = structuredClone({ ...batch, hashes: null });
    return this.apply(
      'append',
      () => {
        if (records.length < 1 || records.length > 256) throw new Error('a batch has 1 to 256 records');
        if (batch.hashes.length !== records.length * HASH_BYTES) throw new Error('a batch has a hash of each record');
        if (this.batches.get(first) === batchId) return 'appended';
        if (first <= this.records.length) return 'taken';
        if (first > this.records.length + 1) throw new BeyondHead();
        records.forEach((record, index) => {
          const seq = first + index;
          if (seq !== this.records.length + 1 || record.seq !== seq || parseLeaf(record.leaf).seq !== seq) {
            throw new Error('a batch continues the log');
          }
          this.records.push(record);
        });
        this.hashes = Buffer.concat([this.hashes, batch.hashes]);
        this.batches.set(first, batchId);
        return 'appended';
      },
      batch,
    );
  }

  query(filter: AuditFilter, before: number | null, limit: number, budget: ScanBudget): Promise<AuditScan> {
    return this.apply('query', () => {
      const found: StoredRecord[] = [];
      let last = Math.min(before ?? Number.POSITIVE_INFINITY, this.records.length + 1) - 1;
      const asked = filter.fromSeq ?? 1;
      const lowest = Math.max(asked, this.archived + 1);
      for (let spent = false; last >= lowest && found.length < limit && !spent; last--) {
        const record = this.records[last - 1];
        if (record && matches(record, filter)) found.push(record);
        budget.examine(1);
        spent = budget.isSpent;
      }
      const scan = { records: found, missing: [], next: last >= lowest ? last + 1 : null };
      return besideArchive(scan, asked, this.archived);
    });
  }

  seek(times: AuditTimes, start: number): Promise<number | null> {
    return this.apply(
      'seek',
      () => this.standing().find((record) => record.seq >= start && matches(record, times))?.seq ?? null,
    );
  }

  read(from: number, limit: number): Promise<StoredRecord[]> {
    return this.apply('read', () => {
      const begin = Math.max(from - 1, this.archived);
      return this.records.slice(begin, begin + limit);
    });
  }

  async leafHashes(from: number, limit: number): Promise<Buffer> {
    const begin = (from - 1) * HASH_BYTES;
    // A structured clone is no Buffer.
    return Buffer.from(
      await this.apply('leafHashes', () =>
        from <= this.archived
          ? new Uint8Array()
          : Uint8Array.from(this.hashes.subarray(begin, begin + limit * HASH_BYTES)),
      ),
    );
  }

  first(): Promise<number> {
    return this.apply('first', () => this.archived + 1);
  }

  prune(upTo: number): Promise<number> {
    return this.apply('prune', () => {
      const [open = this.records.length] = this.openNow().map(({ seq }) => seq);
      this.archived = Math.max(this.archived, Math.min(upTo, open - 1, this.records.length - 1));
      return this.archived;
    });
  }

  openIntents(limit: number): Promise<(OpenIntent | LostIntent)[]> {
    return this.apply('openIntents', () => this.openNow().slice(0, limit));
  }

  erasePersonal(
    actorId: string,
    after: number,
    limit: number,
  ): Promise<{ readonly last: number | null; readonly erased: number }> {
    return this.apply('erasePersonal', () => {
      const own = this.standing()
        .filter(({ seq, leaf }) => seq > after && parseLeaf(leaf).actor_id === actorId)
        .slice(0, limit);
      const kept = own.filter(({ personal }) => Object.keys(personal).length > 0);
      for (const record of kept) this.records[record.seq - 1] = { ...record, personal: {} };
      return { last: own.at(-1)?.seq ?? null, erased: kept.length };
    });
  }

  /** All records, read without hooks: for expectations. Archived ones, too. */
  all(): readonly StoredRecord[] {
    return this.records;
  }

  /** All leaves, parsed, read without hooks. */
  leaves() {
    return this.records.map(({ leaf }) => parseLeaf(leaf));
  }

  private standing(): readonly StoredRecord[] {
    return this.records.slice(this.archived);
  }

  private openNow(): OpenIntent[] {
    const open = new Map<string, OpenIntent>();
    for (const { leaf: text, lasting } of this.records) {
      const leaf = parseLeaf(text);
      const key = intentKey(leaf);
      if (leaf.outcome === 'allowed') open.set(key, { seq: leaf.seq, leaf, lasting });
      else open.delete(key);
    }
    return [...open.values()];
  }

  private async apply<R>(operation: AuditOperation, step: () => R, batch?: AuditBatch): Promise<R> {
    await Promise.resolve();
    await this.hooks.before?.(operation, batch);
    const result = structuredClone(step());
    await this.hooks.after?.(operation, batch);
    return result;
  }
}

function matches(stored: StoredRecord, filter: AuditFilter): boolean {
  const record = toRecord(stored);
  const wanted: readonly (readonly [string | undefined, string | null])[] = [
    [filter.actor, record.actor_id],
    [filter.action, record.action],
    [filter.outcome, record.outcome],
    [filter.ip, record.ip],
    [filter.requestId, record.request_id],
    [filter.decisionId, record.decision_id],
    [filter.credential, record.credential],
  ];
  const { from, to } = filter;
  const inTime = (from === undefined || record.at >= from) && (to === undefined || record.at < to);
  const about = filter.resource === undefined || [record.resource_id, record.resource_name].includes(filter.resource);
  return inTime && about && wanted.every(([want, have]) => want === undefined || want === have);
}

/** NodeLeases in memory. */
export class MemoryNodeLeases extends NodeLeases {
  private readonly ends = new Map<string, number>();
  private place: Sweeper | null = null;

  async renew(node: string, until: number): Promise<void> {
    this.ends.set(node, Math.max(until, this.ends.get(node) ?? 0));
  }

  async endOf(node: string): Promise<number | null> {
    return this.ends.get(node) ?? null;
  }

  async named(prefix: string): Promise<ReadonlyMap<string, number>> {
    return new Map([...this.ends].filter(([name]) => name.startsWith(prefix)));
  }

  async holdSweep(node: string, now: number, until: number, address: string | null = null): Promise<boolean> {
    const { place } = this;
    if (place && place.node !== node && place.until > now && place.until <= 2 * until - now) return false;
    this.place = { node, until, address };
    return true;
  }

  async sweeper(): Promise<Sweeper | null> {
    return this.place && { ...this.place };
  }

  async release(node: string): Promise<void> {
    this.ends.delete(node);
    if (this.place?.node === node) this.place = null;
  }
}
