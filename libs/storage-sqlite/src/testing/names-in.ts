import { DatabaseSync } from 'node:sqlite';

/** What the tests of the writer have put into its file: the names of its table `t`, in their order. */
export function namesIn(file: string): string[] {
  const db = new DatabaseSync(file, { readOnly: true });
  const rows = db.prepare('SELECT name FROM t ORDER BY name').all();
  db.close();
  return rows.map(({ name }) => String(name));
}
