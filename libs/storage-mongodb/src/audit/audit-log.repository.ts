import { setTimeout as pause } from 'node:timers/promises';
import { type Model, trusted } from 'mongoose';
import {
  type AuditBatch,
  type AuditFilter,
  AuditLog,
  type AuditNews,
  type AuditScan,
  type AuditTimes,
  BeyondHead,
  besideArchive,
  type Leaf,
  type LostIntent,
  type OpenIntent,
  type ScanBudget,
  type StoredRecord,
} from '#audit';
import { CofferError, HASH_BYTES, OutcomeUnknown, PartUnavailable } from '#kernel';
import type { BackgroundWork } from '../engine/background-work.js';
import { DuplicateKey, deadline, reading, writing } from '../engine/failures.js';
import { AuditErasure } from './audit-erasure.repository.js';
import { AuditHashes } from './audit-hashes.js';
import { AuditIndex } from './audit-index.repository.js';
import type { AuditEntryRow } from './audit-index.schema.js';
import { isOutcome, leafOf, toBatchRow, toRecord } from './audit-log.mapper.js';
import type { AuditBatchRow } from './audit-log.schema.js';
import { AuditProgress } from './audit-progress.repository.js';
import type { AuditProgressRow } from './audit-progress.schema.js';
import { AuditPruning } from './audit-pruning.repository.js';
import { AuditSearch } from './audit-search.repository.js';
import { IndexFollower } from './index-follower.js';

const BATCH_MAX = 256;

/** Milliseconds between two reads of a number after the answer to its write was lost. */
const LOOK_AGAIN_MS = 50;

/** How many batches of other nodes one look reads, without their records. */
const BATCHES_A_LOOK = 256;

type Appended = 'appended' | 'taken';

export class MongoAuditLog extends AuditLog {
  /** The newest batch known to be durable. All numbers up to its `last` are taken. */
  private newest = { first: 0, last: 0 };
  /** How often each batch was sent that has no certain answer yet. */
  private readonly sendings = new Map<string, number>();
  private readonly index: AuditIndex;
  private readonly search: AuditSearch;
  private readonly erasure: AuditErasure;
  private readonly hashes: AuditHashes;
  private readonly progress: AuditProgress;
  private readonly pruning: AuditPruning;
  private readonly follower: IndexFollower;

  constructor(
    private readonly batches: Model<AuditBatchRow>,
    entries: Model<AuditEntryRow>,
    progress: Model<AuditProgressRow>,
    background: BackgroundWork,
  ) {
    super();
    this.index = new AuditIndex(batches, entries, progress);
    this.follower = new IndexFollower(this.index, background, () => this.newest.last);
    this.search = new AuditSearch(entries, this.index);
    this.erasure = new AuditErasure(batches, entries, this.index);
    this.hashes = new AuditHashes(batches);
    this.progress = new AuditProgress(progress);
    this.pruning = new AuditPruning(batches, entries, this.progress, this.index);
  }

  head(): Promise<number> {
    return this.readHead(deadline());
  }

  async follow(after: number, isAwaited: (requestId: string) => boolean): Promise<AuditNews> {
    const until = deadline();
    const begin = after + 1;
    const find = () => this.batches.find({ _id: trusted({ $gte: begin }) }, { last: 1, closes: 1 });
    const batches = await reading(() => find().sort({ _id: 1 }).limit(BATCHES_A_LOOK).lean().exec(), until);
    for (const batch of batches) this.saw(batch);
    const outcomes = await this.outcomesIn(batches, isAwaited, until);
    return { head: batches.at(-1)?.last ?? after, outcomes, isAll: batches.length < BATCHES_A_LOOK };
  }

