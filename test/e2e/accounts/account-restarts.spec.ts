import { randomBytes } from 'node:crypto';
import { must, tokensOf } from '../support/people/accounts.js';
import { Api, expectProblem, PASSWORD, setUp } from '../support/processes/api.js';
import { recordsOf, requestIdOf } from '../support/processes/coffer.js';
import { describePairs, type Site } from '../support/processes/pairs.js';
import type { Server } from '../support/processes/server.js';

const MAX_FAILED_LOGINS = 5;
const key = () => randomBytes(32).toString('base64');
const ANN = { username: 'ann', email: 'ann@example.org', password: PASSWORD };

/** The `kid` of an access token. */
function kidOf(token: string): unknown {
  return JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid;
}

describePairs('a server that an operator restarts', (open) => {
  const [older, newer] = [key(), key()];
  let site: Site;
  let server: Server;
  /** A client of the running server, without a token. */
  let nobody: Api;
  beforeAll(async () => {
    site = await open();
    server = await site.start({ REGISTRATION: 'open', JWT_SECRET: older });
    nobody = (await setUp(server)).as(null);
  });
  afterAll(() => site?.clear());

  /** Starts the next server: beside the previous one if the pair allows several, else after it. */
  const restart = async (env: Record<string, string>) => {
    const isRolling = site.pair === 'production';
    if (!isRolling) expect(await server.stop()).toBe(0);
    const next = await site.start(env);
    if (isRolling) {
      const names = ['nobody', 'x', 'ann'];
      expect(await Promise.all(names.map((name) => prelogin(name, next)))).toEqual(
        await Promise.all(names.map((name) => prelogin(name))),
      );
      expect(await server.stop()).toBe(0);
    }
    server = next;
    nobody = await Api.of(server);
  };
  const logIn = (username: string, password: string) => nobody.post('/auth/login', { username, password });
  const prelogin = async (username: string, on = server) =>
    must(await (await Api.of(on)).post('/auth/prelogin', { username })).body;
  const me = (token: string) => nobody.as(token).get('/auth/me');

  it('keeps registration closed and accounts locked, and gives the same fake answers for unknown names [R11][R13][R32]', async () => {
    must(await nobody.post('/auth/register', ANN));
    must(await nobody.post('/auth/register', { ...ANN, username: 'bob' }));
    const before = await tokensOf(nobody, 'ann');
    const fakes = [await prelogin('nobody'), await prelogin('ann')];
    for (let time = 0; time < MAX_FAILED_LOGINS; time++) await logIn('bob', 'Wrong-Horse-42-Staple');
    expectProblem(await logIn('bob', PASSWORD), 401, 'invalid_credentials');

    await restart({ REGISTRATION: 'closed', JWT_SECRET: newer, JWT_SECRET_PREVIOUS: older });
    const refused = await nobody.post('/auth/register', { ...ANN, username: 'cal' });
    expect(expectProblem(refused, 403, 'registration_closed').decision_id).toEqual(expect.any(String));
    expectProblem(await nobody.post('/auth/register', { ...ANN, password: 'x' }), 403, 'registration_closed');
    const admin = await nobody.login('root_admin', PASSWORD);
    expect(await recordsOf(admin, requestIdOf(refused))).toEqual(['auth:register denied']);
    expectProblem(await logIn('bob', PASSWORD), 401, 'invalid_credentials');
    expect([await prelogin('NOBODY '), await prelogin('ann')]).toEqual(fakes);

    // Tokens under the previous key still work, and the next refresh is signed with the new key.
    expect((await me(before.access_token)).status).toBe(200);
    const { body } = must(await nobody.post('/auth/refresh', { refresh_token: before.refresh_token }));
    expect(kidOf(body.access_token)).not.toBe(kidOf(before.access_token));
    const last = await tokensOf(nobody, 'ann');
    expect(kidOf(last.access_token)).toBe(kidOf(body.access_token));

    await restart({ JWT_SECRET: newer });
    expectProblem(await me(before.access_token), 401, 'unauthenticated');
    expect((await me(body.access_token)).status).toBe(200);
    expect((await nobody.post('/auth/refresh', { refresh_token: last.refresh_token })).status).toBe(200);
  });
});
