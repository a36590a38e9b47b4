import { randomBytes } from 'node:crypto';
import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { type Abuse, addressIn, NETWORKS, PROXY, statusOf, type Target } from './target.js';

/** Requests that an abuser sends in all. */
const SENT_MOST = 200_000;
/** After an answer of 429 or 503, a connection goes on after this time: faster than any client should. */
const REFUSED_PAUSE_MS = 5;

interface Sent {
  readonly method?: string;
  readonly path: string;
  readonly token?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Flood {
  readonly connections: number;
  readonly from?: string;
  /** `number` counts from 0. */
  requestFor(target: Target, number: number): Sent;
}

/** Sends one request after the other on each connection, and reads the answers. */
function flood({ connections, from = addressIn(NETWORKS[0]), requestFor }: Flood): Abuse {
  return (target, signal) => {
    const agent = new Agent({ keepAlive: true, maxSockets: connections, localAddress: from });
    let sent = 0;
    const next = async (): Promise<void> => {
      while (!signal.aborted && sent < SENT_MOST) {
        const status = await answerTo(target, requestFor(target, sent++), agent).catch(() => 0);
        if (status === 0 || status === 429 || status === 503) await pause(REFUSED_PAUSE_MS);
      }
    };
    for (let connection = 0; connection < connections; connection += 1) void next();
    signal.addEventListener('abort', () => agent.destroy());
  };
}

function answerTo({ host, port }: Target, { method = 'GET', path, token, body, headers }: Sent, agent: Agent) {
  const sent = {
    ...(token && { authorization: `Bearer ${token}` }),
    ...(body !== undefined && {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
    }),
    ...headers,
  };
  return statusOf({ host, port, method, path, headers: sent, agent }, body);
}

const post = (path: string, body: object) => ({ method: 'POST', path: `/api/v1${path}`, body: JSON.stringify(body) });
const sealed = (bytes: number) => ({
  ciphertext: randomBytes(bytes).toString('base64'),
  iv: randomBytes(12).toString('base64'),
  tag: randomBytes(16).toString('base64'),
});
/** 16 KiB of keys, more than a body may have. */
const KEYS = `{${Array.from({ length: 1_400 }, (_, n) => `"k${n}":1`).join()}}`;
const PUBLIC = ['/openapi.json', '/docs', '/redoc', '/api/v1/nothing', '/health/ready', '/health'];

export const FLOODS: Readonly<Record<string, Abuse>> = {
  'bodies of many keys': flood({
    connections: 8,
    requestFor: (_, n) => ({ method: 'POST', path: '/api/v1/auth/login', body: KEYS, headers: { 'x-n': String(n) } }),
  }),
  'large bodies without a token': flood({
    connections: 8,
    requestFor: () => ({ method: 'POST', path: '/api/v1/secrets', body: ' '.repeat(1_000_000) }),
  }),
  'cheap public requests': flood({
    connections: 16,
    requestFor: (_, n) => ({ path: PUBLIC[n % PUBLIC.length] ?? '/' }),
  }),
  'logins from one /56': flood({
    connections: 32,
    from: PROXY,
    requestFor: (_, n) => ({
      ...post('/auth/login', { username: `nobody-${n % 1_000}`, password: 'Copper-Lantern-77-Meadow' }),
      headers: { 'x-forwarded-for': `2001:db8:0:${(n % 256).toString(16)}::1` },
    }),
  }),
  'wide searches': flood({
    connections: 16,
    requestFor: ({ reader }, n) => ({ path: `/api/v1/secrets?q=nothing-${n}&limit=200`, token: reader }),
  }),
  'rare pairs in the audit': flood({
    connections: 16,
    requestFor: ({ admin }) => ({
      path: '/api/v1/audit/logs?action=secret:reveal&outcome=failed&resource_type=secret&limit=200',
      token: admin,
    }),
  }),
  'exports of the audit': flood({
    connections: 8,
    requestFor: ({ admin }) => ({ path: '/api/v1/audit/logs/export', token: admin }),
  }),
  'changes of a large vault': flood({
    connections: 8,
    requestFor: ({ member }) => ({ ...post('/entries', sealed(64)), token: member }),
  }),
  'denials by many policies': flood({
    connections: 16,
    requestFor: ({ denied, secretId }) => ({ path: `/api/v1/secrets/${secretId}/reveal`, token: denied }),
  }),
};
