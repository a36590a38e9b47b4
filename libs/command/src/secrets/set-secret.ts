import { CofferProblem } from '#client';
import { failed } from '../failure.js';
import { plain } from '../output/plain.js';
import type { Workplace } from '../workplace.js';
import { plainPath } from './secret-path.js';
import { readValue } from './value-input.js';

/** A pipe whose first command failed gives an empty input, too. */
const EMPTY = 'The value is empty. Nothing was stored. --empty stores an empty value.';

export interface SetOptions {
  readonly file?: string;
  readonly trim?: true;
  readonly empty?: true;
  readonly ifNew?: true;
  readonly json?: true;
}

/** Makes a secret, or gives it a new version. Prints the version and never the value. */
export async function setSecret(
  { client, terminal, about }: Workplace,
  given: string,
  options: SetOptions,
): Promise<void> {
  const path = plainPath(given);
  about(path);
  const opened = await client();
  const value = trimmed(await readValue(terminal, options.file), options);
  if (value === '' && !options.empty) throw failed(EMPTY);
  const params = { query: { path }, header: options.ifNew ? { 'If-None-Match': '*' } : {} };
  const { data, status } = await opened
    .put('/api/v1/secrets/by-path', { params, body: { value } })
    .catch((error: unknown) => {
      const isThere = options.ifNew && error instanceof CofferProblem && error.status === 412;
      throw isThere ? failed('There is a secret at this path already. Nothing was stored.') : error;
    });
  const isNew = status === 201;
  if (options.json) return terminal.tell(JSON.stringify({ id: data.id, path, version: data.version, created: isNew }));
  if (!options.trim && /^[^\n]+\n$/.test(value)) {
    terminal.complain('The value ends with a line break, which is part of it. --trim leaves it away.');
  }
  terminal.tell(`${plain(path)} has version ${data.version}${isNew ? ', the first' : ''}.`);
}

function trimmed(value: string, { trim }: SetOptions): string {
  return trim ? value.replace(/\r?\n$/, '') : value;
}
