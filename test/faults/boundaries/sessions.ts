import { makeAccount, must, tokensOf } from '../../e2e/support/people/accounts.js';
import { type Api, type Body, expectProblem } from '../../e2e/support/processes/api.js';
import { surely } from '../support/undecided.js';
import { after, before, type Operation } from './boundary.js';
import { aPerson, logIn, newUsername, sessionOf, sessionsOf } from './people.js';

const INSERT = 'SessionStore.sessions.insert';
const REPLACE = 'SessionStore.sessions.replace';
const USER = 'UserStore.users.replace';

async function newUser(admin: Api): Promise<string> {
  const username = newUsername();
  await makeAccount(admin, username);
  return username;
}

const login: Operation = {
  name: 'somebody logs in',
  boundaries: [before(INSERT, 'failed'), after(INSERT, 'succeeded')],
  async prepare(bench) {
    const person = await aPerson(bench);
    return {
      send: (headers) => logIn(bench.admin, person, headers),
      landed: async (api) => (await sessionsOf(api, person)) === 2,
      again: (api) => logIn(api, person),
    };
  },
};

const refresh: Operation = {
  name: 'a session is refreshed',
  boundaries: [before(REPLACE, 'failed'), after(REPLACE, 'succeeded')],
  async prepare({ admin }) {
    const { refresh_token } = await tokensOf(admin, await newUser(admin));
    return {
      send: (headers) => admin.as(null).post('/auth/refresh', { refresh_token }, headers),
      // A used token is refused. An unused one still refreshes the session, which this call does.
      landed: async (api) => (await api.as(null).post('/auth/refresh', { refresh_token })).status === 401,
    };
  },
};

/** The intent comes first: whenever the process dies, the audit tells of the reuse, and never of an end that did not come. */
const reuse: Operation = {
  name: 'a used refresh token comes again',
  boundaries: [before(REPLACE, 'failed'), after(REPLACE, 'succeeded')],
  async prepare({ admin }) {
    const { refresh_token } = await tokensOf(admin, await newUser(admin));
    const { access_token, refresh_token: next } = must(
      await admin.as(null).post('/auth/refresh', { refresh_token }),
    ).body;
    const { session_id: id } = must(await admin.as(access_token).get('/auth/me')).body;
    const comesAgain = (api: Api, token: string, headers = {}) =>
      api.as(null).post('/auth/refresh', { refresh_token: token }, headers);
    return {
      with: [id],
      send: (headers) => comesAgain(admin, refresh_token, headers),
      landed: async (api) => (await api.as(access_token).get('/auth/me')).status === 401,
      async afterwards(api) {
        for (const token of [refresh_token, next]) {
          expectProblem(await surely(() => comesAgain(api, token)), 401, 'invalid_refresh_token');
        }
        expect((await api.as(access_token).get('/auth/me')).status).toBe(401);
        const { items } = must(await api.get(`/audit/logs?resource=${id}`)).body as { items: Body[] };
        const isReuse = ({ changes }: Body) => JSON.stringify(changes).includes('refresh_token_reused');
        expect(items.some((one) => one.outcome === 'allowed' && isReuse(one))).toBe(true);
        expect(items.some(({ action, outcome }) => action === 'auth:refresh' && outcome === 'denied')).toBe(true);
      },
    };
  },
};

const logout: Operation = {
  name: 'somebody logs out',
  boundaries: [before(REPLACE, 'failed'), after(REPLACE, 'succeeded')],
  async prepare({ admin }) {
    const { access_token } = await tokensOf(admin, await newUser(admin));
    return {
      send: (headers) => admin.as(access_token).post('/auth/logout', {}, headers),
      landed: async (api) => (await api.as(access_token).get('/auth/me')).status === 401,
      again: (api) => api.as(access_token).post('/auth/logout'),
    };
  },
};

const endOne: Operation = {
  name: 'somebody ends another session of theirs',
  boundaries: [before(REPLACE, 'failed'), after(REPLACE, 'succeeded')],
  async prepare(bench) {
    const person = await aPerson(bench);
    const { access_token } = (await logIn(bench.admin, person)).body;
    const { session_id: id } = (await bench.admin.as(access_token).get('/auth/me')).body;
    return {
      with: [id],
      send: (headers) => person.api.delete(`/auth/sessions/${id}`, headers),
      landed: async (api) => (await api.as(access_token).get('/auth/me')).status === 401,
      again: (api) => sessionOf(api, person).delete(`/auth/sessions/${id}`),
    };
  },
};

/** One publication of the account. Some requests never continue after it. */
const endAll: Operation = {
  name: 'somebody ends all their sessions',
  boundaries: [before(USER, 'failed'), after(USER, 'succeeded')],
  async prepare(bench) {
    const person = await aPerson(bench);
    const { access_token } = (await logIn(bench.admin, person)).body;
    return {
      with: [person.id],
      send: (headers) => person.api.delete('/auth/sessions', headers),
      async landed(api) {
        const isOver = (await sessionOf(api, person).get('/auth/me')).status === 401;
        expect((await api.as(access_token).get('/auth/me')).status).toBe(isOver ? 401 : 200);
        return isOver;
      },
      again: (api) => sessionOf(api, person).delete('/auth/sessions'),
    };
  },
};

export const SESSION_OPERATIONS: readonly Operation[] = [login, refresh, reuse, logout, endOne, endAll];
