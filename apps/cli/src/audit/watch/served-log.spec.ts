import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ManualClock } from '#kernel/testing';
import { answeringServer, problem, type Said } from '../../testing/answering-server.js';
import { ServedLog } from './served-log.js';

const REFUSED = 'The server refused GET /api/v1/audit/checkpoint with ';

describe('a log that a server shows', () => {
  let server: Server;
  let said: Said;

  beforeAll(async () => {
    server = await answeringServer(async () => said);
  });
  afterAll(() => void server.close());

  async function refusal(answer: Said): Promise<string> {
    said = answer;
    const { port } = server.address() as AddressInfo;
    const log = new ServedLog(`http://127.0.0.1:${port}`, async () => 'key', new ManualClock());
    return log.checkpoint('signed').then(
      () => 'none',
      ({ message }: Error) => message,
    );
  }

  it('says why the server refuses, and what to do about the key', async () => {
    expect(await refusal(problem(401, 'unauthenticated', 'The key has ended.'))).toBe(
      `${REFUSED}401 unauthenticated: The key has ended. COFFER_TOKEN_FILE must name a file with an API key that works.`,
    );
    expect(await refusal(problem(403, 'forbidden'))).toBe(
      `${REFUSED}403 forbidden. The key in COFFER_TOKEN_FILE must have the permission audit:read.`,
    );
  });

  it('shows of a text of the server what steers no terminal, and not all of a long one', async () => {
    expect(await refusal(problem(404, 'not_found', 'No\u001b[1A route.'))).toBe(
      `${REFUSED}404 not_found: No\\u001b[1A route.`,
    );
    expect((await refusal(problem(404, 'x'.repeat(10_000), 'y'.repeat(10_000)))).length).toBeLessThan(500);
    expect(await refusal({ status: 404, body: '<html>' })).toBe(`${REFUSED}404.`);
  });
});
