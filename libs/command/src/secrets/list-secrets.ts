import type { CofferClient } from '#client';
import { plain } from '../output/plain.js';
import { tellTable } from '../output/table.js';
import type { Workplace } from '../workplace.js';
import { everyItem, PAGE } from './pages.js';

type State = 'live' | 'deleted';

export interface ListOptions {
  readonly deleted?: true;
  readonly json?: true;
}

/** Prints the secrets below a prefix: a table for a person, and one path a line for a program. */
export async function listSecrets(place: Workplace, prefix: string, { deleted, json }: ListOptions): Promise<void> {
  const { terminal } = place;
  const secrets = await secretsBelow(await place.client(), prefix, deleted ? 'deleted' : 'live');
  if (json) return terminal.tell(JSON.stringify(secrets));
  if (!terminal.isSeen) return secrets.forEach(({ path }) => void terminal.tell(plain(path)));
  if (secrets.length === 0) return terminal.complain(nothing(prefix, deleted === true));
  const rows = secrets.map((one) => [one.path, String(one.version), one.updated_at, one.expires_at ?? 'never']);
  tellTable(terminal, ['PATH', 'VERSION', 'CHANGED', 'EXPIRES'], rows);
}

function nothing(prefix: string, deleted: boolean): string {
  const where = prefix === '' ? '' : ` whose path begins with ${plain(prefix)}`;
  return `There is no ${deleted ? 'deleted ' : ''}secret${where}, or you may not see it.`;
}

/** All secrets whose path begins with `prefix`. */
export async function secretsBelow(client: CofferClient, prefix: string, state: State = 'live') {
  const asked = { limit: PAGE, state, ...(prefix === '' ? {} : { prefix }) };
  return everyItem(async (at) => {
    const { data } = await client.get('/api/v1/secrets', { params: { query: { ...asked, ...at } } });
    return data;
  });
}
