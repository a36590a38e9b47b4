import { newId } from '#kernel';
import { must } from '../../e2e/support/people/accounts.js';
import type { Api } from '../../e2e/support/processes/api.js';
import { REMOVAL } from './accounts.js';
import { after, type Bench, before, type Operation } from './boundary.js';

const INSERT = 'UserStore.users.insert';
const REPLACE = 'UserStore.users.replace';
const CREATE_RING = 'KeyManagement.createRing';
const DESCRIBE_RING = 'KeyRingStore.rings.insert';

const newName = () => `p_${newId().slice(-12)}`;

/** A service account with a key. */
async function aProgram({ admin }: Bench) {
  const name = newName();
  const { id } = must(await admin.post('/service-accounts', { name, roles: [] })).body;
  const { key } = must(await admin.post(`/service-accounts/${name}/keys`, { name: 'deploy' })).body;
  return { id, path: `/service-accounts/${id}`, key };
}

async function works(api: Api, key: string): Promise<boolean> {
  return (await api.as(key).get('/auth/me')).status === 200;
}

const create: Operation = {
  name: 'a service account is made',
  boundaries: [
    before(CREATE_RING, 'failed'),
    after(CREATE_RING, 'failed'),
    before(DESCRIBE_RING, 'failed'),
    after(DESCRIBE_RING, 'failed'),
    before(INSERT, 'failed'),
    after(INSERT, 'succeeded'),
  ],
  async prepare({ admin }) {
    const account = { name: newName(), roles: ['member'] };
    return {
      send: (headers) => admin.post('/service-accounts', account, headers),
      landed: async (api) => (await api.get(`/service-accounts/${account.name}`)).status === 200,
      again: (api) => api.post('/service-accounts', account),
    };
  },
};

const change: Operation = {
  name: 'a service account is changed',
  boundaries: [before(REPLACE, 'failed'), after(REPLACE, 'succeeded')],
  async prepare(bench) {
    const { id, path, key } = await aProgram(bench);
    const fields = { description: 'changed under faults', roles: ['auditor'] };
    return {
      with: [id],
      send: (headers) => bench.admin.put(path, fields, headers),
      async landed(api) {
        const { description, roles } = must(await api.get(path)).body;
        const isChanged = description === fields.description;
        expect(roles).toEqual(isChanged ? fields.roles : []);
        expect((await api.as(key).get('/users')).status).toBe(isChanged ? 200 : 403);
        return isChanged;
      },
      again: (api) => api.put(path, fields),
    };
  },
};

const disable: Operation = {
  name: 'a service account is disabled',
  boundaries: [before(REPLACE, 'failed'), after(REPLACE, 'succeeded')],
  async prepare(bench) {
    const { id, path, key } = await aProgram(bench);
    return {
      with: [id],
      send: (headers) => bench.admin.post(`${path}/disable`, {}, headers),
      async landed(api) {
        const isDisabled = must(await api.get(path)).body.state === 'disabled';
        expect(await works(api, key)).toBe(!isDisabled);
        return isDisabled;
      },
      again: (api) => api.post(`${path}/disable`),
    };
  },
};

const remove: Operation = {
  name: 'a service account is deleted',
  boundaries: REMOVAL,
  async prepare(bench) {
    const { id, path, key } = await aProgram(bench);
    return {
      with: [id],
      send: (headers) => bench.admin.delete(path, headers),
      async landed(api) {
        const isGone = (await api.get(path)).status === 404;
        expect(await works(api, key)).toBe(!isGone);
        return isGone;
      },
      again: (api) => api.delete(path),
    };
  },
};

export const SERVICE_ACCOUNT_OPERATIONS: readonly Operation[] = [create, change, disable, remove];
