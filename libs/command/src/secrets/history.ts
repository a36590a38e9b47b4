import { tellTable } from '../output/table.js';
import type { Workplace } from '../workplace.js';
import { everyItem, PAGE } from './pages.js';
import { plainPath } from './secret-path.js';

/** In words of the guides, where archived is what was moved out of the audit. */
const STATES = { current: 'current', archived: 'former', destroyed: 'destroyed' } as const;

/** Prints the versions of a secret, the newest first. */
export async function history(place: Workplace, given: string, { json }: { readonly json?: true }): Promise<void> {
  const path = plainPath(given);
  place.about(path);
  const client = await place.client();
  const { data: secret } = await client.get('/api/v1/secrets/by-path', { params: { query: { path } } });
  const versions = await everyItem(async (at) => {
    const params = { path: { id: secret.id }, query: { limit: PAGE, ...at } };
    return (await client.get('/api/v1/secrets/{id}/versions', { params })).data;
  });
  if (json) return place.terminal.tell(JSON.stringify(versions));
  const rows = versions.map((one) => [String(one.version), STATES[one.state], one.created_at, one.created_by]);
  tellTable(place.terminal, ['VERSION', 'STATE', 'MADE', 'BY'], rows);
}
