import { Api, PASSWORD, setUp } from '../support/processes/api.js';
import { describePairs } from '../support/processes/pairs.js';

const ATTEMPTS = 40;
const FULL = 3;

const MINUTE_MS = 60_000;

interface Attempt {
  readonly action: string;
  readonly ip: string | null;
  /** How many attempts the record stands for; null: one. */
  readonly repeats: number | null;
}

type Methods = Record<string, { readonly security?: readonly object[] }>;

/** Every public route of the document that takes a body, with a body that is valid and wrong. */
const BODIES: Readonly<Record<string, object>> = {
  '/auth/invitation/accept': { token: 'x'.repeat(108), password: 'Copper-Lantern-77-Meadow' },
  '/auth/keys/leaked': { key: `coffer_sk_${'x'.repeat(71)}` },
  '/auth/login': { username: 'nobody', password: 'Wrong-Lantern-77-Meadow' },
  '/auth/logout': { refresh_token: 'x'.repeat(114) },
  '/auth/mfa/email/send': { mfa_token: 'x'.repeat(108) },
  '/auth/mfa/verify': { mfa_token: 'x'.repeat(108), method: 'totp', code: '123456' },
  '/auth/password/forgot': { username: 'nobody' },
  '/auth/password/reset': { token: 'x'.repeat(108), new_password: 'Copper-Lantern-77-Meadow' },
  '/auth/prelogin': { username: 'nobody' },
  '/auth/refresh': { refresh_token: 'x'.repeat(114) },
  '/auth/register': { username: 'somebody', email: 'a@example.org', password: 'Copper-Lantern-77-Meadow' },
  '/auth/token/exchange': { subject_token: 'x.y.z', service_account: 'none' },
  '/auth/token': { refresh_token: 'x'.repeat(114) },
  '/setup': { token: 'x'.repeat(43), username: 'second', email: 'x@example.org', password: 'Copper-Lantern-77-Meadow' },
  '/unwrap': { token: 'x'.repeat(108) },
  '/witness/add-checkpoint': { no: 'checkpoint' },
  './v1/auth/approle/login': { role_id: 'none', secret_id: `coffer_sk_${'x'.repeat(71)}` },
  './v1/auth/jwt/login': { role: 'none', jwt: 'x.y.z' },
  './v1/auth/kubernetes/login': { role: 'none', jwt: 'x.y.z' },
};
/** The same action as another route of the list. */
const ALIASES = ['./v1/auth/jwt/login', './v1/auth/kubernetes/login'];

describePairs('callers without a session', (open) => {
  it('write a few records and counts of the others, on every public route [R101]', async () => {
    const env = { AUDIT_STRANGERS_PER_MINUTE: String(FULL), REGISTRATION: 'closed' };
    const site = await open(env);
    let server = await site.start();
    let admin = await setUp(server);
    const answer = await fetch(`${server.url}/openapi.json`);
    const document = (await answer.json()) as { readonly paths: Record<string, Methods> };
    const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([method, { security }]) => method === 'post' && !security?.length)
        .map(() => (path.startsWith('/api/v1') ? path.replace('/api/v1', '') : `.${path}`)),
    );
    expect(routes.filter((path) => !BODIES[path])).toEqual([]);

    const log = async (api: Api) => (await api.get('/audit/logs?limit=200')).body.items;
    const before = (await log(admin)).length;
    const begun = performance.now();
    const stranger = admin.as(null).withoutPatience();
    /** Attempts that a starved engine refused. It is open whether the log has them. */
    let refused = 0;
    for (const path of routes.filter((one) => !ALIASES.includes(one))) {
      for (let time = 0; time < ATTEMPTS; time += 1) {
        const { status } = await stranger.post(path, BODIES[path] ?? {});
        if (status === 503) refused += 1;
      }
    }
    // A stop writes the counts at once.
    await server.stop();
    server = await site.start();
    admin = await (await Api.of(server)).login('root_admin', PASSWORD);
    const records = (await log(admin)).filter(({ actor_id }: { actor_id: string | null }) => actor_id === null);
    const actions = new Set(records.map(({ action }: { action: string }) => action));
    const written = [
      'auth:exchange',
      'auth:key',
      'auth:key-leaked',
      'auth:login',
      'auth:password-forgot',
      'auth:register',
    ];
    expect(actions).toEqual(new Set(written));
    // On a busy machine the attempts last longer than the minute of one count.
    const minutes = 1 + Math.ceil((performance.now() - begun) / MINUTE_MS);
    for (const action of actions) {
      const own: Attempt[] = records.filter((record: Attempt) => record.action === action);
      const counts = own.filter(({ repeats }) => repeats !== null);
      expect(own.length - counts.length).toBeGreaterThanOrEqual(FULL);
      expect(own.length - counts.length).toBeLessThanOrEqual(FULL * minutes);
      expect(counts.length).toBeGreaterThan(0);
      expect(counts.length).toBeLessThanOrEqual(minutes);
      expect(new Set(counts.map(({ ip }) => ip))).toEqual(new Set(['127.0.0.0/24']));
      const attempts = own.reduce((sum, { repeats }) => sum + (repeats ?? 1), 0);
      expect(attempts).toBeGreaterThanOrEqual(ATTEMPTS - refused);
      expect(attempts).toBeLessThanOrEqual(ATTEMPTS);
    }
    expect(before).toBeLessThan(20);
    const found: Attempt[] = (await admin.get('/audit/logs?ip=127.0.0.0/24&action=auth:login')).body.items;
    const isCount = ({ action, repeats }: Attempt) => action === 'auth:login' && repeats !== null;
    expect(found.map(({ repeats }) => repeats)).toEqual(records.filter(isCount).map(({ repeats }: Attempt) => repeats));
    await server.stop();
    await site.clear();
  });

  it('hide no refresh token that was used twice, however much they write [R36][R101]', async () => {
    const site = await open({ AUDIT_STRANGERS_PER_MINUTE: '1' });
    const server = await site.start();
    const admin = await setUp(server);
    const nobody = admin.as(null);
    const sessions = [];
    for (let n = 0; n < 2; n += 1) {
      const { body } = await nobody.post('/auth/login', { username: 'root_admin', password: PASSWORD });
      sessions.push(body.refresh_token);
    }
    for (const refresh_token of sessions) {
      for (let time = 0; time < 2; time += 1) await nobody.post('/auth/refresh', { refresh_token });
    }
    const { body } = await admin.get('/audit/logs?action=auth:refresh&outcome=denied');
    expect(body.items).toHaveLength(2);
    for (const record of body.items) expect(record).toMatchObject({ actor_name: 'root_admin', repeats: null });
    await server.stop();
    await site.clear();
  });
});