  async append(batch: AuditBatch): Promise<Appended> {
    const until = deadline();
    const { length } = batch.records;
    if (length === 0 || length > BATCH_MAX || batch.hashes.length !== length * HASH_BYTES) throw malformed();
    const row = toBatchRow(batch);
    const end = row._id - 1;
    if (end > this.newest.last && end > (await this.readHead(until))) throw new BeyondHead();
    // If the numbers are taken, this can only be the same batch, sent again.
    const free = end === this.newest.last;
    const answer = free ? await this.insert(row, until) : await this.compare(row, until);
    if (answer === 'appended') this.follower.follow();
    return answer ?? 'taken';
  }

  async query(filter: AuditFilter, before: number | null, limit: number, budget: ScanBudget): Promise<AuditScan> {
    const until = deadline();
    const { fromSeq: asked = 1 } = filter;
    const [head, archived] = await Promise.all([this.indexedHead(until), this.progress.upto('archived', until)]);
    const standing = { ...filter, fromSeq: Math.max(asked, archived + 1) };
    const last = before === null ? head : Math.min(head, before - 1);
    const scan = await this.search.query(standing, last, limit, budget, until);
    // Another process may have archived meanwhile: then what it deleted is not missing.
    const now = scan.missing.length === 0 ? archived : await this.progress.upto('archived', until);
    return besideArchive(scan, asked, now);
  }

  async seek(times: AuditTimes, start: number): Promise<number | null> {
    const until = deadline();
    const [head, first] = await Promise.all([this.readHead(until), this.first()]);
    return this.search.seek(times, Math.max(start, first), head, until);
  }

  /** Without a gap, the batches below `from + limit` have every record. It reads further only if there is none. */
  async read(from: number, limit: number): Promise<StoredRecord[]> {
    const until = deadline();
    const records: StoredRecord[] = [];
    let next = await this.beginningOf(from, until);
    while (records.length < limit) {
      const end = Math.max(next, from) + limit - records.length;
      const near = await this.batchesIn({ $gte: next, $lt: end }, limit, until);
      const batches = near.length > 0 ? near : await this.batchesIn({ $gte: next }, 1, until);
      if (batches.length === 0) break;
      records.push(...batches.flatMap((batch) => batch.records.map(toRecord)).filter(({ seq }) => seq >= from));
      // The next batch is behind this number whatever `last` says, which somebody may have altered.
      next = (batches.at(-1)?._id ?? next) + 1;
    }
    return records.slice(0, limit);
  }

  async leafHashes(from: number, limit: number): Promise<Buffer> {
    const until = deadline();
    return this.hashes.read(await this.beginningOf(from, until), from, limit, until);
  }

  async first(): Promise<number> {
    return (await this.progress.upto('archived')) + 1;
  }

  async prune(upTo: number): Promise<number> {
    await this.indexedHead(deadline());
    return this.pruning.prune(upTo);
  }

  async openIntents(limit: number): Promise<(OpenIntent | LostIntent)[]> {
    const until = deadline();
    await this.indexedHead(until);
    return this.index.openIntents(limit, until);
  }

  async erasePersonal(
    actorId: string,
    after: number,
    limit: number,
  ): Promise<{ readonly last: number | null; readonly erased: number }> {
    const until = deadline();
    await this.indexedHead(until);
    return this.erasure.erase(actorId, after, limit, until);
  }

  /** The head, when the index has caught up with it. */
  private async indexedHead(until: number): Promise<number> {
    const head = await this.readHead(until);
    await this.index.catchUp(head, until);
    return head;
  }

  /** The first number of the batch that holds `seq`. */
  private async beginningOf(seq: number, until: number): Promise<number> {
    if (seq === 1 || seq === this.newest.last + 1) return seq;
    const find = () =>
      this.batches
        .find({ _id: trusted({ $lte: seq }) }, { _id: 1 })
        .sort({ _id: -1 })
        .limit(1);
    const [batch] = await reading(() => find().lean().exec(), until);
    return batch?._id ?? seq;
  }

  private batchesIn(numbers: object, most: number, until: number): Promise<AuditBatchRow[]> {
    const find = () => this.batches.find({ _id: trusted(numbers) }).sort({ _id: 1 });
    return reading(() => find().limit(most).lean().exec(), until);
  }

