import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gets, type Load } from '../measure/load.js';
import { Program } from '../program.js';

const MAIN = fileURLToPath(new URL('../bare/server.ts', import.meta.url));

/** The bare Fastify program: the least that a reveal costs here. */
export interface Bare {
  readonly program: Program;
  readonly reveal: Load;
}

/** Starts it in `folder`, over `secrets` secrets of its own. */
export async function startBare(folder: string, secrets: number): Promise<Bare> {
  const program = Program.start([MAIN, folder, String(secrets)], {}, join(folder, 'bare.log'));
  const [line] = await program.prints(/^\{.*\}$/m);
  const { url, token, ids } = JSON.parse(line) as { url: string; token: string; ids: string[] };
  const reveal: Load = {
    url,
    headers: { authorization: `Bearer ${token}` },
    status: 200,
    requestsOf: gets(ids.map((id) => `/secrets/${id}/reveal`)),
  };
  return { program, reveal };
}
