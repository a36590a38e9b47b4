import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { hash } from 'bcrypt';
import { setUp } from '../support/processes/api.js';
import { embeddedSite, type Site } from '../support/processes/pairs.js';

const NOTES = `
  CREATE TABLE taken (node TEXT);
  CREATE TRIGGER taken_place AFTER INSERT ON sweep_place BEGIN INSERT INTO taken VALUES (new.node); END;`;

describe('a command that works as long as a server would', () => {
  let site: Site;
  let file: string;
  let database: DatabaseSync;
  beforeAll(async () => {
    site = await embeddedSite();
    const server = await site.start();
    await setUp(server);
    await server.stop();
    const folder = site.env.DATA_DIR ?? '';
    file = join(folder, 'accounts.ndjson');
    database = new DatabaseSync(join(folder, 'coffer.db'), { timeout: 60_000 });
  });
  afterAll(async () => {
    database?.close();
    rmSync(file, { force: true });
    await site?.clear();
  });

  const numberFrom = (query: string) => Number(database.prepare(query).get()?.number);

  it('never takes the place of the node that streams the audit, and signs what it recorded [R147]', async () => {
    database.exec(NOTES);
    const hashed_password = await hash('never tried', 4);
    writeFileSync(file, JSON.stringify({ username: 'imported', email: 'imported@example.org', hashed_password }));
    const ended = await site.run(['users', 'import', file]);
    expect(ended).toEqual({ code: 0, told: ['1 imported, 0 already there'], complained: [] });
    expect(database.prepare('SELECT node FROM taken').all()).toEqual([]);
    const head = numberFrom('SELECT max(seq) AS number FROM audit_log');
    expect(numberFrom("SELECT size AS number FROM audit_checkpoints WHERE kind = 'signed'")).toBe(head);
  });
});
