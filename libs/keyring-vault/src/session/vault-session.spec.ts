import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { VaultConfig } from '#config';
import { isLasting, OutcomeUnknown, PartUnavailable, StartError } from '#kernel';
import { ManualClock } from '#kernel/testing';
import { connectVault } from './vault-client.js';
import { VaultSession } from './vault-session.js';

/** What the port promises of each call. */
const BOUND_MS = 2_000;
const SECRET_TOKEN = 's.fixed';

const servers: Server[] = [];
const sessions: VaultSession[] = [];
let clock: ManualClock;

beforeEach(() => {
  clock = new ManualClock();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function say(response: ServerResponse, status: number, body: object = {}): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/**
 * A server that lets everyone log in and answers all else by `answer`. `arrived(count)` resolves once so many of those
 * requests have come.
 */
async function vault(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const requests = new EventEmitter();
  let seen = 0;
  const addr = await serve((request, response) => {
    if (request.url === '/v1/auth/token/lookup-self') return say(response, 200, { data: { ttl: 0 } });
    answer(request, response);
    requests.emit(`request ${++seen}`);
  });
  const session = sessionFor(addr, { token: SECRET_TOKEN });
  await session.open();
  const arrived = async (count: number): Promise<void> => {
    if (seen < count) await once(requests, `request ${count}`);
  };
  return { session, arrived };
}

function sessionFor(addr: string, auth: VaultConfig['auth']): VaultSession {
  const places = { mode: 'kv', kvMount: 'kv', transitMount: 'transit', transitKey: 'k', auditKey: 'a' } as const;
  const client = connectVault({ addr, caFile: null, namespace: null, auth, ...places });
  const session = new VaultSession(client, auth, clock);
  sessions.push(session);
  return session;
}

afterEach(async () => {
  for (const session of sessions.splice(0)) session.close();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

describe('a call of Vault', () => {
  it.each([
    ['never answers', () => {}],
    ['breaks off', (_: IncomingMessage, response: ServerResponse) => response.destroy()],
    ['answers with 500', (_: IncomingMessage, response: ServerResponse) => say(response, 500)],
    [
      'answers one byte at a time, without end',
      (_: IncomingMessage, response: ServerResponse) => {
        response.writeHead(200);
        const drip = setInterval(() => response.write(' '), 100);
        response.on('close', () => clearInterval(drip));
      },
    ],
    [
      'answers with too much',
      (_: IncomingMessage, response: ServerResponse) => {
        response.end(JSON.stringify({ data: 'x'.repeat(17_000_000) }));
      },
    ],
  ])('that %s is OutcomeUnknown for a write and PartUnavailable for a read, within 2 s [R89]', async (_, answer) => {
    const { session, arrived } = await vault(answer);
    const call = session.begin();
    const outcomes = Promise.allSettled([
      call.write('kv/data/a', {}),
      call.read('kv/data/a'),
      call.compute('t/encrypt/k', {}),
    ]);
    await arrived(3);
    await clock.advance(BOUND_MS);
    expect((await outcomes).map((outcome) => outcome.status === 'rejected' && outcome.reason.constructor)).toEqual([
      OutcomeUnknown,
      PartUnavailable,
      PartUnavailable,
    ]);
  });

  it.each([429, 503])('that is answered with %i has changed nothing', async (status) => {
    const { session } = await vault((_, response) => say(response, status));
    await expect(session.begin().write('kv/data/a', {})).rejects.toThrow(PartUnavailable);
  });

  it.each([
    [307, true],
    [403, true],
    [405, true],
    [408, false],
    [412, false],
    [425, false],
    [429, false],
    [473, false],
    [500, false],
    [503, false],
  ])('that is answered with %i is in vain for good: %s', async (status, lasting) => {
    const { session } = await vault((_, response) => say(response, status));
    const failure = await session
      .begin()
      .read('kv/data/a')
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PartUnavailable);
    expect(isLasting(failure)).toBe(lasting);
  });

  it('that never reached the server has changed nothing', async () => {
    // The server closes the connection of the login itself, so that the client opens another one.
    const addr = await serve((_, response) => {
      response.setHeader('connection', 'close');
      say(response, 200, { data: { ttl: 0 } });
    });
    const session = sessionFor(addr, { token: SECRET_TOKEN });
    await session.open();
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
    await expect(session.begin().write('kv/data/a', {})).rejects.toThrow(PartUnavailable);
  });

  it('does not follow a redirection, which would take the token elsewhere [R81]', async () => {
    const seen: unknown[] = [];
    const elsewhere = await serve((request, response) => {
      seen.push(request.headers['x-vault-token']);
      say(response, 200);
    });
    const { session } = await vault((_, response) => {
      response.writeHead(307, { location: `${elsewhere}/v1/kv/data/a` }).end();
    });
    await expect(session.begin().read('kv/data/a')).rejects.toThrow(PartUnavailable);
    expect(seen).toEqual([]);
  });

  it('shares its deadline with the login that it needs', async () => {
    const { session, arrived } = await vault((_, response) => void clock.after(1_000, () => say(response, 403)));
    const outcome = expect(session.begin().read('kv/data/a')).rejects.toThrow(PartUnavailable);
    await arrived(1);
    await clock.advance(1_000);
    await arrived(2);
    await clock.advance(BOUND_MS - 1_000 - 1);
    await outcome;
  });
});

describe('a login', () => {
  it('that is refused stops the start with one line, and is an outage later', async () => {
    let valid = true;
    const addr = await serve((_, response) => {
      if (valid) say(response, 200, { auth: { client_token: 't', lease_duration: 3_600 } });
      else say(response, 403, { errors: ['permission denied'] });
    });
    const session = sessionFor(addr, { roleId: 'r', secretId: 's' });
    await session.open();
    valid = false;
    await expect(session.begin().write('kv/data/a', {})).rejects.toThrow(PartUnavailable);
    await expect(sessionFor(addr, { roleId: 'r', secretId: 's' }).open()).rejects.toThrow(StartError);
  });

  it('is made once for many requests that are refused at the same time', async () => {
    let logins = 0;
    const addr = await serve((request, response) => {
      if (request.url?.endsWith('/login')) {
        say(response, 200, { auth: { client_token: `t${++logins}`, lease_duration: 3_600 } });
      } else say(response, request.headers['x-vault-token'] === 't1' ? 403 : 200);
    });
    const session = sessionFor(addr, { roleId: 'r', secretId: 's' });
    await session.open();
    await Promise.all(Array.from({ length: 20 }, () => session.begin().read('kv/data/a')));
    expect(logins).toBe(2);
  });
});
