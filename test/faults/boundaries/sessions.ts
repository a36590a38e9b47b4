import { newId } from '#kernel';
import { makeAccount, tokensOf } from '../../e2e/support/accounts.js';
import { type Api, PASSWORD } from '../../e2e/support/api.js';
import { after, before, type Operation } from './boundary.js';

const INSERT = 'SessionStore.sessions.insert';
const REPLACE = 'SessionStore.sessions.replace';

async function newUser(admin: Api): Promise<string> {
  const username = `s_${newId().slice(-12)}`;
  await makeAccount(admin, username);
  return username;
}

const login: Operation = {
  name: 'somebody logs in',
  boundaries: [before(INSERT, 'failed'), after(INSERT, 'succeeded')],
  async prepare(admin) {
    const credentials = { username: await newUser(admin), password: PASSWORD };
    return {
      send: (headers) => admin.as(null).post('/auth/login', credentials, headers),
      // The session's id was in the answer alone.
      landed: async () => null,
      again: (api) => api.as(null).post('/auth/login', credentials),
    };
  },
};

const refresh: Operation = {
  name: 'a session is refreshed',
  boundaries: [before(REPLACE, 'failed'), after(REPLACE, 'succeeded')],
  async prepare(admin) {
    const { refresh_token } = await tokensOf(admin, await newUser(admin));
    return {
      send: (headers) => admin.as(null).post('/auth/refresh', { refresh_token }, headers),
      // A token that was used up is refused; one that was not still refreshes, which this does.
      landed: async (api) => (await api.as(null).post('/auth/refresh', { refresh_token })).status === 401,
    };
  },
};

const logout: Operation = {
  name: 'somebody logs out',
  boundaries: [before(REPLACE, 'failed'), after(REPLACE, 'succeeded')],
  async prepare(admin) {
    const { access_token } = await tokensOf(admin, await newUser(admin));
    return {
      send: (headers) => admin.as(access_token).post('/auth/logout', {}, headers),
      landed: async (api) => (await api.as(access_token).get('/auth/me')).status === 401,
      again: (api) => api.as(access_token).post('/auth/logout'),
    };
  },
};

export const SESSION_OPERATIONS: readonly Operation[] = [login, refresh, logout];
