import { CommandFailed, failed } from '../failure.js';
import { plain } from '../output/plain.js';
import type { Workplace } from '../workplace.js';
import { secretsBelow } from './list-secrets.js';
import { plainPath } from './secret-path.js';

export interface RestoreOptions {
  readonly id?: string;
  readonly json?: true;
}

/** Brings a deleted secret back. Where several had the path, a person chooses. */
export async function restoreSecret(place: Workplace, given: string, options: RestoreOptions): Promise<void> {
  const path = plainPath(given);
  const client = await place.client();
  const deleted = (await secretsBelow(client, path, 'deleted')).filter((one) => one.path === path);
  const matching = deleted.filter(({ id }) => options.id === undefined || id === options.id);
  const [found, ...others] = matching;
  if (found === undefined) throw failed('No deleted secret of this path can be restored, or you may not see it.');
  if (others.length > 0) {
    const choices = matching.map(
      (one) => `--id ${plain(one.id)}: version ${one.version}, changed ${plain(one.updated_at)}`,
    );
    throw new CommandFailed([`${matching.length} deleted secrets had this path. Name one:`, ...choices]);
  }
  const { data } = await client.post('/api/v1/secrets/{id}/restore', { params: { path: { id: found.id } } });
  if (options.json) return place.terminal.tell(JSON.stringify(data));
  place.terminal.tell(`${plain(path)} is back, with version ${data.version}.`);
}
