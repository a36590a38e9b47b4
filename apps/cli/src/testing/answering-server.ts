import { createServer, type IncomingMessage, type Server } from 'node:http';

export interface Said {
  readonly status: number;
  readonly body: string;
}

/** An answer that refuses. */
export const problem = (status: number, code: string, detail?: string): Said => ({
  status,
  body: JSON.stringify({ code, detail }),
});

/** A server on a free port of this machine. If `answer` resolves with null, it cuts the connection; if it throws, 500. */
export async function answeringServer(answer: (request: IncomingMessage) => Promise<Said | null>): Promise<Server> {
  const server = createServer(async (request, response) => {
    const said = await answer(request).catch(() => problem(500, 'internal'));
    if (said === null) response.destroy();
    else response.writeHead(said.status).end(said.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** Waits that take no time. The 100th throws, so that what never ends fails. */
export function untilTired(): () => Promise<void> {
  let waits = 0;
  return async () => {
    waits += 1;
    if (waits === 100) throw new Error('it waited 100 times');
  };
}
