import { type CofferClient, CofferProblem, ServerDistrusted } from '#client';
import { failed } from '../failure.js';
import { type Variables, variablesIn } from '../formats/variables.js';

export interface Below {
  /** Also secrets below deeper levels. */
  readonly deep?: boolean;
  /** Leaves out what may not be revealed, instead of refusing. */
  readonly partial?: boolean;
}

/** A prefix with its last slash, which may be left out. */
export function withSlash(prefix: string): string {
  return prefix.endsWith('/') ? prefix : `${prefix}/`;
}

/** The secrets below a prefix as variables of an environment: one request, and the server makes the names. */
export async function environmentBelow(
  client: CofferClient,
  prefix: string,
  { deep = false, partial = false }: Below = {},
): Promise<Variables> {
  const query = { prefix: withSlash(prefix), ...flag({ deep }), ...flag({ partial }) };
  const { data } = await client.call('get', '/api/v1/secrets/env', { params: { query } }).catch((error: unknown) => {
    if (!(error instanceof CofferProblem && error.code === 'not_found')) throw error;
    const [where, advice] = deep ? ['below it', ''] : ['right below it', ' --deep takes deeper levels, too.'];
    throw failed(`${query.prefix}: there is no secret ${where} that you may list.${advice}`);
  });
  const variables = variablesIn(data);
  if (variables === null) throw new ServerDistrusted('malformed_answer');
  return variables;
}

/** A flag that is not set is not sent. */
function flag(named: Readonly<Record<string, boolean>>): Record<string, string> {
  return Object.fromEntries(Object.entries(named).flatMap(([name, isSet]) => (isSet ? [[name, 'true']] : [])));
}
