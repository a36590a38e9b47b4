import { FakeServer } from '../testing/fake-server.js';
import { clientOf } from '../testing/login.js';

describe('a program without a key', () => {
  let server: FakeServer;
  let now: number;
  let shown: number;
  const workload = { serviceAccount: 'ci-deploy', subjectToken: async () => `jwt-${++shown}` };
  const client = () => clientOf(server, { workload, now: () => now });
  const exchanges = () => server.count('POST', '/auth/token/exchange');
  const me = (one: ReturnType<typeof client>) => one.get('/api/v1/auth/me');

  beforeEach(() => {
    [now, shown, server] = [1_000_000, 0, new FakeServer()];
  });

  it('has no key as well', () => {
    expect(() => clientOf(server, { workload, key: 'coffer_sk_x' })).toThrow('not both');
  });

  it('exchanges once for many requests, and presents a new token of the platform before the access token ends', async () => {
    const one = client();
    await Promise.all(Array.from({ length: 20 }, () => me(one)));
    expect([exchanges(), server.arrived[0]?.body]).toEqual([
      1,
      { subject_token: 'jwt-1', service_account: 'ci-deploy' },
    ]);
    now += 869_000;
    await me(one);
    expect(exchanges()).toBe(1);
    now += 2_000;
    await Promise.all([me(one), me(one)]);
    expect([exchanges(), shown]).toEqual([2, 2]);
  });

  it('exchanges once more after a refusal, and throws a second one', async () => {
    const one = client();
    await me(one);
    server.forgetAccess();
    await me(one);
    expect(exchanges()).toBe(2);
    server.lose = ({ path }) => {
      if (path.endsWith('/me')) server.forgetAccess();
    };
    await me(one);
    await me(one);
    expect(exchanges()).toBe(3);
  });

  it('tries again after an exchange that failed', async () => {
    const one = client();
    server.tamper = () => {
      throw new Error('lost');
    };
    await expect(me(one)).rejects.toThrow();
    server.tamper = () => null;
    await me(one);
  });
});
