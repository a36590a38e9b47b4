/**
 * The thread that owns the write connection. Node loads this file directly: the built one, or under a test runner this
 * source. So it imports only Node's modules, and it has only TypeScript syntax that Node can strip.
 */
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { type MessagePort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { Answer, FromWriter, Job, JobOutcome, Step, ToWriter, WriterData } from './write-protocol.js';

const data: WriterData<MessagePort> = workerData;
const slots = new Int32Array(data.slots);

/** SQLite's primary result codes (sqlite.org/rescode.html). */
const CODE = { error: 1, busy: 5, full: 13, tooBig: 18, constraint: 19, mismatch: 20, range: 25 };
/** Extended codes of a violated PRIMARY KEY and of a violated UNIQUE. */
const UNIQUE_VIOLATIONS = [1555, 2067];
/** Errors of one statement. After any other error, the connection or the disk is in doubt. */
const OF_ONE_STATEMENT = [CODE.error, CODE.tooBig, CODE.constraint, CODE.mismatch, CODE.range];
/** Errors of the whole store. Without the job that met it first, the others would meet it too. */
const OF_THE_STORE = [CODE.full, CODE.busy];

class Refusal extends Error {}

class NewerFormat extends Error {
  readonly format: number;

  constructor(format: number) {
    super('the store has a newer format');
    this.format = format;
  }
}

/** A statement of one job failed, and the transaction is in doubt: on a damaged page, or where the disk cannot be read. */
class JobFault extends Error {
  readonly slot: number;

  constructor(slot: number, cause: unknown) {
    super(reasonOf(cause), { cause });
    this.slot = slot;
  }
}

interface Connection {
  readonly db: DatabaseSync;
  readonly statements: Map<string, StatementSync>;
}

/** SQLite's extended result code. Null if the error is not SQLite's. */
function codeOf(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return null;
  return typeof error.errcode === 'number' ? error.errcode : null;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function pragma(db: DatabaseSync, name: string): unknown {
  return Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0];
}

/** The file's store format; 0 for an empty file. Only reads, so that a refused file stays unchanged. */
function inspect(db: DatabaseSync): number {
  const version = Number(pragma(db, 'user_version'));
  if (version > data.migrations.length) throw new NewerFormat(version);
  const objects = Number(db.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.n);
  if (version === 0 && objects > 0) throw new Refusal('the file is a database, but not one of Coffer');
  return version;
}

function migrate(db: DatabaseSync, version: number): void {
  if (version > 0 && version < data.migrations.length) post({ notice: { from: version } });
  for (let next = version; next < data.migrations.length; next += 1) {
    db.exec(`BEGIN IMMEDIATE; ${data.migrations[next]}; PRAGMA user_version = ${next + 1}; COMMIT`);
  }
}

/**
 * Opens the store, asserts durability, and commits a write. A failed commit may have left complete frames in the log,
 * which a recovery would bring back. The write overwrites them: from then on, the failed commit is undone for good.
 */
function connect(): Connection {
  const db = new DatabaseSync(data.file, { timeout: data.busyTimeoutMs, enableForeignKeyConstraints: false });
  try {
    const version = inspect(db);
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF');
    // Deleted and erased data is overwritten with zeros in the file, as soon as the log is emptied into it.
    db.exec('PRAGMA secure_delete = ON');
    if (pragma(db, 'journal_mode') !== 'wal') throw new Refusal('the file system cannot hold a write-ahead log');
    if (pragma(db, 'synchronous') !== 2) throw new Refusal('writes would not be synchronous');
    migrate(db, version);
    db.exec('UPDATE store_state SET opened = opened + 1');
    return { db, statements: new Map() };
  } catch (error) {
    db.close();
    throw error;
  }
}

let connection: Connection | null = null;

function disconnect(): void {
  const lost = connection;
  connection = null;
  try {
    lost?.db.close();
  } catch {
    // The connection is dropped anyway. The commit of the next connection settles what this one left.
  }
}

function prepared(at: Connection, sql: string): StatementSync {
  const known = at.statements.get(sql);
  if (known) return known;
  const statement = at.db.prepare(sql);
  at.statements.set(sql, statement);
  return statement;
}

/** False if the step had to change something and did not. */
function runStep(at: Connection, step: Step): boolean {
  const statement = prepared(at, step.sql);
  let changed = true;
  step.rows.forEach((row, index) => {
    const { changes } = statement.run(...row);
    if (index === 0) changed = Number(changes) > 0;
  });
  return changed || step.needsChange !== true;
}

/** True if this thread may run the job, now or again: its caller has not withdrawn it before. */
function begin({ slot }: Job, begunBefore: Set<number>): boolean {
  const { queued, begun } = data.states;
  if (!begunBefore.has(slot) && Atomics.compareExchange(slots, slot, queued, begun) !== queued) return false;
  begunBefore.add(slot);
  return true;
}

/** Runs each job in its own savepoint, so that a failed job does not undo the others of its group. */
function runJob(at: Connection, job: Job, begunBefore: Set<number>): Answer {
  if (!begin(job, begunBefore)) return { slot: job.slot, outcome: 'unavailable' };
  prepared(at, 'SAVEPOINT job').run();
  try {
    const kept = job.steps.every((step) => runStep(at, step));
    if (!kept) prepared(at, 'ROLLBACK TO job').run();
    prepared(at, 'RELEASE job').run();
    return { slot: job.slot, outcome: kept ? 'done' : 'stopped' };
  } catch (error) {
    const code = codeOf(error);
    if (code !== null && OF_THE_STORE.includes(code & 0xff)) throw error;
    if (code !== null && !OF_ONE_STATEMENT.includes(code & 0xff)) throw new JobFault(job.slot, error);
    prepared(at, 'ROLLBACK TO job').run();
    prepared(at, 'RELEASE job').run();
    const outcome = code !== null && UNIQUE_VIOLATIONS.includes(code) ? 'taken' : 'failed';
    return { slot: job.slot, outcome, reason: reasonOf(error) };
  }
}

/** Answers every job of a failed group: `ofBegun` for jobs that were begun, `unavailable` for the others. */
function answerAll(jobs: readonly Job[], ofBegun: JobOutcome, error: unknown): Answer[] {
  const { queued, begun, withdrawn } = data.states;
  return jobs.map(({ slot }) => {
    const was = Atomics.compareExchange(slots, slot, queued, withdrawn);
    return { slot, outcome: was === begun ? ofBegun : 'unavailable', reason: reasonOf(error) };
  });
}

/** False if it fails. Closing the connection rolls back as well. */
function rollBack({ db }: Connection): boolean {
  try {
    if (db.isTransaction) db.exec('ROLLBACK');
    return true;
  } catch {
    return false;
  }
}

/** Ends the connection in doubt. False if no other opens. */
function reconnect(): boolean {
  if (connection) rollBack(connection);
  disconnect();
  try {
    connection = connect();
    return true;
  } catch {
    return false;
  }
}

/**
 * Ends a group after an error that left the transaction in doubt. Repeats nothing. Before the commit, and on a full
 * disk, the log has no commit mark, so the jobs are undone. Otherwise {@link connect} undoes them; while that fails,
 * their outcome is unknown.
 */
function abandon(jobs: readonly Job[], committing: boolean, error: unknown): Answer[] {
  if (!connection) return answerAll(jobs, 'unavailable', error);
  const isOfTheStore = OF_THE_STORE.includes((codeOf(error) ?? 0) & 0xff);
  if (isOfTheStore && rollBack(connection)) return answerAll(jobs, 'unavailable', error);
  const isUndone = reconnect() || !committing || isOfTheStore;
  return answerAll(jobs, isUndone ? 'unavailable' : 'unknown', error);
}

/** Runs the jobs in one transaction, with one fsync. After a fault of one job, nothing of them is committed. */
function runTogether(jobs: readonly Job[], begunBefore: Set<number>): Answer[] | JobFault {
  let committing = false;
  try {
    connection ??= connect();
    const at = connection;
    prepared(at, 'BEGIN IMMEDIATE').run();
    const answers = jobs.map((job) => runJob(at, job, begunBefore));
    committing = true;
    prepared(at, 'COMMIT').run();
    emptyLater();
    return answers;
  } catch (error) {
    return error instanceof JobFault ? error : abandon(jobs, committing, error);
  }
}

/**
 * Runs all waiting jobs. A job that meets a damaged page fails alone: on a new connection the others run again without
 * it, as long as there is time. So one damaged page does not stop the writes that do not touch it.
 */
function runGroup(jobs: readonly Job[]): Answer[] {
  const until = performance.now() + data.againMs;
  const begunBefore = new Set<number>();
  const failed: Answer[] = [];
  let left = jobs;
  let result = runTogether(left, begunBefore);
  while (result instanceof JobFault) {
    const { slot, message, cause } = result;
    failed.push({ slot, outcome: 'unavailable', reason: message });
    left = left.filter((job) => job.slot !== slot);
    if (!reconnect()) result = answerAll(left, 'unavailable', cause);
    else if (performance.now() >= until) result = answerAll(left, 'unavailable', new Error('too many others failed'));
    else result = left.length === 0 ? [] : runTogether(left, begunBefore);
  }
  return [...failed, ...result];
}

let emptying: NodeJS.Timeout | null = null;

/**
 * Empties the log into the file. Until then, deleted data is still in the file and in older frames of the log. Tries
 * again later while somebody reads those frames.
 */
function emptyLog(): void {
  emptying = null;
  if (!connection) return;
  const { db } = connection;
  try {
    // Does not wait for readers, since all writes would wait with this thread.
    db.exec('PRAGMA busy_timeout = 0');
    if (pragma(db, 'wal_checkpoint(TRUNCATE)') !== 0) emptyLater();
  } catch {
    // Best effort: a real fault fails the next write, which reports it.
  } finally {
    db.exec(`PRAGMA busy_timeout = ${data.busyTimeoutMs}`);
  }
}

function emptyLater(): void {
  if (emptying === null) emptying = setTimeout(emptyLog, data.emptyLogMs).unref();
}

function post(message: FromWriter): void {
  data.port.postMessage(message);
}

function take(first: ToWriter): void {
  const jobs: Job[] = [];
  let closing = false;
  let next: ToWriter | undefined = first;
  while (next !== undefined) {
    if ('close' in next) closing = true;
    else jobs.push(next);
    next = closing || jobs.length === data.groupLimit ? undefined : receiveMessageOnPort(data.port)?.message;
  }
  if (jobs.length > 0) post({ answers: runGroup(jobs) });
  if (!closing) return;
  disconnect();
  data.port.close();
}

try {
  connection = connect();
  data.port.on('message', take);
  post({ ready: true });
} catch (error) {
  post(error instanceof NewerFormat ? { newer: error.format } : { refused: reasonOf(error) });
  data.port.close();
}
