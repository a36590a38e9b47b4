import type { CofferClient } from '#client';
import type { Address } from './secret-path.js';

/** A value and what it belongs to. */
export interface Revealed {
  readonly path: string;
  readonly version: number;
  readonly value: string;
}

/** Reveals a secret, or one field of it. `version`: null is the current one. */
export async function reveal(
  client: CofferClient,
  { path, field }: Address,
  version: number | null,
): Promise<Revealed> {
  const query = { path, ...(field === null ? {} : { field }), ...(version === null ? {} : { version }) };
  const { data } = await client.get('/api/v1/secrets/reveal', { params: { query } });
  return { path: data.path, version: data.version, value: data.value };
}
