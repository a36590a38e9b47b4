import { must, newAccount } from '../people/accounts.js';
import { keep } from '../people/secrets.js';
import type { Answer, Api, Body } from '../processes/api.js';
import { API_KEY_ROUTES } from './api-key-routes.js';
import { AUDIT_ROUTES } from './audit-routes.js';
import { BATCH_ROUTES } from './batch-routes.js';
import { KEY_ROUTES } from './key-routes.js';
import { KV_ROUTES } from './kv-routes.js';
import { OWN_ROUTES } from './own-routes.js';
import { type RouteUnderTest, type Target, UNKNOWN } from './route-under-test.js';
import { VAULT_ROUTES } from './vault-routes.js';
import { WORKLOAD_ROUTES } from './workload-routes.js';

/** Denies what nobody has: writing it grants nothing. */
const STATEMENTS = [{ effect: 'deny', actions: ['secret:reveal'], resources: ['secret:matrix/none'] }];
const STALE = { 'if-match': '"999"' };

const idOf = ({ body }: Answer): string => must({ status: 200, headers: {}, body, text: '' }).body.id;

const secret = async (admin: Api, name: string): Promise<Target> => {
  const path = `matrix/${name}`;
  const id = idOf(await keep(admin, path));
  must(await admin.put(`/secrets/${id}/rotate`, { value: 'second' }));
  return { id, name: path };
};
const deletedSecret = async (admin: Api, name: string): Promise<Target> => {
  const target = await secret(admin, name);
  must(await admin.delete(`/secrets/${target.id}`));
  return target;
};
const user = async (admin: Api, name: string): Promise<Target> => {
  return { id: idOf(must(await admin.post('/users', newAccount(`matrix_${name}`)))), name: `matrix_${name}` };
};
const serviceAccount = async (admin: Api, name: string): Promise<Target> => {
  const body = { name: `matrix_${name}`, roles: [] };
  return { id: idOf(must(await admin.post('/service-accounts', body))), name: body.name };
};
const invited = async (admin: Api, name: string): Promise<Target> => {
  const { password: _, password_change_required: __, ...account } = newAccount(`matrix_${name}`);
  return { id: idOf(must(await admin.post('/users', account))), name: `matrix_${name}` };
};
const policy = async (admin: Api, name: string): Promise<Target> => {
  const body = { name: `matrix-${name}`, statements: STATEMENTS };
  return { id: idOf(must(await admin.post('/policies', body))), name: body.name };
};
const role = async (admin: Api, name: string): Promise<Target> => {
  const body = { name: `matrix-${name}`, policies: [] };
  return { id: idOf(must(await admin.post('/roles', body))), name: body.name };
};
/** A name that nothing has yet, in the form of each kind. */
const unused =
  (separator: string) =>
  async (_: Api, name: string): Promise<Target> => ({ id: '', name: `matrix${separator}${name}` });

type Shape = Pick<RouteUnderTest, 'call' | 'status' | 'changes' | 'elsewhere' | 'make' | 'malformed' | 'late'>;

const shows = (call: RouteUnderTest['call'], make: RouteUnderTest['make']): Shape => {
  return { call, status: 200, changes: false, elsewhere: 404, make };
};
const lists = (path: string): Shape => ({
  call: (api) => api.get(path),
  status: 200,
  changes: false,
  elsewhere: 200,
  malformed: (api) => api.get(`${path}?no_such=1`),
});
const makes = (path: string, separator: string, fields: (name: string) => Body): Shape => ({
  call: (api, { name }) => api.post(path, fields(name)),
  status: 201,
  changes: true,
  elsewhere: 403,
  make: unused(separator),
  malformed: (api) => api.post(path, UNKNOWN),
});
const replaces = (kind: string, make: RouteUnderTest['make'], fields: Body): Shape => ({
  call: (api, { id }) => api.put(`${kind}/${id}`, fields),
  status: 200,
  changes: true,
  elsewhere: 404,
  make,
  malformed: (api, { id }) => api.put(`${kind}/${id}`, UNKNOWN),
  late: (api, { id }) => api.put(`${kind}/${id}`, fields, STALE),
});
const removes = (kind: string, make: RouteUnderTest['make']): Shape => ({
  call: (api, { id }) => api.delete(`${kind}/${id}`),
  status: 204,
  changes: true,
  elsewhere: 404,
  make,
  malformed: (api, { id }) => api.delete(`${kind}/${id}?no_such=1`),
});
const turns = (verb: string, kind = '/users', make = user): Shape => ({
  call: (api, { id }) => api.send('post', `${kind}/${id}/${verb}`),
  status: 200,
  changes: true,
  elsewhere: 404,
  make,
  malformed: (api, { id }) => api.post(`${kind}/${id}/${verb}`, UNKNOWN),
});
const PROGRAMS = '/service-accounts';

