import { plain } from '../output/plain.js';
import type { Workplace } from '../workplace.js';

const MOST = 10_000;

/** Prints the account that the server sees, and what it may do. */
export async function whoAmI({ client, terminal }: Workplace, { json }: { readonly json?: true }): Promise<void> {
  const { data: me } = await (await client()).get('/api/v1/auth/me');
  if (json) return terminal.tell(JSON.stringify(me));
  const rows = [
    ['account', `${me.username} (${me.kind === 'service' ? 'a program' : 'a person'})`],
    ['roles', me.roles.join(', ') || 'none'],
    ['may', me.permissions.join(', ') || 'nothing'],
  ] as const;
  for (const [name, text] of rows) terminal.tell(`${name.padEnd(8)} ${plain(text, MOST)}`);
}
