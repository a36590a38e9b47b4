import { FakeServer } from '../testing/fake-server.js';
import { CHEAP, clientOf, content, device, Kept, LOGIN, registered } from '../testing/login.js';
import { MemorySeenStore } from '../vault/seen-store.js';
import { ZeroKnowledgeAccount } from './zero-knowledge-account.js';

const distrust = (code: string) => ({ name: 'ServerDistrusted', code });

describe('an account whose password never leaves the client', () => {
  let server: FakeServer;
  let seen: MemorySeenStore;

  beforeEach(async () => {
    server = new FakeServer();
    seen = new MemorySeenStore();
    await registered(server);
  });

  const sent = () => JSON.stringify(server.arrived.map(({ body }) => body));
  /** Makes the server return other key parameters from now on. */
  const says = (fields: object, ...paths: string[]) => {
    server.tamper = ({ path }, answer) => (paths.some((one) => path.endsWith(one)) ? { ...answer, ...fields } : null);
  };

  it.each([
    ['PBKDF2 that is too cheap', { algorithm: 'pbkdf2-sha256', iterations: 1_000 }, 'kdf_too_weak'],
    ['Argon2id that is too cheap', { ...CHEAP, memory_kib: 64 }, 'kdf_too_weak'],
    ['one that never ends', { algorithm: 'pbkdf2-sha256', iterations: 1e9 }, 'kdf_too_costly'],
  ])('is not logged in to by %s: nothing derived is sent', async (_name, kdf, code) => {
    says({ kdf }, 'prelogin');
    await expect(device(server)).rejects.toMatchObject(distrust(code));
    expect(server.count('POST', '/auth/login')).toBe(0);
  });

  it('refuses a weaker derivation than before, even above the floor', async () => {
    const strong = new FakeServer();
    const kdf = { ...CHEAP, iterations: 3 };
    await ZeroKnowledgeAccount.register(clientOf(strong), { ...LOGIN, email: 'ada@example.org', kdf });
    await device(strong, seen);
    strong.tamper = ({ path }, answer) => (path.endsWith('prelogin') ? { ...answer, kdf: CHEAP } : null);
    await expect(device(strong, seen)).rejects.toMatchObject(distrust('kdf_weakened'));
    expect(strong.count('POST', '/auth/login')).toBe(1);
  });

  it('refuses another salt than before, unless its user expects one', async () => {
    await device(server, seen);
    says({ encryption_salt: Buffer.alloc(16).toString('base64') }, 'prelogin');
    await expect(device(server, seen)).rejects.toMatchObject(distrust('salt_changed'));
    expect(server.count('POST', '/auth/login')).toBe(1);
    await expect(device(server, seen, { ...LOGIN, acceptNewSalt: true })).rejects.toMatchObject({
      code: 'invalid_credentials',
    });
  });

  it('refuses tokens that contradict the prelogin answer', async () => {
    says({ kdf: { ...CHEAP, iterations: 4 } }, '/login');
    await expect(device(server)).rejects.toMatchObject(distrust('keys_changed'));
    says({ encryption_salt: Buffer.alloc(16).toString('base64') }, '/login');
    await expect(device(server)).rejects.toMatchObject(distrust('keys_changed'));
  });

  it('refuses a replaced or missing user key', async () => {
    const mine = String(server.account.protected_user_key);
    const other = new FakeServer();
    await registered(other);
    const bent = Buffer.from(mine, 'base64');
    bent[20] = (bent[20] ?? 0) ^ 1;
    for (const key of [other.account.protected_user_key, bent.toString('base64'), 'AAAA', null]) {
      says({ protected_user_key: key }, '/login');
      await expect(device(server)).rejects.toMatchObject({ ...distrust('cannot_open'), subject: 'protected_user_key' });
    }
  });

  it('refuses another account id than before', async () => {
    await device(server, seen);
    says({ id: '01935b2f-0000-7a3b-9c4d-2f6a8e0b1c2d' }, 'me');
    await expect(device(server, seen)).rejects.toMatchObject(distrust('account_changed'));
    says({ username: 'eve' }, 'me');
    await expect(device(server)).rejects.toMatchObject(distrust('account_changed'));
  });

  it('never sends the password, and derives another key for each purpose', async () => {
    const { vault } = await device(server, seen);
    await vault.create(content('kept'));
    expect(sent()).not.toContain(LOGIN.password);
    expect(sent()).not.toContain('kept');
    const { login_secret, protected_user_key } = server.account;
    expect(login_secret).toMatch(/^[\w-]{43}$/);
    expect(protected_user_key).not.toContain(login_secret);
  });

  it('keeps its entries after a password change with a new salt', async () => {
    const { account, vault, client } = await device(server, seen);
    const entry = await vault.create(content('kept'));
    const before = { ...server.account };
    const next = 'Copper-Lantern-77-Meadow';
    await account.changePassword({ current: LOGIN.password, next, kdf: { ...CHEAP, iterations: 3 } });
    expect(server.account.encryption_salt).not.toBe(before.encryption_salt);
    expect(server.account.protected_user_key).not.toBe(before.protected_user_key);

    await expect(device(server, seen)).rejects.toMatchObject({ code: 'invalid_credentials' });
    const again = await device(server, seen, { ...LOGIN, password: next });
    expect((await again.vault.get(entry.id)).data).toEqual(content('kept').data);
    const unlocked = await ZeroKnowledgeAccount.unlock(client, { ...LOGIN, password: next }, { seen });
    expect(await unlocked.vault.list()).toMatchObject([{ id: entry.id }]);
  });

  it('acts only in its own session, and gives the session of another account no keys', async () => {
    const { account, client } = await device(server, seen);
    const bob = server.add('01935b2f-5c1e-7a3b-9c4d-0000000000b0');
    const kept = await Kept.on(server, bob, 'bob');
    const refused = { name: 'SessionEnded', code: 'other_account' };
    const [next, current] = ['Copper-Lantern-77-Meadow', LOGIN.password];
    const calls = () => server.count('POST', '/auth/password') + server.count('POST', '/auth/reauthenticate');

    await account.reauthenticate(current);
    server.lose = async ({ path }) => void (path.endsWith('/password') && (await kept.logIn(client)));
    await account.changePassword({ current, next });
    const session = await client.session.load();
    await expect(account.reauthenticate(next)).rejects.toMatchObject(refused);
    await expect(account.changePassword({ current: next, next: current })).rejects.toMatchObject(refused);
    expect(calls()).toBe(2);
    expect(session?.keys.protectedUserKey).toBe(bob.account.protected_user_key);
  });

  it('is unlocked in an existing session only by its password', async () => {
    const { client } = await device(server, seen);
    const unlocked = await ZeroKnowledgeAccount.unlock(client, LOGIN, { seen });
    expect(await unlocked.vault.list()).toEqual([]);
    const wrong = ZeroKnowledgeAccount.unlock(client, { ...LOGIN, password: 'wrong' }, { seen });
    await expect(wrong).rejects.toMatchObject(distrust('cannot_open'));
    await client.logOut();
    const out = ZeroKnowledgeAccount.unlock(client, LOGIN, { seen });
    await expect(out).rejects.toMatchObject({ name: 'SessionEnded', code: 'not_logged_in' });
  });
});
