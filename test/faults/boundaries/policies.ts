import { newId } from '#kernel';
import { makePolicy, makeRole, must } from '../../e2e/support/people/accounts.js';
import type { Api } from '../../e2e/support/processes/api.js';
import { after, before, type Operation } from './boundary.js';

const REPLACE = 'AuthorizationModelStore.models.replace';
const HOLDERS = 'UserStore.anyWithRole';

const STATEMENTS = [{ effect: 'allow', actions: ['secret:read'], resources: ['secret:faults/**'] }];

function newName(): string {
  return `p-${newId().slice(-12)}`;
}

async function hasPolicy(api: Api, name: string): Promise<boolean> {
  const { items } = must(await api.get('/policies?limit=200')).body;
  return items.some((item: { name: string }) => item.name === name);
}

const create: Operation = {
  name: 'a policy is published',
  boundaries: [before(REPLACE, 'failed'), after(REPLACE, 'succeeded')],
  async prepare({ admin }) {
    const policy = { name: newName(), description: 'for a test', statements: STATEMENTS };
    return {
      with: [policy.name],
      send: (headers) => admin.post('/policies', policy, headers),
      landed: (api) => hasPolicy(api, policy.name),
      again: (api) => api.post('/policies', policy),
    };
  },
};

const replace: Operation = {
  name: 'a policy is changed',
  boundaries: [before(REPLACE, 'failed'), after(REPLACE, 'succeeded')],
  async prepare({ admin }) {
    const { id } = (await makePolicy(admin, newName(), STATEMENTS)).body;
    const content = { description: 'changed under faults', statements: STATEMENTS };
    return {
      with: [id],
      send: (headers) => admin.put(`/policies/${id}`, content, headers),
      landed: async (api) => must(await api.get(`/policies/${id}`)).body.description === content.description,
      again: (api) => api.put(`/policies/${id}`, content),
    };
  },
};

const removeRole: Operation = {
  name: 'a role is deleted',
  boundaries: [
    before(REPLACE, 'failed'),
    after(REPLACE, 'failed'),
    before(HOLDERS, 'failed'),
    after(HOLDERS, 'failed'),
    before(REPLACE, 'failed', 2),
    after(REPLACE, 'succeeded', 2),
  ],
  async prepare({ admin }) {
    const policy = newName();
    await makePolicy(admin, policy, STATEMENTS);
    const { id } = (await makeRole(admin, newName(), [policy])).body;
    return {
      send: (headers) => admin.delete(`/roles/${id}`, headers),
      landed: async (api) => (await api.get(`/roles/${id}`)).status === 404,
    };
  },
};

export const POLICY_OPERATIONS: readonly Operation[] = [create, replace, removeRole];
