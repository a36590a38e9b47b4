import { must } from '../people/accounts.js';
import type { Person } from '../people/person.js';
import type { Api } from '../processes/api.js';
import { NOTHING, type RouteUnderTest, type Target, UNKNOWN } from './route-under-test.js';

const PHONE = { data_type: 'phone', value: '+442079460958' };
const place = ({ id }: Target) => `/sensitive-data/${id}`;

async function record(api: Api): Promise<Target> {
  return { ...NOTHING, id: must(await api.post('/sensitive-data', PHONE)).body.id };
}

/** A record of the caller's own. */
const own: Pick<RouteUnderTest, 'prepare' | 'status'> = {
  status: 200,
  prepare: ({ api }: Person) => record(api),
};

export const SENSITIVE_DATA_ROUTES: Readonly<Record<string, RouteUnderTest>> = {
  'get /api/v1/sensitive-data': {
    action: 'sensitive-data:list',
    call: (api) => api.get('/sensitive-data?masked=true'),
    status: 200,
    changes: false,
    malformed: (api) => api.get('/sensitive-data?masked=1'),
  },
  'post /api/v1/sensitive-data': {
    action: 'sensitive-data:create',
    call: (api) => api.post('/sensitive-data', PHONE),
    status: 201,
    changes: true,
    malformed: (api) => api.post('/sensitive-data', { ...PHONE, value: '1' }),
  },
  'get /api/v1/sensitive-data/{id}': {
    action: 'sensitive-data:read',
    ...own,
    call: (api, target) => api.get(place(target)),
    changes: false,
    malformed: (api, target) => api.get(`${place(target)}?masked=1`),
  },
  'put /api/v1/sensitive-data/{id}': {
    action: 'sensitive-data:update',
    ...own,
    call: (api, target) => api.put(place(target), PHONE),
    changes: true,
    malformed: (api, target) => api.put(place(target), UNKNOWN),
    late: (api, target) => api.put(place(target), PHONE, { 'if-match': '"999"' }),
  },
  'delete /api/v1/sensitive-data/{id}': {
    action: 'sensitive-data:delete',
    ...own,
    call: (api, target) => api.delete(place(target)),
    changes: true,
    malformed: (api, target) => api.delete(`${place(target)}?no_such=1`),
  },
};
