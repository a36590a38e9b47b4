import { shown } from '../output/shown.js';
import { writeValues } from '../output/write-values.js';
import type { Workplace } from '../workplace.js';
import { reveal } from './reveal.js';
import { addressOf, versionOf } from './secret-path.js';

export interface GetOptions {
  readonly version?: string;
  readonly json?: true;
}

/** Prints the value alone. A line break follows only where a person sees it, so that a program gets the exact value. */
export async function getSecret(
  { client, terminal, about }: Workplace,
  given: string,
  options: GetOptions,
): Promise<void> {
  const address = addressOf(given);
  const version = versionOf(options.version);
  about(address.path);
  const revealed = await reveal(await client(), address, version);
  // The escapes are those of JSON: it reads the same.
  if (options.json) return terminal.tell(shown(JSON.stringify({ field: address.field, ...revealed })));
  await writeValues(terminal, terminal.isSeen ? `${revealed.value}\n` : revealed.value);
}
