import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '../../faults/support/eventually.js';
import { must } from '../support/people/accounts.js';
import { keep } from '../support/people/secrets.js';
import { type Answer, type Api, accountWith, expectProblem, PASSWORD } from '../support/processes/api.js';
import { HASHES_AS_CONFIGURED } from '../support/processes/base-environment.js';
import { type Coffer, describeCoffer } from '../support/processes/coffer.js';
import { connectTo, textOf } from '../support/processes/raw.js';

/** A client hangs up at any moment of these milliseconds: while it is counted, authenticated, handled or answered. */
const MOMENTS_MS = 25;
const AT_ONCE = 4;
const VALUE_BYTES = 60_000;
const VALUES = 100;
const RECORDS = 60;
/** Requests of one pipeline that are handled at the same time. */
const AT_WORK = 8;

interface Bytes {
  readonly line: string;
  readonly token?: string | null;
  readonly body?: object;
}

function bytesOf({ line, token, body }: Bytes): string {
  const authorization = token ? [`Authorization: Bearer ${token}`] : [];
  if (body === undefined) return textOf({ line, headers: authorization });
  return textOf({ line, headers: [...authorization, 'Content-Type: application/json'], body: JSON.stringify(body) });
}

/** Sends it in one packet, reads nothing, and hangs up after so many milliseconds. */
async function hangUp({ server }: Coffer, bytes: string, afterMs: number): Promise<void> {
  const socket = connectTo(server.url).on('error', () => {});
  await once(socket, 'connect');
  socket.pause().write(bytes);
  await pause(afterMs);
  socket.destroy();
}

describeCoffer(
  'clients that hang up at any moment',
  (coffer) => {
    const paths = Array.from({ length: VALUES }, (_, n) => `many/${n}`);
    let app: Api;
    beforeAll(async () => {
      for (const path of paths) await keep(coffer.admin, path, { value: 'x'.repeat(VALUE_BYTES) });
      app = await accountWith(coffer.admin, 'many', [
        { effect: 'allow', actions: ['secret:list', 'secret:reveal'], resources: ['secret:many/**'] },
      ]);
    });

    const inEach = (run: (afterMs: number) => Promise<void>) =>
      Promise.all(
        Array.from({ length: 4 }, async () => {
          for (let n = 0; n < MOMENTS_MS; n += 1) await run(Math.random() * MOMENTS_MS);
        }),
      );

    it('leave no place of their address taken [R124]', async () => {
      const body = { username: 'nobody', password: PASSWORD };
      const login = bytesOf({ line: 'POST /api/v1/auth/login', body });
      const prelogin = bytesOf({ line: 'POST /api/v1/auth/prelogin', body: { username: 'nobody' } });
      await inEach((afterMs) => hangUp(coffer, login + prelogin, afterMs));
      for (const [path, sent] of [
        ['/auth/login', body],
        ['/auth/prelogin', { username: 'nobody' }],
      ] as const) {
        const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => coffer.nobody.post(path, sent)));
        expect(answers.filter(({ status }) => status === 429)).toEqual([]);
      }
    });

    it('leave neither places nor memory of their account taken [R97][R124]', async () => {
      const batch = bytesOf({ line: 'POST /api/v1/secrets/reveal', token: app.token, body: { paths } });
      const whoami = bytesOf({ line: 'GET /api/v1/auth/me', token: app.token });
      await inEach((afterMs) => hangUp(coffer, whoami + batch, afterMs * 2));
      // One batch needs 12 of the 16 MiB of an account.
      for (let turn = 0; turn < 3; turn += 1) {
        const { items } = must(await eventually(() => allowed(app.post('/secrets/reveal', { paths })), 60_000)).body;
        expect(items).toHaveLength(VALUES);
      }
      const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => app.get('/auth/me')));
      expect(answers.map(({ status }) => status)).toEqual(Array(AT_ONCE).fill(200));
    });
  },
  {
    REQUESTS_AT_ONCE: String(AT_ONCE),
    AUTH_RATE_PER_MINUTE: '1000000',
    RATE_PER_MINUTE: '1000000',
    ...HASHES_AS_CONFIGURED,
  },
);

/** Work that goes on for a client that left ends a little later. */
async function allowed(asked: Promise<Answer>): Promise<Answer> {
  const answer = await asked;
  expect(answer.status).not.toBe(429);
  return answer;
}

describeCoffer(
  'an account whose clients hang up before the answer',
  (coffer) => {
    it('reaches its limit of audit records, and has one line of the log for each request [R84][R97]', async () => {
      const { id } = (await keep(coffer.admin, 'told/one')).body;
      const app = await accountWith(coffer.admin, 'told', [
        { effect: 'allow', actions: ['secret:list', 'secret:reveal'], resources: ['secret:told/**'] },
      ]);
      const reveal = bytesOf({ line: `GET /api/v1/secrets/${id}/reveal`, token: app.token });
      const pipeline = reveal.repeat(AT_WORK);
      const total = async (query: string) =>
        (await coffer.admin.get(`/audit/logs?limit=200&${query}`)).body.items.length;
      const lines = () => coffer.server.output().match(/"route":"\/api\/v1\/secrets\/:id\/reveal"/g)?.length ?? 0;
      const times = (4 * RECORDS) / AT_WORK;
      for (let n = 1; n <= times; n += 1) {
        // A slow server has not found out who calls when its client leaves. So each client stays longer than the last one.
        await hangUp(coffer, pipeline, 4 * n);
        await eventually(() => expect(lines()).toBe(n * AT_WORK));
      }
      expectProblem(await app.get(`/secrets/${id}/reveal`), 429, 'rate_limited');
      // Those at work, and those of a pipeline that wait for them, were let in before.
      expect(await total('action=secret:reveal')).toBeLessThanOrEqual(RECORDS + 2 * AT_WORK);
      expect(coffer.server.output()).toContain('"msg":"the client left"');
    });
  },
  { AUDIT_RECORDS_PER_DAY: String(RECORDS), RATE_PER_MINUTE: '100000', REQUESTS_AT_ONCE: String(AT_WORK) },
);
