import { fromUtf8 } from '../crypto/bytes.js';
import { WebTokenStore } from '../session/token-store.js';
import { FakeServer, type FakeUser } from '../testing/fake-server.js';
import { clientOf, content, FakeStorage, Kept } from '../testing/login.js';
import { MemorySeenStore } from './seen-store.js';
import type { VaultEntry } from './vault-entry.js';

const REFUSED = { name: 'SessionEnded', code: 'other_account' };

describe('an open vault, while another account logs in', () => {
  let server: FakeServer;
  let storage: FakeStorage;
  let bob: FakeUser;
  let ofAda: Kept;
  let ofBob: Kept;
  let one: Awaited<ReturnType<Kept['device']>>;
  let entry: VaultEntry;
  const tokens = () => new WebTokenStore('s', storage);
  const anotherTab = () => clientOf(server, { tokens: tokens() });

  beforeEach(async () => {
    server = new FakeServer();
    storage = new FakeStorage();
    bob = server.add('01935b2f-5c1e-7a3b-9c4d-0000000000b0');
    ofAda = await Kept.on(server);
    ofBob = await Kept.on(server, bob, 'bob');
    one = await ofAda.device(new MemorySeenStore(), { tokens: tokens() });
    entry = await one.vault.create(content('of ada'));
  });

  const refusesAll = async () => {
    const before = server.arrived.length;
    await expect(one.vault.create(content('x'))).rejects.toMatchObject(REFUSED);
    await expect(one.vault.update(entry, content('x'))).rejects.toMatchObject(REFUSED);
    await expect(one.vault.remove(entry)).rejects.toMatchObject(REFUSED);
    await expect(one.vault.rekey({ replaceOpen: true })).rejects.toMatchObject(REFUSED);
    await expect(one.vault.restore(1)).rejects.toMatchObject(REFUSED);
    await expect(one.vault.sync()).rejects.toMatchObject(REFUSED);
    await expect(one.vault.get(entry.id)).rejects.toMatchObject(REFUSED);
    await expect(one.vault.history(entry.id)).rejects.toMatchObject(REFUSED);
    expect(server.arrived.length).toBe(before);
    expect(bob.entries.revision).toBe(0);
  };

  it('sends nothing with the token of the account of another tab', async () => {
    await ofBob.logIn(anotherTab());
    await refusesAll();
  });

  it('sends nothing with the token of the next account of the same client', async () => {
    await ofBob.logIn(one.client);
    await refusesAll();
  });

  it('sends nothing with the token of another account that it finds when its own was refused', async () => {
    let logsIn = true;
    const fetch = async (request: Request) => {
      if (logsIn && request.method === 'POST' && request.url.endsWith('/entries')) {
        logsIn = false;
        server.forgetAccess();
        await ofBob.logIn(anotherTab());
      }
      return server.fetch(request);
    };
    const other = await ofAda.device(new MemorySeenStore(), { tokens: tokens(), fetch });
    await expect(other.vault.create(content('x'))).rejects.toMatchObject(REFUSED);
    expect(logsIn).toBe(false);
    expect(server.count('POST', '/entries')).toBe(2);
    expect(bob.entries.revision).toBe(0);
  });

  it('goes on when its own account logs in again, in another tab and on the same client', async () => {
    await ofAda.logIn(anotherTab());
    await one.vault.create(content('second'));
    await ofBob.logIn(one.client);
    await refusesAll();
    await ofAda.logIn(one.client);
    await one.vault.create(content('third'));
    const texts = (await one.vault.list()).map(({ data }) => fromUtf8(data));
    expect(texts.sort()).toEqual(['of ada', 'second', 'third']);
  });
});
