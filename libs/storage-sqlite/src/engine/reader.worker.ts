/**
 * The thread for reads that are too long for the main thread. Node loads this file directly, like `writer.worker.ts`,
 * so it imports only Node's modules, and it has only TypeScript syntax that Node can strip.
 */
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { type MessagePort, workerData } from 'node:worker_threads';
import type { FromReader, ReadAnswer, ReaderData, ReadJob, ToReader } from './read-protocol.js';

interface Connection {
  readonly db: DatabaseSync;
  readonly statements: Map<string, StatementSync>;
}

const data: ReaderData<MessagePort> = workerData;
const slots = new Int32Array(data.slots);
let connection: Connection | null = null;

function connect(): Connection {
  const db = new DatabaseSync(data.file, { readOnly: true, timeout: data.busyTimeoutMs });
  db.exec('PRAGMA trusted_schema = OFF');
  return { db, statements: new Map() };
}

function prepared(at: Connection, sql: string): StatementSync {
  const known = at.statements.get(sql);
  if (known) return known;
  const statement = at.db.prepare(sql);
  at.statements.set(sql, statement);
  return statement;
}

function disconnect(): void {
  const lost = connection;
  connection = null;
  try {
    lost?.db.close();
  } catch {
    // The connection is dropped anyway, and it has written nothing.
  }
}

function answerTo({ slot, sql, params }: ReadJob): ReadAnswer {
  const { queued, begun } = data.states;
  if (Atomics.compareExchange(slots, slot, queued, begun) !== queued) return { slot };
  try {
    connection ??= connect();
    return { slot, rows: prepared(connection, sql).all(...params) };
  } catch (error) {
    disconnect();
    return { slot, failed: error instanceof Error ? error.message : String(error) };
  }
}

data.port.on('message', (message: ToReader) => {
  if (!('close' in message)) return data.port.postMessage({ answers: [answerTo(message)] } satisfies FromReader);
  disconnect();
  data.port.close();
});
