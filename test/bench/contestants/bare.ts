import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gets, type Load } from '../measure/load.js';
import { Program } from '../program.js';

const MAIN = fileURLToPath(new URL('../bare/server.ts', import.meta.url));

/** The bare Fastify program: the lowest possible cost of a reveal on this machine. */
export interface Bare {
  readonly program: Program;
  readonly reveal: Load;
}

/** Starts it in `folder` with `secrets` secrets. */
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
