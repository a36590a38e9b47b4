import { eventually } from '../../../faults/support/eventually.js';
import type { Api } from '../processes/api.js';
import { NOTHING, NOWHERE, type RouteUnderTest, type Target, UNKNOWN } from './route-under-test.js';

/** All who may read the audit may read all of it: elsewhere there is none. */
const READ = { action: 'audit:read', status: 200, changes: false, elsewhere: 403 } as const;

const reads = (path: string): RouteUnderTest => ({
  ...READ,
  call: (api) => api.get(path),
  malformed: (api) => api.get(`${path}${path.includes('?') ? '&' : '?'}no_such=1`),
});

/** What is there once a checkpoint covers the first record. `id`: that of the first record, in the form of the route. */
const covered =
  (id: string) =>
  async (admin: Api): Promise<Target> => {
    await eventually(async () => expect((await admin.get('/audit/checkpoint')).status).toBe(200));
    return { ...NOTHING, id };
  };

const published = (
  path: (id: string) => string,
  first: string,
  more: Partial<RouteUnderTest> = {},
): RouteUnderTest => ({
  ...READ,
  call: (api, { id }) => api.get(path(id)),
  make: covered(first),
  malformed: (api, { id }) => api.get(`${path(id)}${path(id).includes('?') ? '&' : '?'}no_such=1`),
  ...more,
});

const SELDOM = { isSeldomRecorded: true } as const;
const FIRST_TILE = '000.p/1';

/** The routes about the audit. */
export const AUDIT_ROUTES: Readonly<Record<string, RouteUnderTest>> = {
  'get /api/v1/audit/logs': reads('/audit/logs'),
  'get /api/v1/audit/logs/export': reads('/audit/logs/export'),
  'get /api/v1/audit/checkpoint': published(() => '/audit/checkpoint', ''),
  'get /api/v1/audit/keys': published(() => '/audit/keys', ''),
  'get /api/v1/audit/consistency': published(() => '/audit/consistency?from=1', ''),
  'get /api/v1/audit/logs/{seq}/proof': published((id) => `/audit/logs/${id}/proof`, '1'),
  'get /api/v1/audit/tile/entries/{path}': published((id) => `/audit/tile/entries/${id}`, FIRST_TILE, SELDOM),
  'get /api/v1/audit/tile/{level}/{path}': published((id) => `/audit/tile/0/${id}`, FIRST_TILE, {
    ...SELDOM,
    cached: 'private, no-cache',
  }),
  'post /api/v1/audit/bundles': {
    ...READ,
    call: (api) => api.post('/audit/bundles', { personal: false }),
    make: covered(''),
    malformed: (api) => api.post('/audit/bundles', UNKNOWN),
  },
  'get /api/v1/auth/audit/receipts': {
    ...{ action: 'auth:receipts', status: 200, changes: false },
    call: (api) => api.get(`/auth/audit/receipts?request_id=${NOWHERE}`),
    malformed: (api) => api.get('/auth/audit/receipts?request_id=x'),
  },
};

const NO_PLACES = ['', '00', '0000', '000.p/', '000.p/0', '000.p/01', '000.p/256', '000.p/-1', '000.p/1/', 'x000/000'];
const NO_LEVELS = ['-0', '00', '1e308', '7', '63', 'x', '0x0', '9'.repeat(90)];

/** Paths that are near to one of a tile, and are none. */
export const NO_TILES: readonly string[] = [
  ...NO_PLACES.map((place) => `/audit/tile/0/${place}`),
  ...NO_PLACES.map((place) => `/audit/tile/entries/${place}`),
  ...NO_LEVELS.map((level) => `/audit/tile/${level}/000.p/1`),
  `/audit/tile/0/${'x000/'.repeat(500)}000`,
  '/audit/tile/0/000.p/1%00',
];

/** A bundle as a client gets it: in parts, while it is made. */
export function downloadBundle({ url, token }: Api, personal: boolean): Promise<Response> {
  return fetch(`${url}/api/v1/audit/bundles`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ personal }),
  });
}
