import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Api, expectProblem, setUp } from '../support/processes/api.js';
import { embeddedSite, type Site } from '../support/processes/pairs.js';
import type { Server } from '../support/processes/server.js';

describe('an audit log that somebody altered in the file of the store', () => {
  let site: Site;
  let server: Server;
  let admin: Api;
  beforeEach(async () => {
    site = await embeddedSite();
    server = await site.start();
    admin = await setUp(server);
    for (let turn = 0; turn < 5; turn += 1) await admin.get('/auth/me');
  });
  afterEach(() => site.clear());

  /** As somebody who owns the file can: without the triggers of the log. The server is stopped meanwhile. */
  async function alter(sql: string): Promise<void> {
    await server.stop();
    const database = new DatabaseSync(join(site.env.DATA_DIR ?? '', 'coffer.db'));
    const triggers = database.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").all();
    for (const { name } of triggers) database.exec(`DROP TRIGGER ${name}`);
    database.exec(sql);
    for (const trigger of triggers) database.exec(String(trigger.sql));
    database.close();
    server = await site.start();
    admin = (await Api.of(server)).as(admin.token);
  }
  const detailOf = async (path: string) => expectProblem(await admin.get(path), 503, 'audit_damaged').detail;

  it('answers a list and an export by the number of a record that is gone, and exports the others', async () => {
    await alter('DELETE FROM audit_log WHERE seq = 3');
    expect(await detailOf('/audit/logs?limit=200')).toBe('Record 3 is missing.');
    expect(await detailOf('/audit/logs/export?from_seq=3')).toBe('Record 3 is missing.');
    const { text } = await admin.get('/audit/logs/export?from_seq=4');
    expect(text.split('\n')[0]).toContain('"seq":4,');
    expect((await admin.get('/audit/logs?limit=2')).status).toBe(200);
  });

  it('answers by the field of a record that does not fit its commitment', async () => {
    await alter("UPDATE audit_log SET personal = json_set(personal, '$.actor_name.value', 'grace') WHERE seq = 4");
    const detail = 'Record 4 does not fit: its actor_name was altered or added.';
    expect(await detailOf('/audit/logs?limit=200')).toBe(detail);
    expect(await detailOf('/audit/logs/export?from_seq=4')).toBe(detail);
    expect(await detailOf('/audit/logs/export?from_seq=4&format=csv')).toBe(detail);
  });
});
