import { FakeServer } from '../testing/fake-server.js';
import { CHEAP, clientOf, FakeStorage } from '../testing/login.js';
import { MemoryTokenStore, WebTokenStore } from './token-store.js';

describe('a session', () => {
  let server: FakeServer;
  let now: number;
  const client = (tokens = new MemoryTokenStore() as MemoryTokenStore | WebTokenStore) =>
    clientOf(server, { tokens, now: () => now });
  const refreshes = () => server.count('POST', '/auth/refresh');
  const LOGIN = { username: 'ada', login_secret: 's' };

  beforeEach(() => {
    now = 1_000_000;
    server = new FakeServer();
    server.account = {
      username: 'ada',
      login_secret: 's',
      kdf: CHEAP,
      encryption_salt: 'AA==',
      protected_user_key: null,
    };
  });

  it('is required before a request that needs one', async () => {
    await expect(client().get('/api/v1/auth/me')).rejects.toMatchObject({
      name: 'SessionEnded',
      code: 'not_logged_in',
    });
    expect(server.arrived).toHaveLength(0);
  });

  it('is refreshed before it expires, and once for many concurrent requests', async () => {
    const one = client();
    await one.logIn(LOGIN);
    now += 869_000;
    await one.get('/api/v1/auth/me');
    expect(refreshes()).toBe(0);
    now += 2_000;
    await Promise.all(Array.from({ length: 20 }, () => one.get('/api/v1/auth/me')));
    expect(refreshes()).toBe(1);
  });

  it('is refreshed once after a refused token, and the request is sent again', async () => {
    const one = client();
    await one.logIn(LOGIN);
    server.forgetAccess();
    const answers = await Promise.all(Array.from({ length: 5 }, () => one.get('/api/v1/auth/me')));
    expect(answers.map(({ data }) => data.username)).toEqual(Array.from({ length: 5 }, () => 'ada'));
    expect(refreshes()).toBe(1);
  });

  it('does not repeat without end if every token is refused', async () => {
    const one = client();
    await one.logIn(LOGIN);
    server.lose = ({ path }) => {
      if (path.endsWith('/auth/refresh')) server.forgetAccess();
    };
    server.forgetAccess();
    await expect(one.get('/api/v1/auth/me')).rejects.toMatchObject({ status: 401, code: 'unauthenticated' });
    expect(refreshes()).toBe(1);
  });

  it('is shared by clients with one store: the second client uses the tokens of the first', async () => {
    const storage = new FakeStorage();
    const [one, other] = [client(new WebTokenStore('s', storage)), client(new WebTokenStore('s', storage))];
    await one.logIn(LOGIN);
    now += 880_000;
    await Promise.all([one.get('/api/v1/auth/me'), other.get('/api/v1/auth/me'), one.get('/api/v1/auth/me')]);
    expect(refreshes()).toBe(1);
    await other.logOut();
    expect(storage.values.size).toBe(0);
    await expect(one.get('/api/v1/auth/me')).rejects.toMatchObject({ code: 'not_logged_in' });
    storage.setItem('s', '{"other":"program"}');
    expect(await one.isLoggedIn()).toBe(false);
  });

  it('ends if the answer to a refresh was lost: the token is not sent again', async () => {
    const one = client();
    await one.logIn(LOGIN);
    now += 880_000;
    server.lose = ({ path }) => {
      if (path.endsWith('/auth/refresh')) throw new TypeError('reset');
    };
    await expect(one.get('/api/v1/auth/me')).rejects.toMatchObject({ name: 'SessionEnded', code: 'refresh_lost' });
    expect(refreshes()).toBe(1);
    await expect(one.get('/api/v1/auth/me')).rejects.toMatchObject({ code: 'not_logged_in' });
    expect(refreshes()).toBe(1);
  });

  it('stays if no server answers, or if the server is busy', async () => {
    const one = client();
    await one.logIn(LOGIN);
    now += 880_000;
    server.lose = ({ path }) => {
      if (path === '/health') throw new TypeError('offline');
    };
    await expect(one.get('/api/v1/auth/me')).rejects.toMatchObject({ name: 'NoAnswer' });
    expect([refreshes(), await one.isLoggedIn()]).toEqual([0, true]);
    server.lose = () => {};
    await one.get('/api/v1/auth/me');
    expect(refreshes()).toBe(1);
  });

  it('ends if the refresh token is refused', async () => {
    const one = client();
    await one.logIn(LOGIN);
    await clientOf(server).post('/api/v1/auth/logout', {
      body: { refresh_token: (await one.session.load())?.refreshToken },
    });
    now += 880_000;
    await expect(one.get('/api/v1/auth/me')).rejects.toMatchObject({ code: 'session_ended' });
    expect(await one.isLoggedIn()).toBe(false);
  });
});
