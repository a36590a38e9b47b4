import {
  type AuditBatch,
  type AuditFilter,
  AuditLog,
  type AuditNews,
  type AuditScan,
  type AuditTimes,
  BeyondHead,
  besideArchive,
  type LostIntent,
  leafHashesOf,
  type OpenIntent,
  type ScanBudget,
  type StoredRecord,
} from '#audit';
import { OutcomeUnknown, upToGap } from '#kernel';
import type { Database } from '../engine/database.js';
import { integer, text } from '../engine/sql.js';
import { AuditErasure } from './audit-erasure.repository.js';
import { AuditIndex } from './audit-index.repository.js';
import { awaitedIn, toOpenIntent, toRecord, toRows } from './audit-log.mapper.js';
import { AuditProgress } from './audit-progress.repository.js';
import { AuditPruning } from './audit-pruning.repository.js';
import { AuditSearch } from './audit-search.repository.js';

const HEAD = 'SELECT coalesce(max(seq), 0) AS head FROM audit_log';
const RECORD = 'SELECT seq, leaf, personal, lasting FROM audit_log';
const READ = `${RECORD} WHERE seq >= ? ORDER BY seq LIMIT ?`;
const LEAVES = 'SELECT seq, leaf FROM audit_log WHERE seq >= ? ORDER BY seq LIMIT ?';
const BATCH_AT = 'SELECT batch_id FROM audit_log WHERE seq = ?';
/** Outcomes, as `audit_outcome` knows them. */
const OUTCOMES = `
  SELECT leaf FROM audit_log WHERE seq > ?1 AND seq <= ?2 AND outcome IN ('succeeded', 'failed', 'unknown') ORDER BY seq`;
const OPEN = `SELECT seq, open.request_id, open.action, open.resource_id, leaf, lasting
  FROM (SELECT * FROM audit_open ORDER BY seq LIMIT ?) AS open LEFT JOIN audit_log USING (seq) ORDER BY seq`;
/** Inserts the first record only if it follows the head. This keeps the numbers without gaps. */
const CONTINUE = `
  INSERT INTO audit_log (seq, batch_id, leaf, personal, lasting)
  SELECT ?1, ?2, ?3, ?4, ?5 WHERE ?1 = (SELECT coalesce(max(seq), 0) + 1 FROM audit_log)`;
const APPEND = 'INSERT INTO audit_log (seq, batch_id, leaf, personal, lasting) VALUES (?, ?, ?, ?, ?)';

/** How many records of other processes one look reads. To find their outcomes takes about 20 ms. */
const RECORDS_A_LOOK = 4_096;
/** How many leaves one read has. To hash them takes about a millisecond. */
const LEAVES_A_READ = 512;

/** The audit log on SQLite. A batch is one transaction. */
export class SqliteAuditLog extends AuditLog {
  private readonly index: AuditIndex;
  private readonly search: AuditSearch;
  private readonly erasure: AuditErasure;
  private readonly progress: AuditProgress;
  private readonly pruning: AuditPruning;

  constructor(private readonly database: Database) {
    super();
    this.index = new AuditIndex(database);
    this.search = new AuditSearch(database, this.index);
    this.erasure = new AuditErasure(database, this.index);
    this.progress = new AuditProgress(database);
    this.pruning = new AuditPruning(database, this.progress);
  }

  async head(): Promise<number> {
    return integer((await this.database.reader.get(HEAD))?.head);
  }

  async follow(after: number, isAwaited: (requestId: string) => boolean): Promise<AuditNews> {
    const newest = await this.head();
    const head = Math.max(after, Math.min(after + RECORDS_A_LOOK, newest));
    const rows = head > after ? await this.database.longReads.all(OUTCOMES, after, head) : [];
    return { head, outcomes: awaitedIn(rows, isAwaited), isAll: head >= newest };
  }

  async append(batch: AuditBatch): Promise<'appended' | 'taken'> {
    const [first, ...others] = toRows(batch);
    if (!first) return 'appended';
    try {
      const landing = await this.database.writer.run([
        { sql: CONTINUE, rows: [first], needsChange: true },
        { sql: APPEND, rows: others },
      ]);
      if (landing !== 'done') return this.readBack(batch, null);
      this.index.follow(batch.first + others.length);
      return 'appended';
    } catch (error) {
      if (error instanceof OutcomeUnknown) return this.readBack(batch, error);
      throw error;
    }
  }

  async query(filter: AuditFilter, before: number | null, limit: number, budget: ScanBudget): Promise<AuditScan> {
    const head = await this.head();
    const { fromSeq: asked = 1 } = filter;
    const standing = { ...filter, fromSeq: Math.max(asked, await this.first()) };
    const last = before === null ? head : Math.min(head, before - 1);
    const scan = await this.search.query(standing, last, limit, budget);
    // Another process may have archived meanwhile.
    return besideArchive(scan, asked, await this.progress.upto('archived'));
  }

  async seek(times: AuditTimes, start: number): Promise<number | null> {
    return this.search.seek(times, Math.max(start, await this.first()), await this.head());
  }

  async read(from: number, limit: number): Promise<StoredRecord[]> {
    return (await this.database.longReads.all(READ, from, limit)).map(toRecord);
  }

  async leafHashes(from: number, limit: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    const end = from + limit;
    for (let next = from; next < end; ) {
      const rows = await this.database.longReads.all(LEAVES, next, Math.min(LEAVES_A_READ, end - next));
      const found = upToGap(rows, next, ({ seq }) => integer(seq));
      parts.push(leafHashesOf(found.map(({ leaf }) => ({ leaf: text(leaf) }))));
      await this.database.clock.giveWay();
      if (found.length < Math.min(LEAVES_A_READ, end - next)) break;
      next += found.length;
    }
    return Buffer.concat(parts);
  }

  async first(): Promise<number> {
    return (await this.progress.upto('archived')) + 1;
  }

  prune(upTo: number): Promise<number> {
    return this.pruning.prune(upTo);
  }

  async openIntents(limit: number): Promise<(OpenIntent | LostIntent)[]> {
    return (await this.database.reader.all(OPEN, limit)).map(toOpenIntent);
  }

  async erasePersonal(
    actorId: string,
    after: number,
    limit: number,
  ): Promise<{ readonly last: number | null; readonly erased: number }> {
    return this.erasure.erase(actorId, after, limit);
  }

  /** Looks who has the batch's first number. If nobody has it after a lost answer, the outcome stays unknown. */
  private async readBack(batch: AuditBatch, lost: OutcomeUnknown | null): Promise<'appended' | 'taken'> {
    const standing = await this.database.reader.get(BATCH_AT, batch.first);
    if (standing) return standing.batch_id === batch.batchId ? 'appended' : 'taken';
    throw lost ?? new BeyondHead();
  }
}
