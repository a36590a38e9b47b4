import { type CofferClient, CofferProblem } from '#client';
import { plain } from '../output/plain.js';
import type { ImportTarget, Present } from './import-run.js';

/** Why the value at a path cannot be compared. */
const REFUSALS: Readonly<Record<string, string>> = {
  forbidden: 'is there, and you may not reveal it, so it cannot be compared',
  second_factor_required: 'is there, and is revealed only after a second factor',
  secret_expired: 'is there and has expired: rotate it, or import to another path',
};
/** Statuses that are about one secret. All others stop the import. */
const OF_ONE = new Set([400, 403, 404, 409, 410, 412, 413, 422]);

/** The server of a client. Each write has an Idempotency-Key, so that a repeated request makes no second version. */
export function serverTarget(client: CofferClient): ImportTarget {
  let permissions: Promise<readonly string[]> | null = null;
  return {
    valuesAt: (paths) => valuesAt(client, paths),
    refusal: async (isNew) => {
      const needed = isNew ? 'secret:write' : 'secret:rotate';
      permissions ??= client.get('/api/v1/auth/me').then(({ data }) => data.permissions);
      return (await permissions).includes(needed) ? null : `Your roles do not allow this: it needs ${needed}.`;
    },
    keep: (path, value, isNew) => keep(client, { path, value, isNew }),
  };
}

async function valuesAt(client: CofferClient, paths: readonly string[]): Promise<ReadonlyMap<string, Present>> {
  try {
    const { data } = await client.post('/api/v1/secrets/reveal', {
      body: { paths: [...paths], all_or_nothing: false },
    });
    return new Map<string, Present>([
      ...data.items.map(({ path, value }) => [path, { value }] as const),
      ...data.errors.map(({ path, code }) => [path, presentOf(code)] as const),
    ]);
  } catch (error) {
    if (!(error instanceof CofferProblem) || error.code !== 'answer_too_large' || paths.length === 1) throw error;
    const half = Math.ceil(paths.length / 2);
    const halves = [await valuesAt(client, paths.slice(0, half)), await valuesAt(client, paths.slice(half))];
    return new Map(halves.flatMap((one) => [...one]));
  }
}

function presentOf(code: string): Present {
  if (code === 'not_found') return { value: null };
  return { refusal: REFUSALS[code] ?? `is there, and cannot be compared: ${plain(code)}` };
}

async function keep(
  client: CofferClient,
  { path, value, isNew }: { path: string; value: string; isNew: boolean },
): Promise<string | null> {
  const params = { query: { path }, header: isNew ? { 'If-None-Match': '*' } : {} };
  try {
    await client.put('/api/v1/secrets/by-path', { params, body: { value } });
    return null;
  } catch (error) {
    if (!(error instanceof CofferProblem) || !OF_ONE.has(error.status)) throw error;
    if (error.status === 412) return 'was made by somebody else meanwhile: import again';
    return plain(`${error.code}: ${error.detail}`);
  }
}
