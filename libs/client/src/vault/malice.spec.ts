import { type Arrived, FakeServer } from '../testing/fake-server.js';
import { content, Kept } from '../testing/login.js';
import type { VaultEntry } from './vault-entry.js';

type Json = Record<string, unknown>;
type Device = Awaited<ReturnType<Kept['device']>>;
const distrust = (code: string, subject?: string) =>
  expect.objectContaining({ name: 'ServerDistrusted', code, ...(subject ? { subject } : {}) });

/** In each test the server is honest first and malicious later. */
describe('a server that lies about a vault', () => {
  let server: FakeServer;
  let kept: Kept;
  let one: Device;
  let a: VaultEntry;
  let b: VaultEntry;

  beforeEach(async () => {
    server = new FakeServer();
    kept = await Kept.on(server);
    one = await kept.device();
    a = await one.vault.create({ ...content('a'), name: 'bank' });
    b = await one.vault.create({ ...content('b'), name: 'mail' });
  });

  const isList = ({ method, path }: Arrived) => method === 'GET' && path.endsWith('/entries');
  const list = (change: (items: Json[], answer: Json) => Json) => {
    server.tamper = (arrived, answer) =>
      isList(arrived) ? { ...answer, ...change(answer.items as Json[], answer) } : null;
  };
  const items = (change: (item: Json) => Json) => list((all) => ({ items: all.map(change) }));
  const bent = (base64: unknown) => {
    const bytes = Buffer.from(String(base64), 'base64');
    bytes[0] = (bytes[0] ?? 0) ^ 1;
    return bytes.toString('base64');
  };
  /** Expects that a known device and a new device both refuse. */
  const refusedByAll = async (expected: unknown) => {
    await expect((await kept.device()).vault.sync()).rejects.toEqual(expected);
    await expect((await kept.device(one.seen)).vault.sync()).rejects.toEqual(expected);
  };

  it('is refused if it undoes a restore, with the newer revision of a restore that nobody asked for', async () => {
    await one.vault.rekey();
    await one.vault.restore(1);
    server.entries.restore(2);
    await expect(one.vault.sync()).rejects.toEqual(distrust('generation_rolled_back'));
    await expect((await kept.device(one.seen)).vault.sync()).rejects.toEqual(distrust('generation_rolled_back'));
    const again = await kept.device(one.seen);
    await again.vault.acceptPresentState();
    expect(again.vault.entries.map(({ generation }) => generation)).toEqual([2, 2]);
  });

  it.each(['ciphertext', 'iv', 'tag'])('is refused for a flipped bit of %s', async (field) => {
    items((item) => (item.id === a.id ? { ...item, [field]: bent(item[field]) } : item));
    await refusedByAll(distrust('cannot_open', a.id));
  });

  it('is refused for a changed label, a missing label and non-canonical base64', async () => {
    for (const part of [{ name: 'mail' }, { name: null }, { meta: 'AAAA' }]) {
      items((item) => (item.id === a.id ? { ...item, ...part } : item));
      await refusedByAll(distrust('cannot_open', a.id));
    }
    items((item) => ({ ...item, iv: `${item.iv} ` }));
    await refusedByAll(distrust('cannot_open', a.id));
  });

  it('is refused for swapped rows', async () => {
    list((all) => {
      const [first, second] = all as [Json, Json];
      return {
        items: [
          { ...second, id: first.id },
          { ...first, id: second.id },
        ],
      };
    });
    await refusedByAll(distrust('cannot_open', a.id));
    server.tamper = ({ path }, answer) => (path.endsWith(a.id) ? { ...answer, ...server.entries.get(b.id) } : null);
    await expect(one.vault.get(a.id)).rejects.toEqual(distrust('malformed_answer', a.id));
    server.tamper = ({ path }, answer) =>
      path.endsWith(a.id) ? { ...answer, ...server.entries.get(b.id), id: a.id } : null;
    await expect(one.vault.get(a.id)).rejects.toEqual(distrust('cannot_open', a.id));
  });

  it('is refused for an old row, even under its new revision', async () => {
    const old = server.entries.get(a.id);
    await one.vault.update(a, content('a2'));
    items((item) => (item.id === a.id ? old : item));
    await expect((await kept.device(one.seen)).vault.sync()).rejects.toEqual(distrust('rolled_back', a.id));
    await expect(one.vault.get(b.id)).resolves.toMatchObject({ id: b.id });
    server.tamper = ({ path }) => (path.endsWith(a.id) ? old : null);
    await expect(one.vault.get(a.id)).rejects.toEqual(distrust('rolled_back', a.id));
    items((item) => (item.id === a.id ? { ...old, revision: 2 } : item));
    await refusedByAll(distrust('cannot_open', a.id));
  });

  it('is refused for an old state of the whole vault', async () => {
    const past = server.entries.list(null, 10, 0);
    await one.vault.sync();
    await one.vault.update(a, content('a2'));
    await one.vault.sync();
    list(() => ({ ...past }));
    await expect((await kept.device(one.seen)).vault.sync()).rejects.toEqual(distrust('rolled_back', 'revision'));
    await expect(one.vault.sync()).rejects.toEqual(distrust('rolled_back', 'revision'));
  });

  it('is refused for a truncated list', async () => {
    await one.vault.sync();
    list((all) => ({ items: all.filter(({ id }) => id !== b.id), next_cursor: null }));
    await expect((await kept.device(one.seen)).vault.sync()).rejects.toEqual(distrust('entry_vanished', b.id));
  });

  it('is believed if another device deleted an entry', async () => {
    await one.vault.sync();
    await (await kept.device()).vault.remove(b);
    const again = await kept.device(one.seen);
    expect((await again.vault.list()).map(({ id }) => id)).toEqual([a.id]);
  });

  it('is refused for an entry that is missing but was not deleted', async () => {
    await one.vault.sync();
    server.lose = ({ method, path }) => {
      if (method === 'GET' && path.endsWith(a.id)) server.entries.get('gone');
    };
    await expect(one.vault.get(a.id)).rejects.toEqual(distrust('entry_vanished', a.id));
  });

  it('is refused for a deleted entry that comes back', async () => {
    const old = server.entries.get(b.id);
    await one.vault.sync();
    await one.vault.remove(b);
    list((all) => ({ items: [...all.filter(({ id }) => id !== b.id), old] }));
    await expect((await kept.device(one.seen)).vault.sync()).rejects.toEqual(distrust('rolled_back', b.id));
  });

  it('is refused for an earlier generation', async () => {
    await one.vault.sync();
    const past = {
      list: server.entries.list(null, 10, 0),
      generations: server.entries.generations(),
      row: server.entries.get(a.id),
    };
    await one.vault.rekey();
    server.tamper = (arrived) => {
      if (isList(arrived)) return { ...past.list, revision: 99 };
      if (arrived.path.endsWith('/generations')) return past.generations as Json;
      return arrived.path.endsWith(a.id) ? past.row : null;
    };
    const again = await kept.device(one.seen);
    await expect(again.vault.sync()).rejects.toEqual(distrust('generation_rolled_back'));
    await expect(again.vault.create(content('x'))).rejects.toEqual(distrust('generation_rolled_back'));
    await expect(one.vault.get(a.id)).rejects.toEqual(distrust('generation_rolled_back'));
    await expect(one.vault.sync()).rejects.toEqual(distrust('generation_rolled_back'));
  });

  it('is refused for an entry that a re-key left out or took from an older revision', async () => {
    await one.vault.sync();
    const behind = await kept.device(one.seen);
    const mover = await kept.device();
    await behind.vault.sync();
    await mover.vault.rekey();
    list((all) => ({ items: all.filter(({ id }) => id !== b.id) }));
    await expect(behind.vault.sync()).rejects.toEqual(distrust('entry_vanished', b.id));
  });

  it("is refused for another account's wrapped key, another generation's, and none", async () => {
    await one.vault.rekey();
    const { wrapped_key: second } = server.entries.generations();
    await one.vault.rekey();
    for (const wrapped_key of [second, bent(second), 'AAAA', null]) {
      server.tamper = ({ path }, answer) => (path.endsWith('/generations') ? { ...answer, wrapped_key } : null);
      const fresh = await kept.device();
      await expect(fresh.vault.sync()).rejects.toEqual(distrust('cannot_open', 'wrapped_key'));
    }
  });

  it('is refused for a re-key with the number of an earlier generation', async () => {
    server.tamper = ({ path, method }, answer) =>
      method === 'POST' && path.endsWith('/rekeys') ? { ...answer, generation: 1 } : null;
    await expect(one.vault.rekey()).rejects.toEqual(distrust('generation_rolled_back'));
  });

  it('is refused for malformed answers, and for a changed write', async () => {
    for (const part of [{ items: {} }, { revision: '7' }, { generation: 0 }, { full: null }, { next_cursor: 5 }]) {
      list(() => part);
      await refusedByAll(distrust('malformed_answer'));
    }
    items((item) => ({ ...item, revision: 1.5 }));
    await refusedByAll(distrust('malformed_answer', 'entry.revision'));
    server.tamper = ({ method }, answer) => (method === 'PUT' ? { ...answer, revision: 7 } : null);
    await expect(one.vault.update(a, content('x'))).rejects.toEqual(distrust('malformed_answer', a.id));
  });

  it('is believed again only after its user accepts the state', async () => {
    await one.vault.sync();
    const past = server.entries.list(null, 10, 0);
    await one.vault.update(a, content('a2'));
    await one.vault.sync();
    list(() => ({ ...past }));
    const again = await kept.device(one.seen);
    await expect(again.vault.sync()).rejects.toEqual(distrust('rolled_back', 'revision'));
    await again.vault.acceptPresentState();
    expect(again.vault.entries).toHaveLength(2);
  });
});
