import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { MemoryTokenStore } from '../session/token-store.js';
import { FakeServer } from '../testing/fake-server.js';
import { clientOf, Kept } from '../testing/login.js';
import { breakingOff } from './aborts.js';

const ENOUGH = new Error('enough');

/** A promise that a test settles. */
function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** Each round collects what nothing holds, and lets its finalizers run. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  setFlagsFromString('--no-expose-gc');
  for (let round = 0; round < 10; round += 1) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('a call that its caller aborts', () => {
  let server: FakeServer;
  let kept: Kept;
  let caller: AbortController;

  beforeEach(async () => {
    server = new FakeServer();
    kept = await Kept.on(server);
    caller = new AbortController();
  });

  it('before it is made, is not sent: with a token, without one, and with a key', async () => {
    const { client } = await kept.device();
    const before = server.arrived.length;
    caller.abort(ENOUGH);
    const { signal } = caller;
    const body = { path: 'a', value: 'x' };
    await expect(client.post('/api/v1/secrets', { body, signal })).rejects.toBe(ENOUGH);
    await expect(client.get('/health', { signal })).rejects.toBe(ENOUGH);
    const program = clientOf(server, { key: 'coffer_sk_x' });
    await expect(program.get('/api/v1/secrets', { signal })).rejects.toBe(ENOUGH);
    expect(server.arrived).toHaveLength(before);
  });

  it('while it waits for its token, rejects at once and is never sent', async () => {
    const tokens = new MemoryTokenStore();
    const { client } = await kept.device(undefined, { tokens });
    const before = server.arrived.length;
    const { opened, open } = gate();
    const load = tokens.load.bind(tokens);
    tokens.load = async () => {
      await opened;
      return load();
    };
    const call = client.get('/api/v1/auth/me', { signal: caller.signal });
    caller.abort(ENOUGH);
    await expect(call).rejects.toBe(ENOUGH);
    open();
    await client.get('/health');
    expect(server.arrived.slice(before).map(({ path }) => path)).toEqual(['/health']);
  });

  it('while it waits for the token after a refused one, is not sent again, and the session is renewed', async () => {
    const { client } = await kept.device();
    server.forgetAccess();
    server.lose = ({ path }) => void (path.endsWith('/refresh') && caller.abort(ENOUGH));
    await expect(client.get('/api/v1/auth/me', { signal: caller.signal })).rejects.toBe(ENOUGH);
    expect(server.count('GET', '/auth/me')).toBe(1);
    await client.get('/api/v1/auth/me');
    expect(server.count('POST', '/auth/refresh')).toBe(1);
  });

  it('while it waits before a repetition, rejects at once and is not repeated', async () => {
    const { opened, open } = gate();
    const sleep = () => {
      caller.abort(ENOUGH);
      return opened;
    };
    let sent = 0;
    const fetch = async () => {
      sent += 1;
      throw new TypeError('reset');
    };
    const client = clientOf(server, { fetch, sleep });
    await expect(client.get('/health', { signal: caller.signal })).rejects.toBe(ENOUGH);
    open();
    await opened;
    expect(sent).toBe(1);
  });

  it('while it waits for its answer, ends although Node has collected what nothing holds', async () => {
    const arrived = gate();
    const fetch = (request: Request) => {
      if (!request.url.endsWith('/me')) return server.fetch(request);
      arrived.open();
      return new Promise<Response>(() => {});
    };
    const { client } = await kept.device(undefined, { fetch });
    const call = client.get('/api/v1/auth/me', { signal: caller.signal });
    await arrived.opened;
    await collectGarbage();
    caller.abort(ENOUGH);
    await expect(call).rejects.toBe(ENOUGH);
  });

  it.each([204, 205, 304, 502])('gets an answer %i although its platform gives it an empty stream', (status) => {
    const response = new Response(null, { status });
    Object.defineProperty(response, 'body', { value: new ReadableStream() });
    expect(breakingOff(response, caller.signal)).toBe(response);
  });

  it('while it reads a stream, breaks the stream off', async () => {
    const cancelled = gate();
    const start = (controller: ReadableStreamDefaultController<Uint8Array>) => controller.enqueue(Uint8Array.of(1));
    const endless = () => new ReadableStream({ start, cancel: cancelled.open });
    const client = clientOf(server, { fetch: async () => new Response(endless()), key: 'k' });
    const { data } = await client.call('get', '/x', { parseAs: 'stream', signal: caller.signal });
    const reader = (data as ReadableStream<Uint8Array>).getReader();
    expect((await reader.read()).value).toEqual(Uint8Array.of(1));
    caller.abort(ENOUGH);
    await expect(reader.read()).rejects.toBe(ENOUGH);
    await cancelled.opened;
  });
});
