import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { eventually } from '../../faults/support/eventually.js';
import { Api, setUp } from '../support/processes/api.js';
import { embeddedSite, type Site } from '../support/processes/pairs.js';
import type { Server } from '../support/processes/server.js';

describe('an audit log that somebody altered in the file of the store', () => {
  let site: Site;
  let server: Server;
  let admin: Api;
  let start: () => Promise<Server>;
  beforeEach(async () => {
    site = await embeddedSite();
  });
  afterEach(() => site.clear());

  /** Starts a server whose log has a few records. `every`: how often it signs them. */
  async function begin(every: string, more: Record<string, string> = {}): Promise<void> {
    start = () => site.start({ AUDIT_CHECKPOINT_EVERY: every, ...more });
    server = await start();
    admin = await setUp(server);
    for (let turn = 0; turn < 5; turn += 1) await admin.get('/auth/me');
  }

  /** As somebody who owns the file can: without the triggers of the log. The server is stopped meanwhile. */
  async function alter(sql: string): Promise<void> {
    await server.stop();
    const database = new DatabaseSync(join(site.env.DATA_DIR ?? '', 'coffer.db'));
    const triggers = database.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").all();
    for (const { name } of triggers) database.exec(`DROP TRIGGER ${name}`);
    database.exec(sql);
    for (const trigger of triggers) database.exec(String(trigger.sql));
    database.close();
  }

  async function alterAndRestart(sql: string): Promise<void> {
    await alter(sql);
    server = await start();
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
    await begin('off');
    await alterAndRestart('DELETE FROM audit_log WHERE seq = 3');
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

  it.each([
    ['is gone', 'DELETE FROM audit_log WHERE seq = 3'],
    ['was edited', 'UPDATE audit_log SET leaf = replace(leaf, \'"at":"2\', \'"at":"3\') WHERE seq = 3'],
  ])('stops the start if a record that was signed %s [R117]', async (_, sql) => {
    await begin('1s');
    await alter(sql);
    await expect(start()).rejects.toThrow('audit_rolled_back');
  });

  it('finds an old record that was edited, without an auditor, and tells it in the log, in readiness and on the trail', async () => {
    await begin('1s', { AUDIT_SCRUB_PER_SECOND: '1000000' });
    for (let turn = 0; turn < 10; turn += 1) await Promise.all(Array.from({ length: 30 }, () => admin.get('/auth/me')));
    const stateOf = async () => (await admin.get('./health/ready')).body.audit_records;
    expect(await stateOf()).toBe('intact');
    await alterAndRestart('UPDATE audit_log SET leaf = replace(leaf, \'"at":"2\', \'"at":"3\') WHERE seq = 3');
    await eventually(async () => expect(await stateOf()).toBe('altered'));
    const { items } = (await admin.get('/audit/logs?action=audit:scrub')).body;
    const what = 'the audit in the store was altered: tile 0/0: record 3 is not the one in it';
    expect(items).toMatchObject([{ outcome: 'failed', actor_id: null, access_reason: what }]);
    await server.stop();
    expect(server.output()).toContain(`${what} (StoreDamaged)`);
  });

  it.each([
    ['is gone', 'DELETE FROM audit_log WHERE seq = 3', 'is missing.'],
    ['cannot be read', "UPDATE audit_log SET leaf = '[]' WHERE seq = 3", 'cannot be read.'],
  ])('tells in the log, once, and in readiness that an open intent %s', async (_, sql, what) => {
    await begin('off', { AUDIT_SCRUB_PER_SECOND: '0' });
    const stateOf = async () => (await admin.get('./health/ready')).body.audit_records;
    expect(await stateOf()).toBe('off');
    await alterAndRestart(`INSERT INTO audit_open (seq, request_id, action) VALUES (3, 'r', 'secret:write'); ${sql}`);
    await eventually(async () => expect(await stateOf()).toBe('altered'));
    await server.stop();
    expect(server.output().match(/the audit log is damaged: [^"]*/g)).toEqual([
      `the audit log is damaged: Record 3 ${what} It is an open intent: nobody can tell its outcome, and no record from it on can be archived (StoreDamaged)`,
    ]);
  });

  it('writes no outcome for an open intent that was altered to name another request, and tells that it was', async () => {
    await begin('off', { AUDIT_SCRUB_PER_SECOND: '0' });
    const stateOf = async () => (await admin.get('./health/ready')).body.audit_records;
    const { request_id: known } = (await admin.get('/audit/logs?limit=200')).body.items.at(-3);
    const other = known.replace(/.{12}$/, '0123456789ab');
    // As a kill between the two records leaves it: the intent of a node that is gone.
    await alterAndRestart(`
      INSERT INTO audit_open (seq, request_id, action, resource_id)
      SELECT seq, request_id, action, resource_id FROM audit_log WHERE seq = 3;
      UPDATE audit_log SET leaf = json_set(leaf, '$.request_id', '${other}', '$.outcome', 'allowed') WHERE seq = 3`);
    await eventually(async () => expect(await stateOf()).toBe('altered'));
    expect((await admin.get(`/audit/logs?request_id=${other}`)).body.items).toMatchObject([{ seq: 3 }]);
    await server.stop();
    expect(server.output().match(/the audit log is damaged: Record 3 [^:]*/g)).toEqual([
      'the audit log is damaged: Record 3 and its index differ in the request, the action or the object. It is an open intent',
    ]);
  });

  it('says which field of a record does not fit its commitment', async () => {
    await begin('1s');
    await alterAndRestart(
      "UPDATE audit_log SET personal = json_set(personal, '$.actor_name.value', 'grace') WHERE seq = 4",
    );
    const damage = 'Record 4 does not fit: its actor_name was altered or added.';
    expect(await damageOf('/audit/logs?limit=200')).toEqual([{ seq: 4, to_seq: 4, damage }]);
    expect(JSON.parse((await exported('from_seq=4'))[0] ?? '')).toEqual({ seq: 4, to_seq: 4, damage });
    expect((await exported('from_seq=4&format=csv'))[1]).toMatch(new RegExp(`^4,+${damage}`));
    expect(JSON.stringify(await exported('from_seq=1'))).not.toContain('grace');
  });
});
