import { newId } from '#kernel';
import { must } from '../../e2e/support/people/accounts.js';
import type { Api, Body } from '../../e2e/support/processes/api.js';
import { after, type Bench, type Boundary, before, type Operation } from './boundary.js';

const PROVIDERS = 'IdentityProviderStore.providers';
const BINDINGS = 'BindingStore.bindings';
const CLAIMS = { repository_id: '74' };

/** A provider that nothing asks for keys. */
function providerBody(): Body {
  const name = `p-${newId().slice(-12)}`;
  const issuer = `https://${name}.example.org`;
  return { name, issuer, audience: 'coffer', jwks_uri: `${issuer}/keys`, algorithms: ['RS256'] };
}

const changedAt = (step: string): Boundary[] => [before(step, 'failed'), after(step, 'succeeded')];
const isThere = async (api: Api, path: string) => (await api.get(path)).status === 200;

async function aProvider({ admin }: Bench) {
  const body = providerBody();
  const { id } = must(await admin.post('/identity-providers', body)).body;
  return { id, body, path: `/identity-providers/${id}` };
}

/** A service account without a binding, and a provider. */
async function aProgram(bench: Bench) {
  const { body } = await aProvider(bench);
  const account = { name: `p_${newId().slice(-12)}`, roles: [] };
  const { id } = must(await bench.admin.post('/service-accounts', account)).body;
  return { id, path: `/service-accounts/${id}/bindings`, binding: { provider: body.name, claims: CLAIMS } };
}

async function aBinding(bench: Bench) {
  const program = await aProgram(bench);
  const { id } = must(await bench.admin.post(program.path, program.binding)).body;
  return { id, path: `${program.path}/${id}` };
}

const trust: Operation = {
  name: 'an identity provider is made',
  boundaries: changedAt(`${PROVIDERS}.insert`),
  async prepare({ admin }) {
    const body = providerBody();
    return {
      with: [String(body.name)],
      send: (headers) => admin.post('/identity-providers', body, headers),
      landed: (api) => isThere(api, `/identity-providers/${body.name}`),
      again: (api) => api.post('/identity-providers', body),
    };
  },
};

const change: Operation = {
  name: 'an identity provider is changed',
  boundaries: changedAt(`${PROVIDERS}.replace`),
  async prepare(bench) {
    const { id, body, path } = await aProvider(bench);
    const next = { ...body, algorithms: ['ES256'] };
    return {
      with: [id],
      send: (headers) => bench.admin.put(path, next, headers),
      landed: async (api) => must(await api.get(path)).body.algorithms.includes('ES256'),
      again: (api) => api.put(path, next),
    };
  },
};

const distrust: Operation = {
  name: 'an identity provider is deleted',
  boundaries: changedAt(`${PROVIDERS}.remove`),
  async prepare(bench) {
    const { id, path } = await aProvider(bench);
    return {
      with: [id],
      send: (headers) => bench.admin.delete(path, headers),
      landed: async (api) => !(await isThere(api, path)),
      again: (api) => api.delete(path),
    };
  },
};

const bind: Operation = {
  name: 'a binding is made',
  boundaries: changedAt(`${BINDINGS}.insert`),
  async prepare(bench) {
    const { id, path, binding } = await aProgram(bench);
    return {
      with: [id],
      send: (headers) => bench.admin.post(path, binding, headers),
      landed: async (api) => must(await api.get(path)).body.items.length === 1,
      again: (api) => api.post(path, binding),
    };
  },
};

const rebind: Operation = {
  name: 'a binding is changed',
  boundaries: changedAt(`${BINDINGS}.replace`),
  async prepare(bench) {
    const { id, path } = await aBinding(bench);
    const next = { claims: { repository_id: '75' } };
    return {
      with: [id],
      send: (headers) => bench.admin.put(path, next, headers),
      landed: async (api) => JSON.stringify(must(await api.get(path)).body.claims).includes('75'),
      again: (api) => api.put(path, next),
    };
  },
};

const unbind: Operation = {
  name: 'a binding is ended',
  boundaries: changedAt(`${BINDINGS}.replace`),
  async prepare(bench) {
    const { id, path } = await aBinding(bench);
    return {
      with: [id],
      send: (headers) => bench.admin.delete(path, headers),
      landed: async (api) => !(await isThere(api, path)),
      again: (api) => api.delete(path),
    };
  },
};

export const WORKLOAD_OPERATIONS: readonly Operation[] = [trust, change, distrust, bind, rebind, unbind];
