import { DatabaseSync } from 'node:sqlite';
import { openSqlite } from '#storage-sqlite/testing';
import { restoreDatabase } from '../../fixtures/stores/older-stores.js';
import { patient } from '../patience.js';
import { describeOlderRows } from './older-rows.contract.js';

patient();

describeOlderRows('SQLite', async (older) => {
  let path = '';
  const store = await openSqlite((file) => {
    path = file;
    restoreDatabase(older, 'coffer.sql', file);
  });
  const markNewer = async () => {
    const database = new DatabaseSync(path);
    database.exec(`UPDATE secrets SET summary = json_set(summary, '$.format', 99)`);
    database.close();
  };
  return { ...store, markNewer };
});
