import { FakeServer } from '../testing/fake-server.js';
import { CHEAP, clientOf, content, device, LOGIN, registered } from '../testing/login.js';
import { MemorySeenStore } from '../vault/seen-store.js';
import { ZeroKnowledgeAccount } from './zero-knowledge-account.js';

const distrust = (code: string) => ({ name: 'ServerDistrusted', code });

describe('an account whose password stays with its client', () => {
  let server: FakeServer;
  let seen: MemorySeenStore;

  beforeEach(async () => {
    server = new FakeServer();
    seen = new MemorySeenStore();
    await registered(server);
  });

  const sent = () => JSON.stringify(server.arrived.map(({ body }) => body));
  /** The server says something else about the keys from now on. */
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

  it('is not logged in to by a weaker derivation than before, though it is above the floor', async () => {
    const strong = new FakeServer();
    const kdf = { ...CHEAP, iterations: 3 };
    await ZeroKnowledgeAccount.register(clientOf(strong), { ...LOGIN, email: 'ada@example.org', kdf });
    await device(strong, seen);
    strong.tamper = ({ path }, answer) => (path.endsWith('prelogin') ? { ...answer, kdf: CHEAP } : null);
    await expect(device(strong, seen)).rejects.toMatchObject(distrust('kdf_weakened'));
    expect(strong.count('POST', '/auth/login')).toBe(1);
  });

  it('is not logged in to under another salt than before, unless its user expects one', async () => {
    await device(server, seen);
    says({ encryption_salt: Buffer.alloc(16).toString('base64') }, 'prelogin');
    await expect(device(server, seen)).rejects.toMatchObject(distrust('salt_changed'));
    expect(server.count('POST', '/auth/login')).toBe(1);
    await expect(device(server, seen, { ...LOGIN, acceptNewSalt: true })).rejects.toMatchObject({
      code: 'invalid_credentials',
    });
  });

  it('is not opened where the tokens say something else than the answer before them', async () => {
    says({ kdf: { ...CHEAP, iterations: 4 } }, '/login');
    await expect(device(server)).rejects.toMatchObject(distrust('keys_changed'));
    says({ encryption_salt: Buffer.alloc(16).toString('base64') }, '/login');
    await expect(device(server)).rejects.toMatchObject(distrust('keys_changed'));
  });

  it('is not opened by another user key than was stored, nor by none', async () => {
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

  it('is not opened as another account than before', async () => {
    await device(server, seen);
    says({ id: '01935b2f-0000-7a3b-9c4d-2f6a8e0b1c2d' }, 'me');
    await expect(device(server, seen)).rejects.toMatchObject(distrust('account_changed'));
    says({ username: 'eve' }, 'me');
    await expect(device(server)).rejects.toMatchObject(distrust('account_changed'));
  });

  it('never sends the password, nor two times the same derived key for two purposes', async () => {
    const { vault } = await device(server, seen);
    await vault.create(content('kept'));
    expect(sent()).not.toContain(LOGIN.password);
    expect(sent()).not.toContain('kept');
    const { login_secret, protected_user_key } = server.account;
    expect(login_secret).toMatch(/^[\w-]{43}$/);
    expect(protected_user_key).not.toContain(login_secret);
  });

  it('has the same entries after a change of its password, under another salt', async () => {
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

  it('is unlocked by the password where there is a session, and by no other', async () => {
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
