import { DatabaseSync } from 'node:sqlite';
import { openMongodb } from '#storage-mongodb/testing';
import { openSqlite } from '#storage-sqlite/testing';
import { describeWithEngines } from '../../engines/engines.js';
import { eventually } from '../../faults/support/eventually.js';
import { describeAuditDamageContract } from '../audit/audit-damage.contract.js';
import { withPatience } from '../patience.js';

withPatience();

/** The triggers of the log hold for every program that opens the file, but its owner can drop them. */
async function removeRows(file: string, seqs: readonly number[]): Promise<void> {
  const database = new DatabaseSync(file, { timeout: 10_000 });
  try {
    const indexed = () => database.prepare('SELECT count(*) AS segments FROM audit_segments').get()?.segments;
    await eventually(() => expect(indexed()).toBe(1), 60_000);
    const triggers = database.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").all();
    for (const { name } of triggers) database.exec(`DROP TRIGGER ${name}`);
    database.exec(`DELETE FROM audit_log WHERE seq IN (${seqs.join(', ')})`);
    for (const { sql } of triggers) database.exec(String(sql));
  } finally {
    database.close();
  }
}

describeAuditDamageContract('SQLite', async () => {
  let at = '';
  const store = await openSqlite((file) => {
    at = file;
  });
  return { ...store, removeRecords: (seqs) => removeRows(at, seqs) };
});

describeWithEngines('a damaged log', ({ mongodbUrl }) => {
  describeAuditDamageContract('MongoDB', async () => {
    const store = await openMongodb(mongodbUrl);
    const removeRecords = async (seqs: readonly number[]) => {
      const batches = store.connection.collection('audit_batches');
      for await (const { _id, records } of batches.find<{ _id: never; records: { seq: number }[] }>({})) {
        const left = records.filter(({ seq }) => !seqs.includes(seq));
        if (left.length < records.length) await batches.updateOne({ _id }, { $set: { records: left } });
      }
    };
    return { ...store, removeRecords };
  });
});
