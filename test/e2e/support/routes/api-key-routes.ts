import { must } from '../people/accounts.js';
import type { Api } from '../processes/api.js';
import { NOWHERE, type RouteUnderTest, type Target, UNKNOWN } from './route-under-test.js';

const keysOf = ({ id }: Target) => `/service-accounts/${id}/keys`;
const keyOf = (target: Target) => `${keysOf(target)}/${target.code ?? NOWHERE}`;

const program = async (admin: Api, name: string): Promise<Target> => {
  const body = { name: `matrix_${name}`, roles: [] };
  return { id: must(await admin.post('/service-accounts', body)).body.id, name: body.name };
};

/** `code`: the id of a key of the account. */
const withKey = async (admin: Api, name: string): Promise<Target> => {
  const made = await program(admin, name);
  return { ...made, code: must(await admin.post(keysOf(made), { name: 'matrix' })).body.id };
};

/** The keys of service accounts. */
export const API_KEY_ROUTES: Readonly<Record<string, RouteUnderTest>> = {
  'get /api/v1/service-accounts/{id}/keys': {
    ...{ action: 'service_account:read', status: 200, changes: false, elsewhere: 404, make: withKey },
    call: (api, target) => api.get(keysOf(target)),
    malformed: (api, target) => api.get(`${keysOf(target)}?no_such=1`),
  },
  'post /api/v1/service-accounts/{id}/keys': {
    ...{ action: 'service_account:write', status: 201, changes: true, elsewhere: 404, make: program },
    shownOnce: 'key',
    call: (api, target) => api.post(keysOf(target), { name: 'matrix' }),
    malformed: (api, target) => api.post(keysOf(target), UNKNOWN),
  },
  'delete /api/v1/service-accounts/{id}/keys/{key_id}': {
    ...{ action: 'service_account:write', status: 204, changes: true, elsewhere: 404, make: withKey },
    call: (api, target) => api.delete(keyOf(target)),
    malformed: (api, target) => api.delete(`${keyOf(target)}?no_such=1`),
  },
  'post /api/v1/service-accounts/{id}/keys/{key_id}/rotate': {
    ...{ action: 'service_account:write', status: 201, changes: true, elsewhere: 404, make: withKey },
    shownOnce: 'key',
    call: (api, target) => api.post(`${keyOf(target)}/rotate`, {}),
    malformed: (api, target) => api.post(`${keyOf(target)}/rotate`, UNKNOWN),
  },
};
