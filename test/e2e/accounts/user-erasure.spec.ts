import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeAccount, must, newAccount } from '../support/people/accounts.js';
import { type Answer, type Api, expectProblem, PASSWORD, setUp } from '../support/processes/api.js';
import { recordsOf, requestIdOf } from '../support/processes/coffer.js';
import { runCommand } from '../support/processes/command.js';
import { describePairs, embeddedSite, type Site } from '../support/processes/pairs.js';
import type { Server } from '../support/processes/server.js';
import { NOWHERE } from '../support/routes/route-under-test.js';
import { keptBy } from '../support/traces/kept.js';
import { documentsOf, findIn } from '../support/traces/traces.js';

const PERSONAL = ['actor_name', 'ip', 'user_agent', 'access_reason', 'decision_reason'] as const;
const random = () => randomBytes(6).toString('hex');

/** The exact leaves of the audit, by number. */
async function leavesOf({ env, engines }: Site): Promise<Map<number, string>> {
  if (engines) {
    const batches = (await documentsOf(engines.mongodbUrl, env.DB_NAME ?? '')).get('audit_batches') ?? [];
    const records: { seq: number; leaf: string }[] = batches.flatMap((text) => JSON.parse(text).records);
    return new Map(records.map(({ seq, leaf }) => [Number(seq), leaf]));
  }
  const database = new DatabaseSync(join(env.DATA_DIR ?? '', 'coffer.db'), { readOnly: true });
  try {
    const rows = database.prepare('SELECT seq, leaf FROM audit_log').all();
    return new Map(rows.map(({ seq, leaf }) => [Number(seq), String(leaf)]));
  } finally {
    database.close();
  }
}

type Exported = Record<string, string | number | null>;

const WHERE_IDS_ARE =
  '<user-id> must be the id of an account, not its name: "id" in the receipt of its deletion, or actor_id in the audit.';

