/**
 * The thread that owns `keyring.db`. Node loads this file directly: the built one, or under a test runner this source. So
 * it imports only Node's modules and one neighbour, and both have only TypeScript syntax that Node can strip.
 */
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { type MessagePort, workerData } from 'node:worker_threads';
import type { Answer, FromThread, Job, SqlRow, Step, ThreadData, ToThread } from './keyring-protocol.js';

// A neighbour has the extension of this file.
const neighbour = new URL(`./piece-search${import.meta.url.slice(import.meta.url.lastIndexOf('.'))}`, import.meta.url);
const { PieceSearch }: typeof import('./piece-search.js') = await import(neighbour.href);

const data: ThreadData<MessagePort> = workerData;
const slots = new Int32Array(data.slots);

/** Another connection holds the lock. Extended codes have this as their low byte (sqlite.org/rescode.html). */
const SQLITE_BUSY = 5;
/**
 * With so many deleted wraps in memory the file is rewritten, also if nobody asks for it: a rotation of the master key
 * replaces the wraps of all rings. Each takes about 130 bytes, so they take at most about 1.3 MB.
 */
const MOST_DELETED = 10_000;

class Newer extends Error {}

interface Connection {
  readonly db: DatabaseSync;
  readonly statements: Map<string, StatementSync>;
}

let connection: Connection | null = null;
/**
 * The file, for looking at its bytes. It stays open as long as SQLite has the file: closing it would release all locks of
 * this process on it (fcntl(2)).
 */
let bytesOfFile: number | null = null;
/** Wraps that were deleted since the file was last rewritten. */
let deleted: Uint8Array[] = [];
/** With so many of them the file is rewritten. Raised when that failed, so that not every write tries it again. */
let rewriteAt = MOST_DELETED;

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function connect(): Connection {
  const db = new DatabaseSync(data.file, { timeout: 0 });
  try {
    db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = FULL');
    // A rewrite builds the new file first: it must leave no second file of wraps behind.
    db.exec('PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY');
    db.exec('BEGIN EXCLUSIVE');
    const version = Number(db.prepare('PRAGMA user_version').get()?.user_version);
    if (version > data.schemas.length) throw new Newer('keyring.db is of a newer Coffer');
    const missing = data.schemas.slice(version);
    for (const schema of missing) db.exec(schema);
    if (missing.length > 0) db.exec(`PRAGMA user_version = ${data.schemas.length}`);
    db.exec('COMMIT');
    bytesOfFile ??= openSync(data.file, 'r');
    return { db, statements: new Map() };
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Closes the connection, which rolls back an open transaction. The next job opens another one: SQLite recovers the file. */
function disconnect(): void {
  const lost = connection;
  connection = null;
  try {
    lost?.db.close();
  } catch {
    // A connection that cannot be closed is abandoned all the same.
  }
}

function prepared(sql: string): StatementSync {
  connection ??= connect();
  const known = connection.statements.get(sql);
  if (known) return known;
  const statement = connection.db.prepare(sql);
  connection.statements.set(sql, statement);
  return statement;
}

function read({ sql, params }: Step): SqlRow[] {
  return prepared(sql).all(...params) as SqlRow[];
}

/** How many rows the step changed. What it erases is added to `erased`. */
function runStep(step: Step, erased: Uint8Array[]): number {
  if (!step.erases) return Number(prepared(step.sql).run(...step.params).changes);
  const wraps = read(step).flatMap(({ wrap }) => (wrap instanceof Uint8Array ? [wrap] : []));
  erased.push(...wraps);
  return wraps.length;
}

function write(slot: number, steps: readonly Step[]): Answer {
  const changes: number[] = [];
  const erased: Uint8Array[] = [];
  prepared('BEGIN IMMEDIATE').run();
  for (const step of steps) {
    const changed = runStep(step, erased);
    changes.push(changed);
    if (changed > 0 || step.needsChange !== true) continue;
    prepared('ROLLBACK').run();
    return { slot, outcome: 'stopped' };
  }
  // The mark makes the next start rewrite the file if this process does not.
  if (erased.length > 0) prepared('UPDATE keyring SET stale = 1').run();
  try {
    prepared('COMMIT').run();
  } catch (error) {
    disconnect();
    return { slot, outcome: 'unknown', reason: reasonOf(error) };
  }
  deleted.push(...erased);
  return { slot, outcome: 'done', changes };
}

/** Writes the whole file anew if something was deleted, and throws if a piece of that is left. */
function rewrite(): void {
  if (read({ sql: 'SELECT stale FROM keyring', params: [] })[0]?.stale === 0) return;
  prepared('VACUUM').run();
  if (holdsAny(deleted)) throw new Error('keyring.db still holds a deleted wrap');
  prepared('UPDATE keyring SET stale = 0').run();
  deleted = [];
  rewriteAt = MOST_DELETED;
}

function holdsAny(wraps: readonly Uint8Array[]): boolean {
  if (wraps.length === 0 || bytesOfFile === null) return false;
  const search = new PieceSearch(wraps);
  const journal = `${data.file}-journal`;
  return (existsSync(journal) && search.isIn(readFileSync(journal))) || search.isInFile(bytesOfFile);
}

/** Bounds the memory of {@link deleted}. A failure is not reported: whoever needs the rewrite asks for it, and gets it. */
function rewriteIfDue(): void {
  if (deleted.length < rewriteAt) return;
  try {
    rewrite();
  } catch {
    disconnect();
    rewriteAt = deleted.length + MOST_DELETED;
  }
}

function work(job: Job): Answer {
  const { slot } = job;
  const { queued, begun } = data.states;
  if (Atomics.compareExchange(slots, slot, queued, begun) !== queued) return { slot, outcome: 'unavailable' };
  try {
    if (job.kind === 'read') return { slot, outcome: 'done', rows: read(job.step) };
    if (job.kind === 'write') return write(slot, job.steps);
    rewrite();
    return { slot, outcome: 'done' };
  } catch (error) {
    disconnect();
    return { slot, outcome: 'unavailable', reason: reasonOf(error) };
  }
}

function post(message: FromThread): void {
  data.port.postMessage(message);
}

function take(message: ToThread): void {
  if (!('close' in message)) {
    post({ answers: [work(message)] });
    rewriteIfDue();
    return;
  }
  disconnect();
  if (bytesOfFile !== null) closeSync(bytesOfFile);
  data.port.close();
}

function refuse(error: unknown): void {
  const code = typeof error === 'object' && error !== null && 'errcode' in error ? Number(error.errcode) : 0;
  const why = error instanceof Newer ? 'newer' : code % 256 === SQLITE_BUSY ? 'in use' : 'unusable';
  post({ refused: why, reason: reasonOf(error) });
  data.port.close();
}

try {
  connection = connect();
  rewrite();
  data.port.on('message', take);
  post({ ready: true });
} catch (error) {
  disconnect();
  refuse(error);
}
