/** Writes each batch of audit rows in one synced transaction and reports it. Node runs this file directly. */
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

const db = new DatabaseSync(workerData.file, { timeout: 5_000 });
db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
const begin = db.prepare('BEGIN IMMEDIATE');
const insert = db.prepare('INSERT INTO audit (record) VALUES (?)');
const commit = db.prepare('COMMIT');

parentPort?.on('message', (rows: readonly string[]) => {
  begin.run();
  for (const row of rows) insert.run(row);
  commit.run();
  parentPort?.postMessage(rows.length);
});
