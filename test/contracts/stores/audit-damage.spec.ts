import { DatabaseSync } from 'node:sqlite';
import { openMongodb } from '#storage-mongodb/testing';
import { openSqlite } from '#storage-sqlite/testing';
import { describeWithEngines } from '../../engines/engines.js';
import { eventually } from '../../faults/support/eventually.js';
import { type Damageable, describeAuditDamageContract } from '../audit/audit-damage.contract.js';
import { describeTreeScrubContract } from '../audit/tree-scrub.contract.js';
import { patient } from '../patience.js';

patient();

/** The triggers of the log hold for every program that opens the file, but its owner can drop them. */
async function alter(file: string, sql: string, before = async (_: DatabaseSync) => {}): Promise<void> {
  const database = new DatabaseSync(file, { timeout: 10_000 });
  try {
    await before(database);
    const triggers = database.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").all();
    for (const { name } of triggers) database.exec(`DROP TRIGGER ${name}`);
    database.exec(sql);
    for (const trigger of triggers) database.exec(String(trigger.sql));
  } finally {
    database.close();
  }
}

async function untilIndexed(database: DatabaseSync): Promise<void> {
  const indexed = () => database.prepare('SELECT count(*) AS segments FROM audit_segments').get()?.segments;
  await eventually(() => expect(indexed()).toBe(1), 60_000);
}

async function damageableSqlite(): Promise<Damageable> {
  let at = '';
  const store = await openSqlite((file) => {
    at = file;
  });
  return {
    ...store,
    removeRecords: (seqs) => alter(at, `DELETE FROM audit_log WHERE seq IN (${seqs.join(', ')})`, untilIndexed),
    replaceRecord: (seq, leaf, personal) => {
      const values = personal === undefined ? '' : `, personal = '${personal}'`;
      return alter(at, `UPDATE audit_log SET leaf = '${leaf}'${values} WHERE seq = ${seq}`);
    },
    editRecord: (seq) =>
      alter(at, `UPDATE audit_log SET leaf = replace(leaf, '"outcome":"', '"outcome":"x') WHERE seq = ${seq}`),
  };
}

describeAuditDamageContract('SQLite', damageableSqlite);
describeTreeScrubContract('SQLite', damageableSqlite);

describeWithEngines('a damaged log', ({ mongodbUrl }) => {
  const damageable = async (): Promise<Damageable> => {
    const store = await openMongodb(mongodbUrl);
    const removeRecords = async (seqs: readonly number[]) => {
      const batches = store.connection.collection('audit_batches');
      for await (const { _id, records } of batches.find<{ _id: never; records: { seq: number }[] }>({})) {
        const left = records.filter(({ seq }) => !seqs.includes(seq));
        if (left.length < records.length) await batches.updateOne({ _id }, { $set: { records: left } });
      }
    };
    const editRecord = async (seq: number) => {
      const batches = store.connection.collection('audit_batches');
      const batch = await batches.findOne<{ _id: never; records: { seq: number; leaf: string }[] }>({
        'records.seq': seq,
      });
      if (batch === null) throw new Error('there is no such record');
      const edit = (leaf: string) => leaf.replace('"outcome":"', '"outcome":"x');
      const records = batch.records.map((one) => (one.seq === seq ? { ...one, leaf: edit(one.leaf) } : one));
      await batches.updateOne({ _id: batch._id }, { $set: { records } });
    };
    const replaceRecord = async (seq: number, leaf: string, personal?: string) => {
      const batches = store.connection.collection('audit_batches');
      const values = personal === undefined ? {} : { 'records.$.personal': personal };
      await batches.updateOne({ 'records.seq': seq }, { $set: { 'records.$.leaf': leaf, ...values } });
    };
    return { ...store, removeRecords, editRecord, replaceRecord };
  };
  describeAuditDamageContract('MongoDB', damageable);
  describeTreeScrubContract('MongoDB', damageable);
});