/** Every route that a token is needed for, by its key in /openapi.json: a new one fails the suite until it is here. */
export const ROUTES: Readonly<Record<string, RouteUnderTest>> = {
  ...OWN_ROUTES,
  ...KEY_ROUTES,
  ...API_KEY_ROUTES,
  ...AUDIT_ROUTES,
  ...BATCH_ROUTES,
  ...WORKLOAD_ROUTES,
  ...VAULT_ROUTES,
  ...KV_ROUTES,
  'get /api/v1/users': { action: 'user:list', ...lists('/users') },
  'post /api/v1/users': { action: 'user:write', ...makes('/users', '_', (name) => newAccount(name)) },
  'get /api/v1/users/{id}': { action: 'user:read', ...shows((api, { id }) => api.get(`/users/${id}`), user) },
  'put /api/v1/users/{id}': { action: 'user:write', ...replaces('/users', user, { email: 'new@example.org' }) },
  'delete /api/v1/users/{id}': { action: 'user:delete', ...removes('/users', user), status: 200 },
  'post /api/v1/users/{id}/disable': { action: 'user:disable', ...turns('disable') },
  'post /api/v1/users/{id}/enable': { action: 'user:enable', ...turns('enable') },
  'post /api/v1/users/{id}/unlock': { action: 'user:unlock', ...turns('unlock'), status: 204 },
  'post /api/v1/users/{id}/reset-password': { action: 'user:reset-password', ...turns('reset-password') },
  'post /api/v1/users/{id}/reset-factors': { action: 'user:reset-factors', ...turns('reset-factors'), status: 204 },
  'post /api/v1/users/{id}/invitation': { action: 'user:invite', ...turns('invitation'), make: invited },
  'delete /api/v1/users/{id}/invitation': {
    action: 'user:invite',
    ...removes('/users', invited),
    call: (api, { id }) => api.delete(`/users/${id}/invitation`),
    malformed: (api, { id }) => api.delete(`/users/${id}/invitation?no_such=1`),
  },
  'get /api/v1/service-accounts': { action: 'service_account:list', ...lists(PROGRAMS) },
  'post /api/v1/service-accounts': {
    action: 'service_account:write',
    ...makes(PROGRAMS, '_', (name) => ({ name, roles: [] })),
  },
  'get /api/v1/service-accounts/{id}': {
    action: 'service_account:read',
    ...shows((api, { id }) => api.get(`${PROGRAMS}/${id}`), serviceAccount),
  },
  'put /api/v1/service-accounts/{id}': {
    action: 'service_account:write',
    ...replaces(PROGRAMS, serviceAccount, { description: 'Deploys.' }),
  },
  'delete /api/v1/service-accounts/{id}': { action: 'service_account:delete', ...removes(PROGRAMS, serviceAccount) },
  'post /api/v1/service-accounts/{id}/disable': {
    action: 'service_account:disable',
    ...turns('disable', PROGRAMS, serviceAccount),
  },
  'post /api/v1/service-accounts/{id}/enable': {
    action: 'service_account:enable',
    ...turns('enable', PROGRAMS, serviceAccount),
  },
  'get /api/v1/roles': { action: 'role:list', ...lists('/roles') },
  'post /api/v1/roles': { action: 'role:write', ...makes('/roles', '-', (name) => ({ name, policies: [] })) },
  'get /api/v1/roles/{id}': { action: 'role:read', ...shows((api, { id }) => api.get(`/roles/${id}`), role) },
  'put /api/v1/roles/{id}': { action: 'role:write', ...replaces('/roles', role, { policies: [] }) },
  'delete /api/v1/roles/{id}': { action: 'role:delete', ...removes('/roles', role) },
  'get /api/v1/policies': { action: 'policy:list', ...lists('/policies') },
  'post /api/v1/policies': {
    action: 'policy:write',
    ...makes('/policies', '-', (name) => ({ name, statements: STATEMENTS })),
  },
  'get /api/v1/policies/{id}': { action: 'policy:read', ...shows((api, { id }) => api.get(`/policies/${id}`), policy) },
  'put /api/v1/policies/{id}': { action: 'policy:write', ...replaces('/policies', policy, { statements: STATEMENTS }) },
  'delete /api/v1/policies/{id}': { action: 'policy:delete', ...removes('/policies', policy) },
  'get /api/v1/secrets': { action: 'secret:list', ...lists('/secrets') },
  'post /api/v1/secrets': { action: 'secret:write', ...makes('/secrets', '/', (path) => ({ path, value: 'x' })) },
  'get /api/v1/secrets/by-path': {
    action: 'secret:read',
    ...shows((api, { name }) => api.get(`/secrets/by-path?path=${name}`), secret),
    malformed: (api) => api.get('/secrets/by-path'),
  },
  'get /api/v1/secrets/reveal': {
    action: 'secret:reveal',
    ...shows((api, { name }) => api.get(`/secrets/reveal?path=${name}&version=1`), secret),
    malformed: (api, { name }) => api.get(`/secrets/reveal?path=${name}&version=x`),
  },
  'put /api/v1/secrets/by-path': {
    action: 'secret:write',
    ...makes('/secrets/by-path', '/', (path) => ({ path, value: 'x' })),
    call: (api, { name }) => api.put(`/secrets/by-path?path=${name}`, { value: 'x' }),
    malformed: (api, { name }) => api.put(`/secrets/by-path?path=${name}`, UNKNOWN),
    late: (api) => api.put('/secrets/by-path?path=matrix/none', { value: 'x' }, STALE),
  },
  'get /api/v1/secrets/{id}': { action: 'secret:read', ...shows((api, { id }) => api.get(`/secrets/${id}`), secret) },
  'patch /api/v1/secrets/{id}': {
    action: 'secret:write',
    call: (api, { id }) => api.patch(`/secrets/${id}`, { tags: ['changed'] }),
    status: 200,
    changes: true,
    elsewhere: 404,
    make: secret,
    malformed: (api, { id }) => api.patch(`/secrets/${id}`, UNKNOWN),
    late: (api, { id }) => api.patch(`/secrets/${id}`, { tags: [] }, STALE),
  },
  'delete /api/v1/secrets/{id}': {
    action: 'secret:delete',
    ...removes('/secrets', secret),
    late: (api, { id }) => api.delete(`/secrets/${id}`, STALE),
  },
  'post /api/v1/secrets/{id}/restore': {
    action: 'secret:delete',
    call: (api, { id }) => api.send('post', `/secrets/${id}/restore`),
    status: 200,
    changes: true,
    elsewhere: 404,
    make: deletedSecret,
    malformed: (api, { id }) => api.post(`/secrets/${id}/restore`, UNKNOWN),
  },
  'get /api/v1/secrets/{id}/reveal': {
    action: 'secret:reveal',
    ...shows((api, { id }) => api.get(`/secrets/${id}/reveal?version=1`), secret),
    malformed: (api, { id }) => api.get(`/secrets/${id}/reveal?version=x`),
  },
  'put /api/v1/secrets/{id}/rotate': {
    action: 'secret:rotate',
    call: (api, { id }) => api.put(`/secrets/${id}/rotate`, { value: 'third' }),
    status: 200,
    changes: true,
    elsewhere: 404,
    make: secret,
    malformed: (api, { id }) => api.put(`/secrets/${id}/rotate`, UNKNOWN),
    late: (api, { id }) => api.put(`/secrets/${id}/rotate`, { value: 'x' }, STALE),
  },
  'get /api/v1/secrets/{id}/versions': {
    action: 'secret:read',
    ...shows((api, { id }) => api.get(`/secrets/${id}/versions`), secret),
  },
  'delete /api/v1/secrets/{id}/versions/{n}': {
    action: 'secret:destroy',
    call: (api, { id }) => api.delete(`/secrets/${id}/versions/1`),
    status: 204,
    changes: true,
    elsewhere: 404,
    make: secret,
    malformed: (api, { id }) => api.delete(`/secrets/${id}/versions/1?no_such=1`),
  },
  'post /api/v1/secrets/{id}/share': {
    action: 'secret:share',
    also: ['secret:reveal'],
    call: (api, { id }) => api.post(`/secrets/${id}/share`, {}),
    status: 200,
    changes: true,
    elsewhere: 404,
    make: secret,
    malformed: (api, { id }) => api.post(`/secrets/${id}/share`, UNKNOWN),
  },
};
