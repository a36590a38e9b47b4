import type { CofferClient } from '#client';
import type { Address } from './secret-path.js';

/** A value and what it belongs to. */
export interface Revealed {
  readonly path: string;
  readonly version: number;
  readonly value: string;
}

/** Reveals a secret, or one field of it. `version`: null is the current one. */
export async function reveal(client: CofferClient, { path }: Address, version: number | null): Promise<Revealed> {
  const { data: found } = await client.get('/api/v1/secrets/by-path', { params: { query: { path } } });
  const query = version === null ? {} : { version };
  const { data } = await client.get('/api/v1/secrets/{id}/reveal', { params: { path: { id: found.id }, query } });
  return { path, version: data.version, value: data.value };
}
