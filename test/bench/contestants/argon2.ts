import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Load } from '../measure/load.js';
import { Program } from '../program.js';
import { LOGIN_ROUND } from './sessions.js';

const MAIN = fileURLToPath(new URL('../bare/argon2.ts', import.meta.url));

/** The costs of an Argon2id hash (RFC 9106). */
export interface Costs {
  readonly memoryKib: number;
  readonly iterations: number;
  readonly parallelism: number;
}

/** The bare verifier: the lowest possible cost of a login on this machine. */
export interface BareArgon2 {
  readonly program: Program;
  readonly verify: Load;
}

/** Starts it. It logs to a file in `folder`. */
export async function startArgon2(folder: string, costs: Costs): Promise<BareArgon2> {
  const args = [costs.memoryKib, costs.iterations, costs.parallelism].map(String);
  const program = Program.start([MAIN, ...args], {}, join(folder, 'argon2.log'));
  const [line] = await program.prints(/^\{.*\}$/m);
  const { url } = JSON.parse(line) as { url: string };
  const verify: Load = {
    url,
    headers: {},
    status: 200,
    ...LOGIN_ROUND,
    requestsOf: () => [{ method: 'GET', path: '/' }],
  };
  return { program, verify };
}
