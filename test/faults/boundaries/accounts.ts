import { newId } from '#kernel';
import { makeAccount, makeRole, must, newAccount, tokensOf } from '../../e2e/support/people/accounts.js';
import { type Api, PASSWORD } from '../../e2e/support/processes/api.js';
import { after, type Boundary, before, type Operation } from './boundary.js';
import { aPerson, aPersonWithApp, methodsOf } from './people.js';

const INSERT = 'UserStore.users.insert';
const REPLACE = 'UserStore.users.replace';
const CREATE_RING = 'KeyManagement.createRing';
const SHRED = 'KeyManagement.shred';
const DESCRIBE_RING = 'KeyRingStore.rings.insert';
const BURY_RING = 'KeyRingStore.rings.replace';
const MODEL = 'AuthorizationModelStore.models.replace';
const SESSION = 'SessionStore.sessions.replace';

function newName(): string {
  return `u_${newId().slice(-12)}`;
}

async function logsIn(api: Api, username: string, password = PASSWORD): Promise<boolean> {
  return (await api.as(null).post('/auth/login', { username, password })).status === 200;
}

const create: Operation = {
  name: 'an account is made',
  boundaries: [
    before(CREATE_RING, 'failed'),
    after(CREATE_RING, 'failed'),
    before(DESCRIBE_RING, 'failed'),
    after(DESCRIBE_RING, 'failed'),
    before(INSERT, 'failed'),
    after(INSERT, 'succeeded'),
  ],
  async prepare({ admin }) {
    const account = newAccount(newName(), { roles: ['member'] });
    return {
      send: (headers) => admin.post('/users', account, headers),
      landed: (api) => logsIn(api, String(account.username)),
      again: (api) => api.post('/users', account),
    };
  },
};

/** Of any account, a person's or a program's. */
export const REMOVAL: readonly Boundary[] = [
  before(REPLACE, 'failed'),
  after(REPLACE, 'succeeded'),
  before(BURY_RING, 'succeeded'),
  after(BURY_RING, 'succeeded'),
  before(SHRED, 'succeeded'),
  after(SHRED, 'succeeded'),
  before(REPLACE, 'succeeded', 2),
  after(REPLACE, 'succeeded', 2),
];

const remove: Operation = {
  name: 'an account is deleted',
  boundaries: REMOVAL,
  async prepare({ admin }) {
    const username = newName();
    const { id } = (await makeAccount(admin, username)).body;
    return {
      with: [id],
      send: (headers) => admin.delete(`/users/${id}`, headers),
      async landed(api) {
        const gone = (await api.get(`/users/${id}`)).status === 404;
        expect(await logsIn(api, username)).toBe(!gone);
        return gone;
      },
      again: (api) => api.delete(`/users/${id}`),
    };
  },
};

const removeOwn: Operation = {
  name: 'an account is deleted by its owner',
  boundaries: REMOVAL,
  async prepare(bench) {
    const { id, username, api: own } = await aPerson(bench);
    return {
      with: [id],
      send: (headers) => own.send('delete', '/auth/me', { headers }),
      async landed(api) {
        const gone = (await api.get(`/users/${id}`)).status === 404;
        expect(await logsIn(api, username)).toBe(!gone);
        return gone;
      },
      again: (api) => api.as(own.token).delete('/auth/me'),
    };
  },
};

/** An administrator is removed from the model first. If a later step fails, the account must be put back into it. */
const disable: Operation = {
  name: 'an administrator is disabled',
  boundaries: [before(MODEL, 'failed'), after(MODEL, 'failed'), before(REPLACE, 'failed'), after(REPLACE, 'succeeded')],
  async prepare({ admin }) {
    const { id } = (await makeAccount(admin, newName(), { roles: ['administrator'] })).body;
    return {
      send: (headers) => admin.post(`/users/${id}/disable`, {}, headers),
      landed: async (api) => must(await api.get(`/users/${id}`)).body.state === 'disabled',
      again: (api) => api.post(`/users/${id}/disable`),
    };
  },
};

/** The new roles are announced in the model first. If a later step fails, the model must forget them. */
const assignToAdministrator: Operation = {
  name: 'an administrator is given a role',
  boundaries: [before(MODEL, 'failed'), after(MODEL, 'failed'), before(REPLACE, 'failed'), after(REPLACE, 'succeeded')],
  async prepare({ admin }) {
    const { id } = (await makeAccount(admin, newName(), { roles: ['administrator'] })).body;
    const name = `r-${newId().slice(-12)}`;
    const role = (await makeRole(admin, name, ['member'])).body;
    const roles = ['administrator', name];
    const has = async (api: Api) => must(await api.get(`/users/${id}`)).body.roles.includes(name);
    return {
      with: [id],
      send: (headers) => admin.put(`/users/${id}`, { roles }, headers),
      landed: has,
      again: (api) => api.put(`/users/${id}`, { roles }),
      async afterwards(api) {
        must(await api.put(`/users/${id}`, { roles: ['administrator'] }));
        must(await api.delete(`/roles/${role.id}`));
      },
    };
  },
};

const resetFactors: Operation = {
  name: 'the second factors of an account are removed',
  boundaries: [before(REPLACE, 'failed'), after(REPLACE, 'succeeded')],
  async prepare(bench) {
    const { person } = await aPersonWithApp(bench);
    const path = `/users/${person.id}/reset-factors`;
    return {
      with: [person.id],
      send: (headers) => bench.admin.send('post', path, { headers }),
      landed: async (api) => (await methodsOf(api, person)).length === 0,
      again: (api) => api.send('post', path),
    };
  },
};

const assign: Operation = {
  name: 'an account is given a role',
  boundaries: [before(REPLACE, 'failed'), after(REPLACE, 'succeeded')],
  async prepare({ admin }) {
    const { id } = (await makeAccount(admin, newName())).body;
    return {
      with: [id],
      send: (headers) => admin.put(`/users/${id}`, { roles: ['auditor'] }, headers),
      landed: async (api) => must(await api.get(`/users/${id}`)).body.roles.includes('auditor'),
      again: (api) => api.put(`/users/${id}`, { roles: ['auditor'] }),
    };
  },
};

const changePassword: Operation = {
  name: 'a password is changed',
  boundaries: [
    before(REPLACE, 'failed'),
    after(REPLACE, 'succeeded'),
    before(SESSION, 'succeeded'),
    after(SESSION, 'succeeded'),
  ],
  async prepare({ admin }) {
    const username = newName();
    const { id } = (await makeAccount(admin, username)).body;
    const other = await tokensOf(admin, username);
    const own = await tokensOf(admin, username);
    const next = `${PASSWORD}-next`;
    return {
      with: [id],
      send: (headers) => {
        const change = { current_password: PASSWORD, new_password: next };
        return admin.as(own.access_token).post('/auth/password', change, headers);
      },
      async landed(api) {
        const changed = await logsIn(api, username, next);
        expect(await logsIn(api, username)).toBe(!changed);
        expect((await api.as(other.access_token).get('/auth/me')).status).toBe(changed ? 401 : 200);
        return changed;
      },
    };
  },
};

export const ACCOUNT_OPERATIONS: readonly Operation[] = [
  ...[create, remove, removeOwn, disable, assignToAdministrator, resetFactors, assign, changePassword],
];
