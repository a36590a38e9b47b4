import { eventually } from '../../faults/support/eventually.js';
import { must } from '../support/people/accounts.js';
import { keep } from '../support/people/secrets.js';
import { Api, PASSWORD, setUp } from '../support/processes/api.js';
import { describePairs, type Site } from '../support/processes/pairs.js';
import type { Server } from '../support/processes/server.js';

const JUMPING = 'test/e2e/support/processes/jumping.program.mjs';
const DAY_MS = 86_400_000;
/** Three runs of each purge and sweep, which run each second under this program. */
const RUNS_MS = 4_000;

async function jump(server: Server): Promise<void> {
  const jumps = () => server.output().match(/^The clock jumped$/gm)?.length ?? 0;
  const before = jumps();
  server.process.kill('SIGUSR2');
  await eventually(() => expect(jumps()).toBe(before + 1));
}

const clockOf = async (api: Api) => (await api.get('./health/ready')).body;
const inDoubt = (api: Api) =>
  eventually(async () => expect(await clockOf(api)).toMatchObject({ status: 'ready', clock: 'in_doubt' }));
const runs = () => new Promise((resolve) => setTimeout(resolve, RUNS_MS));

describePairs('a wall clock that is wrong', (open) => {
  let site: Site;
  beforeEach(async () => {
    site = await open();
  });
  afterEach(() => site.clear());

  const started = (env: Record<string, string> = {}) => site.start(env, JUMPING);

  /** Two secrets: one is kept, the other one deleted and to be restored. */
  async function twoSecrets(admin: Api): Promise<{ kept: string; deleted: string }> {
    const [kept, deleted] = [(await keep(admin, 'a/kept')).body.id, (await keep(admin, 'a/deleted')).body.id];
    must(await admin.delete(`/secrets/${deleted}`));
    return { kept, deleted };
  }

  it('ends no session and destroys nothing when it is 8 days ahead for a while, also over a restart [R104]', async () => {
    const env = { CLOCK_JUMP_MS: String(8 * DAY_MS) };
    const first = await started(env);
    const admin = await setUp(first);
    const { kept, deleted } = await twoSecrets(admin);
    expect((await clockOf(admin)).clock).toBe('settled');
    await jump(first);
    await runs();
    expect(must(await admin.get(`/secrets/${kept}/reveal`)).body.value).toBe('value of a/kept');
    const after = await admin.login('root_admin', PASSWORD);
    expect((await after.get('/auth/me')).status).toBe(200);
    await inDoubt(admin);
    await eventually(() => expect(first.output()).toMatch(/"clock_jump_ms":69[01]\d{6},"rest_ms":86\d{6}/));
    const jumps = () => admin.get('/audit/logs?action=clock:jump');
    await eventually(async () => expect((await jumps()).body.items).toHaveLength(1));
    await jump(first);
    await runs();
    await inDoubt(admin);
    await first.kill();

    const again = (await Api.of(await started(env))).as(admin.token);
    await runs();
    await inDoubt(again);
    must(await again.post(`/secrets/${deleted}/restore`));
    expect(must(await again.get(`/secrets/${deleted}/reveal`)).body.value).toBe('value of a/deleted');
  });

  it('stops nothing after a process was killed 400 days ahead: rotations go on, open intents are settled [R104]', async () => {
    const ahead = await started({ CLOCK_START_MS: String(400 * DAY_MS) });
    const admin = await setUp(ahead);
    const { kept, deleted } = await twoSecrets(admin);
    const rotation = must(await admin.post('/keys/master/rotate')).body.id;
    await ahead.kill();

    const right = await started();
    const again = await (await Api.of(right)).login('root_admin', PASSWORD);
    expect((await again.as(admin.token).get('/auth/me')).status).toBe(401);
    await eventually(() => expect(right.output()).toMatch(/"clock_apart_ms":-345\d{8},"rest_ms":86\d{6}/));
    await eventually(async () => expect((await again.get(`/keys/rotations/${rotation}`)).body.state).toBe('done'));
    must(await again.put(`/secrets/${kept}/rotate`, { value: 'another' }));
    must(await again.post(`/secrets/${deleted}/restore`));
    const { items } = (await again.get('/audit/logs?limit=200')).body;
    expect(items.map(({ seq }: { seq: number }) => seq)).toEqual(
      items.map((_: unknown, n: number) => items[0].seq - n),
    );
  });

  it('logs nobody out and destroys nothing when it starts 2 hours behind [R104]', async () => {
    const first = await started();
    const admin = await setUp(first);
    const { kept, deleted } = await twoSecrets(admin);
    expect(await first.stop()).toBe(0);

    const behind = await started({ CLOCK_START_MS: String(-2 * 3_600_000) });
    const again = (await Api.of(behind)).as(admin.token);
    await runs();
    expect(must(await again.get(`/secrets/${kept}/reveal`)).body.value).toBe('value of a/kept');
    await again.login('root_admin', PASSWORD);
    await inDoubt(again);
    must(await again.post(`/secrets/${deleted}/restore`));
  });
});