async function exported(auditor: Api): Promise<Exported[]> {
  const { text } = await auditor.get('/audit/logs/export');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('coffer audit', () => {
  it.each([
    [['audit']],
    [['audit', 'erase']],
    [['audit', 'erase', NOWHERE, NOWHERE]],
    [['audit', 'erase', NOWHERE, '--all']],
    [['audit', 'erase', 'canary']],
    [['audit', 'accept-restore', '--reason', '']],
    [['audit', 'archive', '--before', 'yesterday', '--to', '/']],
    [['audit', 'archive', '--before', '2026-02-30T00:00:00Z', '--to', '/']],
    [['audit', 'archive', '--before', '2026-01-01T00:00:00Z', '--to', '/nowhere']],
    [['audit', 'watch', 'http://127.0.0.1:1', '--state', 'state']],
    [['audit', 'watch', 'http://127.0.0.1:1', '--state', 'state', '--key', 'canary']],
    [['audit', 'watch', 'http://127.0.0.1:1', '--state', 'state', '--policy', '/nowhere']],
    [['audit', 'watch', 'http://127.0.0.1:1', '--state', 'state', '--policy', 'x', '--key', 'x']],
  ])('exits with 2 for wrong arguments: %j', async (args) => {
    const { code, told, complained } = await runCommand({}, args);
    expect({ code, told }).toEqual({ code: 2, told: [] });
    expect(complained.join()).not.toContain('canary');
  });

  it('creates no store where no server was ever started', async () => {
    const site = await embeddedSite();
    const { code, complained } = await site.run(['audit', 'erase', NOWHERE, '--force']);
    expect({ code, complained }).toEqual({
      code: 1,
      complained: ['coffer: DATA_DIR holds no store: name the one that the server runs on, or start the server first.'],
    });
    await site.clear();
  });
});

describePairs('the erasure of a user', (open) => {
  const username = `leaver_${random()}`;
  const traces = new Map([
    ['the username', username],
    ['the address', `${username}@example.org`],
    ['the program', `agent-${random()}`],
    ['the reason', `reason-${random()}`],
  ]);
  let site: Site;
  let server: Server;
  let admin: Api;
  let leaver: Api;
  let id: string;
  let receipt: Answer;

  beforeAll(async () => {
    site = await open();
    server = await site.start();
    admin = await setUp(server);
    id = (await makeAccount(admin, username)).body.id;
    await useAccount();
    receipt = await admin.delete(`/users/${id}`);
  });
  afterAll(() => site?.clear());

  /** Gives the user two sessions, one of them ended, an app and records with every personal field. */
  async function useAccount(): Promise<void> {
    const agent = { 'user-agent': traces.get('the program') ?? '', 'x-access-reason': traces.get('the reason') ?? '' };
    const logIn = async (): Promise<Api> => {
      const given = { username, password: PASSWORD };
      return admin.as(must(await admin.as(null).post('/auth/login', given, agent)).body.access_token);
    };
    must(await (await logIn()).send('post', '/auth/logout', { headers: agent }));
    await logIn();
    leaver = await logIn();
    must(await leaver.send('post', '/auth/mfa/totp', { headers: agent }));
    expectProblem(await leaver.get(`/secrets/${NOWHERE}/reveal`, agent), 403, 'forbidden');
    const kept = await keptBy(site);
    expect(findIn(kept, traces).length).toBeGreaterThan(3);
  }

  it('returns a receipt: what was destroyed, how much was swept and how a sample failed to open', () => {
    expect(receipt.status).toBe(200);
    const { destroyed_at: at, message, ...rest } = receipt.body;
    expect(rest).toEqual({
      id,
      destroyed: expect.arrayContaining(['key_ring', 'password', 'personal_fields', 'sessions']),
      swept: expect.objectContaining({ sessions: 3 }),
      sample: { opened: false, error: 'The stored value could not be opened.' },
    });
    expect(message).toContain(
      "What this user's key ring sealed cannot be read again from the store or any of its backups, " +
        `once keyring backups older than ${at} have expired.`,
    );
    expect(message).toContain('sessions: 3');
    expect(Math.abs(Date.parse(at) - Date.now())).toBeLessThan(60_000);
  });

  it('ends every session at once, frees the name and keeps the id taken for good', async () => {
    expect(await recordsOf(admin, requestIdOf(receipt))).toEqual(['user:delete allowed', 'user:delete succeeded']);
    expectProblem(await leaver.get('/auth/me'), 401, 'unauthenticated');
    expectProblem(await admin.delete(`/users/${id}`), 404, 'not_found');
    const after = must(await admin.post('/users', newAccount(username)));
    expect(after.body.id).not.toBe(id);
    must(await admin.delete(`/users/${after.body.id}`));
  });

  describe('in the audit', () => {
    const erase = (...args: string[]) => site.run(['audit', 'erase', ...args]);

    it('is refused for an invalid id, for an account that is not deleted, and for an unknown id without --force', async () => {
      const { id: living } = (await admin.get('/auth/me')).body;
      const before = (await exported(admin)).length;
      for (const [args, complained] of [
        [[living], 'The account is not deleted: delete it first.'],
        [[living, '--force'], 'The account is not deleted: delete it first.'],
        [[NOWHERE], 'No account has or had this id. To erase its values all the same, give --force.'],
      ] as const) {
        expect(await erase(...args)).toEqual({ code: 1, told: [], complained: [`coffer: ${complained}`] });
      }
      expect(await erase('canary')).toEqual({ code: 2, told: [], complained: [`coffer: ${WHERE_IDS_ARE}`] });
      // The additional record is that of the previous export.
      expect((await exported(admin)).length).toBe(before + 1);
    });

    it('erases only the personal values of the deleted user, beside a running server, and keeps every leaf', async () => {
      const [leaves, records] = [await leavesOf(site), await exported(admin)];
      const own = records.filter(({ actor_id }) => actor_id === id);
      expect(own.map(({ user_agent }) => user_agent)).toContain(traces.get('the program'));
      expect(await erase(id)).toEqual({
        ...{ code: 0, told: [`${own.length} records lost their personal values. No record was removed.`] },
        complained: [],
      });
      const [leavesAfter, recordsAfter] = [await leavesOf(site), await exported(admin)];
      for (const [seq, leaf] of leaves) expect(leavesAfter.get(seq)).toBe(leaf);
      for (const [at, record] of records.entries()) {
        const blank = Object.fromEntries(PERSONAL.map((field) => [field, null]));
        expect(recordsAfter[at]).toEqual(record.actor_id === id ? { ...record, ...blank } : record);
      }
      expect(recordsAfter.map(({ seq }) => seq)).toEqual(recordsAfter.map((_, index) => index + 1));
      expect((await admin.get(`/audit/logs?actor=${id}&limit=200`)).body.items).toHaveLength(own.length);
    });

    it('is itself recorded with intent and outcome, and finds nothing more when it is repeated', async () => {
      expect(await erase(id)).toMatchObject({ code: 0, told: [expect.stringMatching(/^0 records/)] });
      const { items } = (await admin.get(`/audit/logs?action=audit:erase&resource=${id}`)).body;
      const record = { actor_id: null, actor_name: 'coffer', resource_type: 'user', user_agent: 'coffer-cli' };
      const outcomes = ['succeeded', 'allowed', 'succeeded', 'allowed'];
      expect(items).toMatchObject(outcomes.map((outcome) => ({ ...record, outcome })));
    });

    it('works with --force for an id that no account has', async () => {
      expect(await erase(NOWHERE, '--force')).toMatchObject({ code: 0, complained: [] });
    });
  });

  it('leaves only the pseudonymous id of the user in any place', async () => {
    expect(await server.stop()).toBe(0);
    const kept = await keptBy(site);
    expect(findIn(kept, traces)).toEqual([]);
    expect(findIn(kept, new Map([['the id', id]])).length).toBeGreaterThan(0);
  });
});
