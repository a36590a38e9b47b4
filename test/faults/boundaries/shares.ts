import { must } from '../../e2e/support/people/accounts.js';
import { type Api, type Body, expectProblem } from '../../e2e/support/processes/api.js';
import { after, type Bench, before, type Operation } from './boundary.js';
import { secretOf } from './secrets.js';

const INSERT = 'WrapStore.wraps.insert';
const REPLACE = 'WrapStore.wraps.replace';

const sharesOf = async (api: Api, id: string): Promise<Body[]> =>
  must(await api.get(`/secrets/${id}/shares`)).body.items;
const unwrap = (api: Api, token: string, headers = {}) => api.as(null).post('/unwrap', { token }, headers);

async function shareOf({ admin, kept }: Bench) {
  const { id } = await secretOf(admin, kept);
  const { id: share, token } = must(await admin.post(`/secrets/${id}/share`, {})).body;
  return { id, share, token };
}

/** Nobody got the token of one that landed: the settlement ends it. */
const make: Operation = {
  name: 'a secret is shared',
  boundaries: [before(INSERT, 'failed'), after(INSERT, 'succeeded')],
  async prepare({ admin, kept }, { outcome }) {
    const { id } = await secretOf(admin, kept);
    return {
      with: [id],
      send: (headers) => admin.post(`/secrets/${id}/share`, {}, headers),
      landed: async (api) => (await sharesOf(api, id)).length === 1,
      again: (api) => api.post(`/secrets/${id}/share`, {}),
      async afterwards(api) {
        if (outcome === 'succeeded') expect((await sharesOf(api, id))[0]?.state).toBe('ended');
      },
    };
  },
};

/** Once it landed, the value is gone, though nobody got it. */
const open: Operation = {
  name: 'a share is opened',
  boundaries: [before(REPLACE, 'failed'), after(REPLACE, 'succeeded')],
  async prepare(bench) {
    const { id, share, token } = await shareOf(bench);
    return {
      with: [share],
      send: (headers) => unwrap(bench.admin, token, headers),
      landed: async (api) => (await sharesOf(api, id))[0]?.state === 'opened',
      again: (api) => unwrap(api, token),
      async afterwards(api) {
        expectProblem(await unwrap(api, token), 410, 'already_unwrapped');
        expect((await sharesOf(api, id))[0]?.opened_at).toHaveLength(1);
      },
    };
  },
};

const end: Operation = {
  name: 'a share is ended',
  boundaries: [before(REPLACE, 'failed'), after(REPLACE, 'succeeded')],
  async prepare(bench) {
    const { id, share, token } = await shareOf(bench);
    const send = (api: Api, headers = {}) => api.delete(`/secrets/${id}/shares/${share}`, headers);
    return {
      with: [share],
      send: (headers) => send(bench.admin, headers),
      landed: async (api) => (await sharesOf(api, id))[0]?.state === 'ended',
      again: send,
      async afterwards(api) {
        expectProblem(await unwrap(api, token), 401, 'invalid_wrap_token');
      },
    };
  },
};

/** The head is published before: the settlement ends the share. */
const remove: Operation = {
  name: 'a shared secret is deleted',
  boundaries: [before(REPLACE, 'succeeded'), after(REPLACE, 'succeeded')],
  async prepare(bench) {
    const { id, share, token } = await shareOf(bench);
    bench.kept.mayBeGone(id);
    return {
      with: [share],
      send: (headers) => bench.admin.delete(`/secrets/${id}`, headers),
      landed: async (api) => (await api.get(`/secrets/${id}`)).status === 404,
      async afterwards(api) {
        expectProblem(await unwrap(api, token), 401, 'invalid_wrap_token');
        expect((await sharesOf(api, id))[0]?.state).toBe('ended');
      },
    };
  },
};

export const SHARE_OPERATIONS: readonly Operation[] = [make, open, end, remove];
