import { newId } from '#kernel';
import { must } from '../../e2e/support/people/accounts.js';
import type { Api } from '../../e2e/support/processes/api.js';
import { type KeptSecrets, PREFIX, valueAt } from '../support/kept-secrets.js';
import { after, before, type Operation } from './boundary.js';

const INSERT = 'SecretStore.heads.insert';
const REPLACE = 'SecretStore.heads.replace';
const ARCHIVE = 'SecretStore.archive';
const DESTROY = 'SecretStore.destroyVersion';

export interface Made {
  readonly id: string;
  readonly path: string;
}

export function newPath(): string {
  return `${PREFIX}${newId()}`;
}

/** A secret with two acknowledged versions. */
export async function secretOf(admin: Api, kept: KeptSecrets): Promise<Made> {
  const path = newPath();
  const { id } = must(await admin.post('/secrets', { path, value: valueAt(path, 1) })).body;
  kept.acknowledge(id, 1);
  must(await admin.put(`/secrets/${id}/rotate`, { value: valueAt(path, 2) }));
  kept.acknowledge(id, 2);
  return { id, path };
}

async function stateOf(api: Api, id: string, version: number): Promise<string | undefined> {
  const { items } = must(await api.get(`/secrets/${id}/versions`)).body;
  return items.find((item: { version: number }) => item.version === version)?.state;
}

const create: Operation = {
  name: 'a secret is created',
  boundaries: [before(INSERT, 'failed'), after(INSERT, 'succeeded')],
  async prepare({ admin }) {
    const path = newPath();
    const draft = { path, value: valueAt(path, 1) };
    return {
      with: [path],
      send: (headers) => admin.post('/secrets', draft, headers),
      landed: async (api) => (await api.get(`/secrets/by-path?path=${path}`)).status === 200,
      again: (api) => api.post('/secrets', draft),
    };
  },
};

const rotate: Operation = {
  name: 'a secret is rotated',
  boundaries: [
    before(ARCHIVE, 'failed'),
    after(ARCHIVE, 'failed'),
    before(REPLACE, 'failed'),
    after(REPLACE, 'succeeded'),
  ],
  async prepare({ admin, kept }) {
    const { id, path } = await secretOf(admin, kept);
    const value = valueAt(path, 3);
    return {
      with: [id],
      send: (headers) => admin.put(`/secrets/${id}/rotate`, { value }, headers),
      landed: async (api) => (await stateOf(api, id, 3)) === 'current',
      again: (api) => api.put(`/secrets/${id}/rotate`, { value }),
    };
  },
};

const put: Operation = {
  ...{ name: 'a value is put at a taken path', boundaries: rotate.boundaries },
  async prepare({ admin, kept }) {
    const { id, path } = await secretOf(admin, kept);
    const send = (api: Api, headers = {}) =>
      api.put(`/secrets/by-path?path=${path}`, { value: valueAt(path, 3) }, headers);
    return {
      with: [id],
      send: (headers) => send(admin, headers),
      landed: async (api) => (await stateOf(api, id, 3)) === 'current',
      again: send,
    };
  },
};

const destroy: Operation = {
  name: 'a version is destroyed',
  boundaries: [
    before(REPLACE, 'failed'),
    after(REPLACE, 'succeeded'),
    before(DESTROY, 'succeeded'),
    after(DESTROY, 'succeeded'),
  ],
  async prepare({ admin, kept }) {
    const { id } = await secretOf(admin, kept);
    return {
      with: [id],
      send: (headers) => admin.delete(`/secrets/${id}/versions/1`, headers),
      landed: async (api) => (await stateOf(api, id, 1)) === 'destroyed',
      again: (api) => api.delete(`/secrets/${id}/versions/1`),
    };
  },
};

const update: Operation = {
  name: 'a secret is described',
  boundaries: [before(REPLACE, 'failed'), after(REPLACE, 'succeeded')],
  async prepare({ admin, kept }) {
    const { id } = await secretOf(admin, kept);
    const change = { description: 'described under faults' };
    return {
      with: [id],
      send: (headers) => admin.patch(`/secrets/${id}`, change, headers),
      landed: async (api) => must(await api.get(`/secrets/${id}`)).body.description === change.description,
      again: (api) => api.patch(`/secrets/${id}`, change),
    };
  },
};

const remove: Operation = {
  name: 'a secret is deleted',
  boundaries: [before(REPLACE, 'failed'), after(REPLACE, 'succeeded')],
  async prepare({ admin, kept }) {
    const { id } = await secretOf(admin, kept);
    kept.mayBeGone(id);
    return {
      with: [id],
      send: (headers) => admin.delete(`/secrets/${id}`, headers),
      landed: async (api) => (await api.get(`/secrets/${id}`)).status === 404,
      again: (api) => api.delete(`/secrets/${id}`),
    };
  },
};

const restore: Operation = {
  name: 'a secret is restored',
  boundaries: [before(REPLACE, 'failed'), after(REPLACE, 'succeeded')],
  async prepare({ admin, kept }) {
    const { id } = await secretOf(admin, kept);
    kept.mayBeGone(id);
    must(await admin.delete(`/secrets/${id}`));
    return {
      with: [id],
      send: (headers) => admin.post(`/secrets/${id}/restore`, {}, headers),
      landed: async (api) => (await api.get(`/secrets/${id}`)).status === 200,
      again: (api) => api.post(`/secrets/${id}/restore`),
    };
  },
};

/** While an append is held, no other record is written, so nothing comes after this one. */
export const OUTCOME: Operation = {
  name: 'the outcome of a rotation is recorded',
  boundaries: [before('AuditLog.append', 'succeeded')],
  async prepare({ admin, kept }) {
    const { id, path } = await secretOf(admin, kept);
    return {
      with: [id, 'secret:rotate', 'succeeded'],
      send: (headers) => admin.put(`/secrets/${id}/rotate`, { value: valueAt(path, 3) }, headers),
      landed: async (api) => (await stateOf(api, id, 3)) === 'current',
    };
  },
};

export const SECRET_OPERATIONS: readonly Operation[] = [create, rotate, put, destroy, update, remove, restore];
