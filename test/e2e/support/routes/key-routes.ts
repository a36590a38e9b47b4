import { eventually } from '../../../faults/support/eventually.js';
import { must, newAccount } from '../people/accounts.js';
import type { Answer, Api } from '../processes/api.js';
import { NOTHING, type RouteUnderTest, type Target } from './route-under-test.js';

/** Far above the pause between two checkpoints, for a busy machine. */
const PATIENCE_MS = 60_000;

/** The last rotation at each path. While it runs, it is the answer to every further request. */
const asked = new Map<string, string>();

const ended = async (admin: Api, rotation: string): Promise<void> =>
  eventually(async () => expect(must(await admin.get(rotation)).body.state).toBe('done'));

/** Rotates a shared ring. `location` is the URL of the job in the answer. */
const rotatesShared = (path: string): RouteUnderTest => ({
  action: 'key:rotate',
  status: 202,
  changes: true,
  elsewhere: 404,
  async call(api) {
    const answer = await api.send('post', path);
    const { location } = answer.headers;
    if (location) asked.set(api.url + path, location.replace('/api/v1', ''));
    return answer;
  },
  async settle(admin) {
    const rotation = asked.get(admin.url + path);
    if (rotation) await ended(admin, rotation);
  },
  malformed: (api) => api.send('post', `${path}?no_such=1`),
});

const user = async (admin: Api, name: string): Promise<Target> => {
  const { id } = must(await admin.post('/users', newAccount(`matrix_${name}`))).body;
  return { ...NOTHING, id };
};

/** Waits for the first checkpoint, and for the end of an overlap while as many keys sign as may. */
async function rotatesSigning(api: Api): Promise<Answer> {
  for (const until = performance.now() + PATIENCE_MS; ; ) {
    const answer = await api.send('post', '/audit/keys/rotations', { headers: { 'x-access-reason': 'the matrix' } });
    const isLater = answer.status === 409 || answer.body?.code === 'no_checkpoint';
    if (!isLater || performance.now() > until) return answer;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Routes that need `key:read`, `key:rotate` or `audit:rotate`. */
export const KEY_ROUTES: Readonly<Record<string, RouteUnderTest>> = {
  'get /api/v1/keys/master': {
    action: 'key:read',
    call: (api) => api.get('/keys/master'),
    status: 200,
    changes: false,
    elsewhere: 404,
    malformed: (api) => api.get('/keys/master?no_such=1'),
  },
  'post /api/v1/keys/master/rotate': rotatesShared('/keys/master/rotate'),
  'post /api/v1/keys/secrets/rotate': rotatesShared('/keys/secrets/rotate'),
  'post /api/v1/audit/keys/rotations': {
    action: 'audit:rotate',
    call: rotatesSigning,
    status: 200,
    changes: true,
    elsewhere: 403,
    malformed: (api) => api.send('post', '/audit/keys/rotations'),
  },
  'post /api/v1/keys/users/{id}/rotate': {
    action: 'key:rotate',
    call: (api, { id }) => api.send('post', `/keys/users/${id}/rotate`),
    status: 202,
    changes: true,
    elsewhere: 404,
    make: user,
    malformed: (api, { id }) => api.send('post', `/keys/users/${id}/rotate?no_such=1`),
  },
  'get /api/v1/keys/rotations/{id}': {
    action: 'key:read',
    call: (api, { id }) => api.get(`/keys/rotations/${id}`),
    status: 200,
    changes: false,
    elsewhere: 404,
    async make(admin, name) {
      const { id } = await user(admin, name);
      return { ...NOTHING, id: must(await admin.send('post', `/keys/users/${id}/rotate`)).body.id };
    },
    malformed: (api, { id }) => api.get(`/keys/rotations/${id}?no_such=1`),
  },
};
