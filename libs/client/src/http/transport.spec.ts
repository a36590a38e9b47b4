import { CofferProblem } from './problem.js';
import { waitBefore } from './repeats.js';
import { Transport, type TransportOptions } from './transport.js';

type Reply = Response | Error | 'hang';
const problem = (status: number, code: string, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify({ status, code, title: code, detail: `${code}.`, request_id: 'r1', decision_id: 'd1' }), {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
  });
const ok = () => Response.json({ fine: true });

function transport(replies: Reply[], options: TransportOptions = {}) {
  const sent: { body: string; key: string | null }[] = [];
  const waits: number[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    sent.push({ body: await request.clone().text(), key: request.headers.get('idempotency-key') });
    const reply = replies.shift() ?? ok();
    if (reply instanceof Error) throw reply;
    if (reply !== 'hang') return reply;
    return new Promise((_, reject) => {
      const stop = () => reject(request.signal.reason);
      if (request.signal.aborted) stop();
      else request.signal.addEventListener('abort', stop);
    });
  };
  const sleep = async (ms: number) => void waits.push(ms);
  return { sent, waits, transport: new Transport({ fetch, sleep, random: () => 0, ...options }) };
}

const request = (method: string, headers: Record<string, string> = {}) =>
  new Request('http://coffer.test/x', { method, headers, body: method === 'GET' ? null : '{"a":1}' });

const IGNORED = { 'idempotency-key': 'k1', 'if-match': '"1"' };

describe('requests that fail', () => {
  it.each([
    ['a POST without a key', 'POST /api/v1/secrets', 'POST', {}],
    ['a PATCH', 'PATCH /api/v1/secrets/{id}', 'PATCH', {}],
    ['a PUT that makes something new', 'PUT /api/v1/secrets/{id}/rotate', 'PUT', {}],
    ['a PUT of a value in the API of Vault', 'PUT /v1/secret/data/{path}', 'PUT', {}],
    ['such a PUT with headers that this API ignores', 'PUT /v1/secret/data/{path}', 'PUT', IGNORED],
    ['a PUT of metadata in the API of Vault', 'PUT /v1/secret/metadata/{path}', 'PUT', {}],
    ['a POST with a key in the API of Vault', 'POST /v1/secret/data/{path}', 'POST', IGNORED],
    ['a DELETE of the latest version in the API of Vault', 'DELETE /v1/secret/data/{path}', 'DELETE', {}],
    ['a DELETE of a path in the API of Vault', 'DELETE /v1/secret/metadata/{path}', 'DELETE', {}],
  ])('are not repeated: %s', async (_name, operation, method, headers) => {
    for (const reply of [new TypeError('reset'), problem(503, 'busy'), problem(429, 'rate_limited')]) {
      const { sent, transport: one } = transport([reply]);
      await expect(one.send(request(method, headers), operation)).rejects.toThrow();
      expect(sent).toHaveLength(1);
    }
  });

  it.each([
    ['a GET', 'GET /api/v1/secrets', 'GET', {}],
    ['a GET in the API of Vault', 'GET /v1/secret/data/{path}', 'GET', {}],
    ['a POST with a key', 'POST /api/v1/secrets', 'POST', { 'idempotency-key': 'k1' }],
    ['a PUT', 'PUT /api/v1/roles/{id}', 'PUT', {}],
    ['a PUT that says what it expects', 'PUT /api/v1/secrets/{id}/rotate', 'PUT', { 'if-match': '"1"' }],
    ['a DELETE', 'DELETE /api/v1/secrets/{id}', 'DELETE', {}],
  ])('are repeated, the same each time: %s', async (_name, operation, method, headers) => {
    const replies = [new TypeError('reset'), problem(503, 'store_unavailable'), problem(429, 'rate_limited')];
    const { sent, waits, transport: one } = transport(replies);
    expect(await (await one.send(request(method, headers), operation)).json()).toEqual({ fine: true });
    expect(new Set(sent.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(sent).toHaveLength(4);
    expect(waits).toEqual([100, 200, 400]);
  });

  it('are not repeated without a key if their outcome is unknown', async () => {
    for (const code of ['outcome_unknown', 'outcome_unrecorded']) {
      for (const method of ['PUT', 'DELETE']) {
        const { sent, transport: one } = transport([problem(503, code)]);
        await expect(one.send(request(method), `${method} /api/v1/x`)).rejects.toMatchObject({ code, attempts: 1 });
        expect(sent).toHaveLength(1);
      }
      const keyed = transport([problem(503, code)]);
      await keyed.transport.send(request('POST', { 'idempotency-key': 'k' }), 'POST /api/v1/secrets');
      expect(keyed.sent.map(({ key }) => key)).toEqual(['k', 'k']);
    }
  });

  it('are given up after four attempts, with the last refusal', async () => {
    const { sent, transport: one } = transport([1, 2, 3, 4, 5].map(() => problem(503, 'busy', { 'retry-after': '2' })));
    const error = await one.send(request('GET'), 'GET /x').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(CofferProblem);
    expect(error).toMatchObject({ status: 503, code: 'busy', detail: 'busy.', retryAfter: 2, attempts: 4 });
    expect(error).toMatchObject({ requestId: 'r1', decisionId: 'd1', errors: [] });
    expect(sent).toHaveLength(4);
  });

  it('wait as long as the server asks, up to a minute', async () => {
    const asked = transport([problem(429, 'rate_limited', { 'retry-after': '7' })]);
    await asked.transport.send(request('GET'), 'GET /x');
    expect(asked.waits).toEqual([7_100]);
    const long = transport([problem(429, 'rate_limited', { 'retry-after': '61' })]);
    await expect(long.transport.send(request('GET'), 'GET /x')).rejects.toMatchObject({ retryAfter: 61 });
    expect(waitBefore(9, null, () => 1)).toBe(10_000);
    expect(waitBefore(1, null, () => 0.5)).toBe(150);
  });

  it('are given up after their time, and when the caller aborts', async () => {
    const { transport: slow } = transport(['hang', 'hang'], { timeoutMs: 20, attempts: 2 });
    await expect(slow.send(request('GET'), 'GET /x')).rejects.toMatchObject({ name: 'NoAnswer', code: 'timed_out' });
    const caller = new AbortController();
    const { transport: one } = transport(['hang']);
    const waiting = one.send(new Request('http://coffer.test/x', { signal: caller.signal }), 'GET /x');
    caller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });

  it('count as unanswered if the body breaks off', async () => {
    const broken = () =>
      new Response(new ReadableStream({ start: (controller) => controller.error(new TypeError('reset')) }), {
        headers: { 'content-type': 'application/json' },
      });
    const { transport: one, sent } = transport([broken()]);
    await one.send(request('GET'), 'GET /x');
    expect(sent).toHaveLength(2);
    const { transport: other } = transport([broken()]);
    await expect(other.send(request('POST'), 'POST /x')).rejects.toMatchObject({ code: 'no_answer' });
  });

  it('report an answer of a proxy as it is', async () => {
    const { transport: one } = transport([new Response('<html>', { status: 502 })]);
    await expect(one.send(request('POST'), 'POST /x')).rejects.toMatchObject({ status: 502, code: 'unknown' });
  });
});
