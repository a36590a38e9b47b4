import { refusalsIn } from '../support/people/raced.js';
import { Api, expectFields, expectProblem, PASSWORD } from '../support/processes/api.js';
import { HASHES_AS_CONFIGURED } from '../support/processes/base-environment.js';
import { describePairs, type Site } from '../support/processes/pairs.js';
import { isUnsure } from '../support/processes/patience.js';
import type { Server } from '../support/processes/server.js';

const FIRST = { username: 'root_admin', email: 'root@example.org', password: PASSWORD };

describePairs('POST /setup', (open) => {
  let site: Site;
  let server: Server;
  let api: Api;

  beforeAll(async () => {
    // The simultaneous requests meet while they hash.
    site = await open(HASHES_AS_CONFIGURED);
    server = await site.start();
    api = await Api.of(server);
  });
  afterAll(() => site?.clear());

  it('is refused with another token', async () => {
    expectProblem(await api.post('/setup', { ...FIRST, token: `${server.setupToken}x` }), 401, 'invalid_setup_token');
  });

  it('names fields that are wrong or unknown, and the token stays valid', async () => {
    const token = server.setupToken;
    expectFields(await api.post('/setup', { token }), 'username', 'email', 'password');
    expectFields(await api.post('/setup', { ...FIRST, token, password: 'too-weak' }), 'password');
    expectFields(await api.post('/setup', { ...FIRST, token, password: 'Root_admin-2026!' }), 'password');
    expectFields(await api.post('/setup', { ...FIRST, token, username: 'no spaces' }), 'username');
    expectFields(await api.post('/setup', { ...FIRST, token, email: 'nobody' }), 'email');
    expectFields(await api.post('/setup', { ...FIRST, token, roles: ['auditor'] }), 'roles');
    expectFields(await api.post('/setup', { ...FIRST, token: null }), 'token');
  });

  it('has no default account before it [R16]', async () => {
    for (const username of ['admin', 'root', 'administrator', 'coffer']) {
      const login = await api.post('/auth/login', { username, password: username });
      expectProblem(login, 401, 'invalid_credentials');
    }
  });

  it('lets one of ten simultaneous requests win, and is 404 for good afterwards, after a restart too', async () => {
    const token = server.setupToken;
    const names = Array.from({ length: 10 }, (_, index) => `first_${index}`);
    const race = async (username: string) => {
      const send = () => api.post('/setup', { ...FIRST, token, username });
      const first = await send();
      // A setup can be repeated, which finishes it.
      return isUnsure(first) ? send() : first;
    };
    const answers = await Promise.all(names.map(race));
    expect(refusalsIn(answers)).toEqual(['404 not_found']);
    for (const winner of answers.filter(({ status }) => status === 201)) {
      expect(winner.headers.location).toBe(`/api/v1/users/${winner.body.id}`);
      expect(winner.body).toMatchObject({ email: FIRST.email, roles: ['administrator'] });
    }
    // The one whose account was made, also if a starved engine left the outcome open.
    const logins = await Promise.all(
      names.map((name) => api.post('/auth/login', { username: name, password: PASSWORD })),
    );
    expect(refusalsIn(logins)).toEqual(['401 invalid_credentials']);
    const inside = names.filter((_, index) => logins[index]?.status === 200);
    expect(inside).toHaveLength(1);
    const [username = ''] = inside;
    const told = answers.filter(({ status }) => status === 201).map(({ body }) => body.username);
    expect(told.filter((name) => name !== username)).toEqual([]);

    expect(await server.stop()).toBe(0);
    const next = await site.start();
    expect(next.output()).not.toContain('Setup token');
    const again = await Api.of(next);
    expectProblem(await again.post('/setup', { ...FIRST, token }), 404, 'not_found');
    expect((await (await again.login(username, PASSWORD)).get('/users')).body.items).toHaveLength(1);
  });
});

describePairs('SETUP_TOKEN', (open) => {
  const token = 'qK3v-Zt8x_Lm5nBr7cWd2fHj9pSg4yUa';
  let site: Site;
  afterAll(() => site?.clear());

  it('is taken and never printed', async () => {
    site = await open({ SETUP_TOKEN: token });
    const server = await site.start();
    const api = await Api.of(server);
    expectProblem(await api.post('/setup', { ...FIRST, token: `x${token.slice(1)}` }), 401, 'invalid_setup_token');
    expect((await api.post('/setup', { ...FIRST, token })).status).toBe(201);
    expect(server.output()).not.toContain(token);
  });
});
