import { eventually } from '../../faults/support/eventually.js';
import { makeAccount, must } from '../support/people/accounts.js';
import { madeOf } from '../support/people/raced.js';
import { keep } from '../support/people/secrets.js';
import { type Answer, Api, PASSWORD, setUp } from '../support/processes/api.js';
import { recordsOf, requestIdOf } from '../support/processes/coffer.js';
import { describePairs, type Site } from '../support/processes/pairs.js';

/** Milliseconds that a stop waits for open requests. */
const DRAIN_MS = 10_000;

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
    const intents = async (action: string): Promise<number> =>
      must(await admin.get(`/audit/logs?action=${action}&outcome=allowed`)).body.items.length;
    const before = await intents('auth:login');
    // Nothing is repeated on a server that stops.
    const once = admin.withoutPatience();
    let answered = 0;
    const watched = async (sending: Promise<Answer>): Promise<Answer> => {
      const answer = await sending;
      answered += 1;
      return answer;
    };
    const login = { username: 'root_admin', password: PASSWORD };
    const begun = Array.from({ length: 6 }, () => watched(once.as(null).post('/auth/login', login)));
    const writing = watched(once.post('/secrets', { path: 'kept/stopping', value: 'x' }));
    // All of them have arrived once each has its intent, or its answer.
    await eventually(
      async () => {
        const arrived = (await intents('auth:login')) - before + (await intents('secret:write'));
        expect(arrived === begun.length + 1 || answered === begun.length + 1).toBe(true);
      },
      undefined,
      10,
    );
    const stopping = performance.now();
    const stopped = first.stop();
    const settled = await Promise.allSettled([writing, ...begun]);
    expect(await stopped).toBe(0);
    const ended = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    // A stop waits 10 s for open requests. On a machine that takes longer, it cuts them off.
    if (performance.now() - stopping < DRAIN_MS) expect(ended).toHaveLength(settled.length);
    // A starved engine refuses some: that is an answer, too.
    expect(ended.filter(({ status }) => ![200, 201, 503].includes(status))).toEqual([]);

    const again = (await Api.of(await site.start())).as(admin.token);
    for (const answer of ended.filter(({ status }) => status === 200)) {
      expect(await recordsOf(again, requestIdOf(answer))).toEqual(['auth:login allowed', 'auth:login succeeded']);
    }
    const isKept = (await again.get('/secrets/by-path?path=kept/stopping')).status === 200;
    const [written] = settled;
    if (written?.status === 'fulfilled') expect(await madeOf(again, [written.value])).toEqual([isKept]);
  });
});
