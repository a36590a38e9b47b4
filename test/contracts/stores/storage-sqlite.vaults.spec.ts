import { DatabaseSync } from 'node:sqlite';
import { openSqlite } from '#storage-sqlite/testing';
import { patient } from '../patience.js';
import { describeVaultRows } from '../personal-data/vault-rows.contract.js';

patient();

const AGE = "UPDATE vaults SET manifest = ?, body = json_remove(body, '$.base', '$.live', '$.deleted') WHERE id = ?";

describeVaultRows('SQLite', async () => {
  let path = '';
  const store = await openSqlite((file) => {
    path = file;
  });
  const within = async <R>(work: (database: DatabaseSync) => R): Promise<R> => {
    const database = new DatabaseSync(path, { timeout: 5_000 });
    try {
      return work(database);
    } finally {
      database.close();
    }
  };
  return {
    ...store,
    age: (id, lines) => within((database) => void database.prepare(AGE).run(lines, id)),
    basesOf: (id) =>
      within((database) => {
        const rows = database.prepare('SELECT lines FROM vault_bases WHERE vault_id = ?').all(id);
        return rows.map(({ lines }) => String(lines));
      }),
    loseBase: (id) => within((database) => void database.prepare('DELETE FROM vault_bases WHERE vault_id = ?').run(id)),
  };
});
