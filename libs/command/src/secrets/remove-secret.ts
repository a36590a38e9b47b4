import { CofferProblem } from '#client';
import { plain } from '../output/plain.js';
import type { Workplace } from '../workplace.js';
import { plainPath } from './secret-path.js';

/** Deletes a secret, which can be restored for the time that the server keeps it. */
export async function removeSecret(place: Workplace, given: string, { json }: { readonly json?: true }): Promise<void> {
  const path = plainPath(given);
  place.about(path);
  const client = await place.client();
  const { data: secret } = await client.get('/api/v1/secrets/by-path', { params: { query: { path } } });
  await client.delete('/api/v1/secrets/{id}', { params: { path: { id: secret.id } } }).catch((error: unknown) => {
    // The answer of the attempt before was lost: that one deleted it.
    if (!(error instanceof CofferProblem) || error.status !== 404 || error.attempts < 2) throw error;
  });
  if (json) return place.terminal.tell(JSON.stringify({ id: secret.id, path, state: 'deleted' }));
  place.terminal.tell(`${plain(path)} is deleted. Until it is destroyed, \`coffer restore\` brings it back.`);
}
