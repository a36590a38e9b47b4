import { eventually } from '../../faults/support/eventually.js';
import { makeAccount } from '../support/people/accounts.js';
import { keep } from '../support/people/secrets.js';
import { Api, PASSWORD, setUp } from '../support/processes/api.js';
import { recordsOf, requestIdOf } from '../support/processes/coffer.js';
import { describePairs, type Site } from '../support/processes/pairs.js';

describePairs('a second start', (open) => {
  let site: Site;
  afterEach(() => site.clear());

  it('keeps everything: secrets, accounts, sessions and the audit', async () => {
    site = await open();
    const first = await site.start();
    const admin = await setUp(first);
    await makeAccount(admin, 'ann');
    const { body } = await keep(admin, 'kept/one');
    expect(await first.stop()).toBe(0);

    const again = (await Api.of(await site.start())).as(admin.token);
    expect((await again.get(`/secrets/${body.id}/reveal`)).body.value).toBe('value of kept/one');
    await again.login('ann', PASSWORD);
    const { items } = (await again.get('/audit/logs?limit=200')).body;
    expect(items.at(-1).seq).toBe(1);
    expect(items.map(({ seq }: { seq: number }) => seq)).toEqual(
      items.map((_: unknown, n: number) => items.length - n),
    );
  });

  it('follows a stop that completed the requests in flight and exited with 0', async () => {
    site = await open({ ARGON2_MEMORY_KIB: '65536', ARGON2_ITERATIONS: '4' });
    const first = await site.start();
    const admin = await setUp(first);
    const begun = Array.from({ length: 6 }, () =>
      admin.as(null).post('/auth/login', { username: 'root_admin', password: PASSWORD }),
    );
    const writing = admin.post('/secrets', { path: 'kept/stopping', value: 'x' });
    // All of them have arrived once each has its intent. The seventh is the login of the setup.
    await eventually(
      async () => {
        expect((await admin.get('/audit/logs?action=auth:login&outcome=allowed')).body.items).toHaveLength(7);
        expect((await admin.get('/audit/logs?action=secret:write&outcome=allowed')).body.items).toHaveLength(1);
      },
      undefined,
      10,
    );
    const stopped = first.stop();
    const answers = await Promise.all(begun);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect((await writing).status).toBe(201);
    expect(await stopped).toBe(0);

    const again = (await Api.of(await site.start())).as(admin.token);
    for (const answer of answers) {
      expect(await recordsOf(again, requestIdOf(answer))).toEqual(['auth:login allowed', 'auth:login succeeded']);
    }
    expect((await again.get('/secrets/by-path?path=kept/stopping')).status).toBe(200);
  });
});
