/**
 * The lowest possible cost of a login on this machine: a program that only verifies one Argon2id hash for each request,
 * two at a time as Coffer does.
 *
 * Node runs this file directly and strips the types: `argon2.ts MEMORY_KIB ITERATIONS PARALLELISM`. It listens on a free
 * port, and prints one line of JSON: url.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { argon2id, hash, verify } from 'argon2';

const AT_ONCE = 2;
const PASSWORD = 'Correct-Horse-42-Staple';

const [memoryCost, timeCost, parallelism] = process.argv.slice(2).map(Number);
const stored = await hash(PASSWORD, { type: argon2id, memoryCost, timeCost, parallelism });
const waiting: (() => void)[] = [];
let running = 0;

async function verifyInTurn(): Promise<boolean> {
  if (running < AT_ONCE) running += 1;
  else await new Promise<void>((begin) => waiting.push(begin));
  try {
    return await verify(stored, PASSWORD);
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

const server = createServer(async (_, response) => {
  response.statusCode = (await verifyInTurn()) ? 200 : 401;
  response.end();
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}` })}\n`);
