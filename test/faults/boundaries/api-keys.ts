import { newId } from '#kernel';
import { must } from '../../e2e/support/people/accounts.js';
import type { Api } from '../../e2e/support/processes/api.js';
import { after, type Bench, before, type Operation } from './boundary.js';

const INSERT = 'ApiKeyStore.keys.insert';
const REPLACE = 'ApiKeyStore.keys.replace';

interface Listed {
  readonly id: string;
  readonly state: string;
  readonly successor: string | null;
}

async function aProgram({ admin }: Bench) {
  const name = `p_${newId().slice(-12)}`;
  const { id } = must(await admin.post('/service-accounts', { name, roles: [] })).body;
  return { id, path: `/service-accounts/${name}/keys` };
}

async function aKey(bench: Bench) {
  const program = await aProgram(bench);
  const made = must(await bench.admin.post(program.path, { name: 'deploy' })).body;
  return { ...program, keyId: made.id as string, key: made.key as string };
}

async function listed(api: Api, path: string): Promise<readonly Listed[]> {
  return must(await api.get(path)).body.items;
}

async function works(api: Api, key: string): Promise<boolean> {
  return (await api.as(key).get('/service-accounts')).status !== 401;
}

const create: Operation = {
  name: 'a key is made',
  boundaries: [before(INSERT, 'failed'), after(INSERT, 'succeeded')],
  async prepare(bench) {
    const { id, path } = await aProgram(bench);
    return {
      with: [id],
      send: (headers) => bench.admin.post(path, { name: 'deploy' }, headers),
      landed: async (api) => (await listed(api, path)).length === 1,
      again: (api) => api.post(path, { name: 'deploy' }),
    };
  },
};

/** The successor is prepared, the older key names it, and then it is written down that it is named. */
const rotate: Operation = {
  name: 'a key is rotated',
  boundaries: [
    before(INSERT, 'failed'),
    after(INSERT, 'failed'),
    before(REPLACE, 'failed'),
    after(REPLACE, 'succeeded'),
    before(REPLACE, 'succeeded', 2),
    after(REPLACE, 'succeeded', 2),
  ],
  async prepare(bench) {
    const { id, path, keyId, key } = await aKey(bench);
    const body = { overlap: '1h' };
    return {
      with: [id],
      send: (headers) => bench.admin.post(`${path}/${keyId}/rotate`, body, headers),
      async landed(api) {
        const all = await listed(api, path);
        const successor = all.find((one) => one.id === keyId)?.successor ?? null;
        expect(all.map((one) => one.id).sort()).toEqual([keyId, ...(successor ? [successor] : [])].sort());
        return successor !== null;
      },
      again: (api) => api.post(`${path}/${keyId}/rotate`, body),
      async afterwards(api) {
        const active = (await listed(api, path)).filter(({ state }) => state === 'active');
        expect(active).toHaveLength(2);
        expect(await works(api, key)).toBe(true);
      },
    };
  },
};

const end: Operation = {
  name: 'a key is ended',
  boundaries: [before(REPLACE, 'failed'), after(REPLACE, 'succeeded')],
  async prepare(bench) {
    const { id, path, keyId, key } = await aKey(bench);
    return {
      with: [id],
      send: (headers) => bench.admin.delete(`${path}/${keyId}`, headers),
      async landed(api) {
        const isEnded = (await listed(api, path))[0]?.state === 'ended';
        expect(await works(api, key)).toBe(!isEnded);
        return isEnded;
      },
      again: (api) => api.delete(`${path}/${keyId}`),
    };
  },
};

export const API_KEY_OPERATIONS: readonly Operation[] = [create, rotate, end];
