import { must } from '../people/accounts.js';
import type { Api, Body } from '../processes/api.js';
import { type RouteUnderTest, type Target, UNKNOWN } from './route-under-test.js';

const STALE = { 'if-match': '"999"' };
const PROVIDERS = '/identity-providers';
const CLAIMS = { repository_id: '74' };

/** A provider that nothing asks for keys. */
const providerBody = (name: string): Body => ({
  ...{ name, issuer: `https://${name}.example.org`, audience: 'https://coffer.example.org' },
  ...{ jwks_uri: `https://${name}.example.org/keys`, algorithms: ['RS256'] },
});
const provider = async (admin: Api, name: string): Promise<Target> => {
  const body = providerBody(`matrix-${name}`);
  return { id: must(await admin.post(PROVIDERS, body)).body.id, name: `matrix-${name}` };
};
/** A service account without roles, and the path of its bindings. `code`: the id of a provider. */
const account = async (admin: Api, name: string): Promise<Target> => {
  const made = must(await admin.post('/service-accounts', { name: `matrix_${name}`, roles: [] })).body;
  return { id: made.id, name: `matrix_${name}`, code: (await provider(admin, name)).id };
};
/** `code`: the id of a binding. */
const binding = async (admin: Api, name: string): Promise<Target> => {
  const { code, ...target } = await account(admin, name);
  const made = must(await admin.post(`/service-accounts/${target.id}/bindings`, { provider: code, claims: CLAIMS }));
  return { ...target, code: made.body.id };
};
const bindingsOf = ({ id }: Target) => `/service-accounts/${id}/bindings`;
const one = (target: Target) => `${bindingsOf(target)}/${target.code ?? target.id}`;
/** Only administrators create and change providers. */
const ADMINISTRATORS = { holder: { status: 403, outcome: 'denied' } } as const;
/** A provider that the caller may not read is unknown. */
const UNREADABLE = { holder: { status: 400, outcome: 'failed' } } as const;

/** The routes of identity providers and bindings, by their keys in /openapi.json. */
export const WORKLOAD_ROUTES: Readonly<Record<string, RouteUnderTest>> = {
  'get /api/v1/identity-providers': {
    ...{ action: 'identity_provider:list', call: (api) => api.get(PROVIDERS) },
    ...{ status: 200, changes: false, elsewhere: 200, malformed: (api) => api.get(`${PROVIDERS}?no_such=1`) },
  },
  'post /api/v1/identity-providers': {
    action: 'identity_provider:write',
    call: (api, { name }) => api.post(PROVIDERS, providerBody(name)),
    ...{ status: 201, changes: true, elsewhere: 403, ...ADMINISTRATORS },
    make: async (_, name) => ({ id: '', name: `matrix-${name}` }),
    malformed: (api) => api.post(PROVIDERS, UNKNOWN),
  },
  'get /api/v1/identity-providers/{id}': {
    ...{ action: 'identity_provider:read', call: (api, { id }) => api.get(`${PROVIDERS}/${id}`) },
    ...{ status: 200, changes: false, elsewhere: 404, make: provider },
  },
  'put /api/v1/identity-providers/{id}': {
    action: 'identity_provider:write',
    call: (api, { id, name }) => api.put(`${PROVIDERS}/${id}`, { ...providerBody(name), algorithms: ['ES256'] }),
    ...{ status: 200, changes: true, elsewhere: 404, ...ADMINISTRATORS, make: provider },
    malformed: (api, { id }) => api.put(`${PROVIDERS}/${id}`, UNKNOWN),
    late: (api, { id, name }) => api.put(`${PROVIDERS}/${id}`, providerBody(name), STALE),
  },
  'delete /api/v1/identity-providers/{id}': {
    action: 'identity_provider:delete',
    call: (api, { id }) => api.delete(`${PROVIDERS}/${id}`),
    ...{ status: 204, changes: true, elsewhere: 404, make: provider },
    malformed: (api, { id }) => api.delete(`${PROVIDERS}/${id}?no_such=1`),
  },
  'get /api/v1/service-accounts/{id}/bindings': {
    ...{ action: 'service_account:read', call: (api, target) => api.get(bindingsOf(target)) },
    ...{ status: 200, changes: false, elsewhere: 404, make: account },
    malformed: (api, target) => api.get(`${bindingsOf(target)}?no_such=1`),
  },
  'post /api/v1/service-accounts/{id}/bindings': {
    action: 'service_account:write',
    call: (api, target) => api.post(bindingsOf(target), { provider: target.code ?? 'none', claims: CLAIMS }),
    ...{ status: 201, changes: true, elsewhere: 404, ...UNREADABLE, make: account },
    malformed: (api, target) => api.post(bindingsOf(target), UNKNOWN),
  },
  'get /api/v1/service-accounts/{id}/bindings/{binding_id}': {
    ...{ action: 'service_account:read', call: (api, target) => api.get(one(target)) },
    ...{ status: 200, changes: false, elsewhere: 404, make: binding },
  },
  'put /api/v1/service-accounts/{id}/bindings/{binding_id}': {
    action: 'service_account:write',
    call: (api, target) => api.put(one(target), { claims: CLAIMS, ttl: '5m' }),
    ...{ status: 200, changes: true, elsewhere: 404, ...UNREADABLE, make: binding },
    malformed: (api, target) => api.put(one(target), UNKNOWN),
    late: (api, target) => api.put(one(target), { claims: CLAIMS }, STALE),
  },
  'delete /api/v1/service-accounts/{id}/bindings/{binding_id}': {
    action: 'service_account:write',
    call: (api, target) => api.delete(one(target)),
    ...{ status: 204, changes: true, elsewhere: 404, make: binding },
    malformed: (api, target) => api.delete(`${one(target)}?no_such=1`),
  },
};