  /** The leaves of awaited requests in those `batches` that have any. */
  private async outcomesIn(
    batches: readonly Pick<AuditBatchRow, '_id' | 'closes'>[],
    isAwaited: (requestId: string) => boolean,
    until: number,
  ): Promise<Leaf[]> {
    const ids = batches.filter(({ closes }) => closes?.some(isAwaited) ?? true).map(({ _id }) => _id);
    if (ids.length === 0) return [];
    const rows = await this.batchesIn({ $in: ids }, ids.length, until);
    const leaves = rows.flatMap(({ records }) => records.map((row) => leafOf(toRecord(row))));
    const readable = leaves.filter((leaf) => leaf !== null);
    return readable.filter((leaf) => isOutcome(leaf) && isAwaited(leaf.request_id));
  }

  private async readHead(until: number): Promise<number> {
    const find = () => this.batches.find({ _id: trusted({ $gte: this.newest.first }) }, { last: 1 });
    const [row] = await reading(() => find().sort({ _id: -1 }).limit(1).lean().exec(), until);
    if (row) this.saw(row);
    return this.newest.last;
  }

  /** If a batch that was sent only once is refused as a duplicate, another batch has the number: no look is needed. */
  private async insert(row: AuditBatchRow, until: number): Promise<Appended> {
    const before = this.sendings.get(row.batchId) ?? 0;
    this.sendings.set(row.batchId, before + 1);
    try {
      const answer = await this.sendOrSettle(row, until);
      this.sendings.delete(row.batchId);
      return answer;
    } catch (error) {
      if (before === 0 && error instanceof PartUnavailable) this.sendings.delete(row.batchId);
      throw error;
    }
  }

  private async sendOrSettle(row: AuditBatchRow, until: number): Promise<Appended> {
    try {
      await writing(() => this.send(row), until);
      this.saw(row);
      return 'appended';
    } catch (error) {
      if (error instanceof DuplicateKey && this.sendings.get(row.batchId) === 1) return 'taken';
      if (error instanceof DuplicateKey) return this.settle(row, until, new OutcomeUnknown());
      if (error instanceof OutcomeUnknown) return this.settle(row, until, error);
      throw error;
    }
  }

  /** Without mongoose, which would copy every record several times to check types that the compiler has checked. */
  private send(row: AuditBatchRow): Promise<unknown> {
    return this.batches.db.collection<AuditBatchRow>(this.batches.collection.name).insertOne(row);
  }

  /** After a lost answer. Sending the same row again is safe: its number is unique, so it can exist only once. */
  private async settle(row: AuditBatchRow, until: number, lost: OutcomeUnknown): Promise<Appended> {
    while (performance.now() < until) {
      try {
        const answer = await this.compare(row, until);
        if (answer !== null) return answer;
        await writing(() => this.send(row), until);
      } catch (error) {
        const passing = error instanceof PartUnavailable || error instanceof OutcomeUnknown;
        if (!passing && !(error instanceof DuplicateKey)) throw error;
        await pause(LOOK_AGAIN_MS);
      }
    }
    throw lost;
  }

  /** `appended`: this batch has the number. `taken`: another one has it. Null: no batch begins there. */
  private async compare(row: AuditBatchRow, until: number): Promise<Appended | null> {
    const holder = await reading(() => this.batches.findOne({ _id: row._id }, { records: 0 }).lean().exec(), until);
    if (!holder) return null;
    this.saw(holder);
    return holder.batchId === row.batchId ? 'appended' : 'taken';
  }

  private saw(row: Pick<AuditBatchRow, '_id' | 'last'>): void {
    if (row.last > this.newest.last) this.newest = { first: row._id, last: row.last };
  }
}

function malformed(): CofferError {
  return new CofferError('internal_error', 'An audit batch must have 1 to 256 records and their hashes.');
}
