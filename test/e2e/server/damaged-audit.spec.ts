import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Api, setUp } from '../support/processes/api.js';
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
  const damageOf = async (path: string) => (await admin.get(path)).body.damage;
  /** The lines of an export, parsed. */
  const exported = async (query: string) => {
    const { status, text } = await admin.get(`/audit/logs/export?${query}`);
    expect(status).toBe(200);
    return text.trimEnd().split('\n');
  };

  it('shows and exports the records before and behind one that is gone, and says that it is', async () => {
    await alter('DELETE FROM audit_log WHERE seq = 3');
    const gone = { seq: 3, to_seq: 3, damage: 'Record 3 is missing.' };
    const { body } = await admin.get('/audit/logs?limit=200');
    expect(body.damage).toEqual([gone]);
    expect(body.items.slice(-3).map(({ seq }: { seq: number }) => seq)).toEqual([4, 2, 1]);
    const lines = (await exported('')).map((line) => JSON.parse(line));
    expect(lines[2]).toEqual(gone);
    expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, index) => index + 1));
    expect(JSON.parse((await exported('from_seq=3'))[0] ?? '')).toEqual(gone);
    expect(await damageOf('/audit/logs?limit=2')).toEqual([]);
    await server.stop();
    expect(server.output()).toContain('the audit log is damaged: Record 3 is missing.');
  });

  it('says which field of a record does not fit its commitment', async () => {
    await alter("UPDATE audit_log SET personal = json_set(personal, '$.actor_name.value', 'grace') WHERE seq = 4");
    const damage = 'Record 4 does not fit: its actor_name was altered or added.';
    expect(await damageOf('/audit/logs?limit=200')).toEqual([{ seq: 4, to_seq: 4, damage }]);
    expect(JSON.parse((await exported('from_seq=4'))[0] ?? '')).toEqual({ seq: 4, to_seq: 4, damage });
    expect((await exported('from_seq=4&format=csv'))[1]).toMatch(new RegExp(`^4,+${damage}`));
    expect(JSON.stringify(await exported('from_seq=1'))).not.toContain('grace');
  });
});
