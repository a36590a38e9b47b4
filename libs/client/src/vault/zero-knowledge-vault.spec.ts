import { fromUtf8 } from '../crypto/bytes.js';
import { FakeServer } from '../testing/fake-server.js';
import { content, Kept } from '../testing/login.js';
import type { VaultEntry } from './vault-entry.js';

const texts = (entries: readonly VaultEntry[]) => entries.map(({ data }) => fromUtf8(data)).sort();
type Device = Awaited<ReturnType<Kept['device']>>;

describe('a zero-knowledge vault', () => {
  let server: FakeServer;
  let kept: Kept;
  let one: Device;
  let other: Device;

  beforeEach(async () => {
    server = new FakeServer();
    kept = await Kept.on(server);
    one = await kept.device();
    other = await kept.device();
  });

  it('shows created, changed and deleted entries on another device, in pages and by changes', async () => {
    const made = [];
    for (let n = 0; n < 8; n += 1) made.push(await one.vault.create({ ...content(`text ${n}`), name: `name ${n}` }));
    expect(texts(await other.vault.list())).toEqual(made.map((_, n) => `text ${n}`));
    await one.vault.update(made[0] as VaultEntry, content('changed'));
    await one.vault.remove(made[1] as VaultEntry);
    const { changed, removed } = await other.vault.sync();
    expect(texts(changed)).toEqual(['changed']);
    expect(changed[0]).toMatchObject({ revision: 2, name: null });
    expect(removed).toEqual([made[1]?.id]);
    expect(await other.vault.sync()).toEqual({ changed: [], removed: [] });
    expect(texts(other.vault.entries)).toEqual(texts(await one.vault.list()));
  });

  it('refuses to overwrite an unseen change', async () => {
    const entry = await one.vault.create(content('a'));
    await other.vault.update(entry, content('b'));
    await expect(one.vault.update(entry, content('c'))).rejects.toMatchObject({ code: 'precondition_failed' });
    await expect(one.vault.remove(entry)).rejects.toMatchObject({ code: 'precondition_failed' });
    await expect(one.vault.get('01935b2f-0000-7000-8000-000000000000')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('keeps a write once if its answer was lost', async () => {
    const lost = { create: false, update: false };
    server.lose = ({ method, path }) => {
      const kind = method === 'POST' && path.endsWith('/entries') ? 'create' : method === 'PUT' ? 'update' : null;
      if (kind === null || lost[kind]) return;
      lost[kind] = true;
      throw new TypeError('connection reset');
    };
    const entry = await one.vault.create(content('a'));
    expect(await one.vault.update(entry, content('b'))).toMatchObject({ revision: 2 });
    expect(lost).toEqual({ create: true, update: true });
    expect(texts(await other.vault.list())).toEqual(['b']);
  });

  it('has a history that opens', async () => {
    let entry = await one.vault.create({ ...content('1'), meta: Uint8Array.of(1, 2) });
    for (const text of ['2', '3']) entry = await one.vault.update(entry, content(text));
    const past = await other.vault.history(entry.id);
    expect(past.map(({ revision, data }) => [revision, fromUtf8(data)])).toEqual([
      [3, '3'],
      [2, '2'],
      [1, '1'],
    ]);
    expect(past[2]?.meta).toEqual(Uint8Array.of(1, 2));
  });

  describe('after a re-key', () => {
    it('has the same entries under a new key on every device, and accepts writes of both devices', async () => {
      const made = [];
      for (let n = 0; n < 5; n += 1) made.push(await one.vault.create({ ...content(`${n}`), name: `n${n}` }));
      await one.vault.remove(made[4] as VaultEntry);
      await other.vault.sync();
      await one.vault.rekey();
      expect(server.entries.generations()).toMatchObject({ generation: 2, previous: { generation: 1 } });
      const written = await other.vault.create(content('late'));
      expect(written.generation).toBe(2);
      expect(texts(await other.vault.list())).toEqual(['0', '1', '2', '3', 'late']);
      expect(texts(await one.vault.list())).toEqual(['0', '1', '2', '3', 'late']);
      const past = await one.vault.history((made[0] as VaultEntry).id);
      expect(past.map(({ generation, revision }) => [generation, revision])).toEqual([[2, 2]]);
    });

    it('is published again with the changes of others', async () => {
      const made = [];
      for (const text of ['a', 'b', 'c']) made.push(await one.vault.create(content(text)));
      const [a, b] = made as [VaultEntry, VaultEntry];
      server.lose = async ({ path }) => {
        if (!/rekeys\/.*\/entries$/.test(path)) return;
        server.lose = () => {};
        await other.vault.update(a, content('a2'));
        await other.vault.remove(b);
        await other.vault.create(content('d'));
      };
      await one.vault.rekey();
      expect(server.arrived.filter(({ path }) => path.endsWith('/publish'))).toHaveLength(2);
      expect(texts(await one.vault.list())).toEqual(['a2', 'c', 'd']);
      expect(texts(await other.vault.list())).toEqual(['a2', 'c', 'd']);
    });

    it('is found published if the answer was lost', async () => {
      await one.vault.create(content('a'));
      server.lose = ({ path }) => {
        if (!path.endsWith('/publish')) return;
        server.lose = () => {};
        throw new TypeError('connection reset');
      };
      await one.vault.rekey();
      expect(server.count('DELETE', '/entries/rekeys')).toBe(0);
      expect(texts(await other.vault.list())).toEqual(['a']);
    });

    it('replaces an open re-key only when asked, and uses a fresh generation', async () => {
      await one.vault.create(content('a'));
      server.entries.begin('left by a client that died');
      await expect(one.vault.rekey()).rejects.toMatchObject({ code: 'rekey_open' });
      await one.vault.rekey({ replaceOpen: true });
      expect(server.entries.generations().generation).toBe(3);
      const { id } = server.entries.begin('x');
      server.entries.abandon(id);
      await one.vault.rekey();
      expect(server.entries.generations().generation).toBeGreaterThan(4);
      expect(texts(await other.vault.list())).toEqual(['a']);
    });

    it('returns to its earlier state by a restore, and forward again', async () => {
      const entry = await one.vault.create(content('a'));
      await one.vault.rekey();
      await one.vault.update({ ...entry, revision: 2 }, content('b'));
      await one.vault.create(content('new'));
      await one.vault.restore(1);
      expect(texts(one.vault.entries)).toEqual(['a']);
      await one.vault.restore(2);
      expect(texts(one.vault.entries)).toEqual(['b', 'new']);
      await one.vault.rekey();
      expect(texts(one.vault.entries)).toEqual(['b', 'new']);
    });

    it('is staged in batches within the limits of a body', async () => {
      for (let n = 0; n < 150; n += 1) await one.vault.create(content(`${n}`));
      await one.vault.create({ data: new Uint8Array(262_144) });
      await one.vault.create({ data: new Uint8Array(262_144) });
      await one.vault.create({ data: new Uint8Array(262_144) });
      await one.vault.rekey();
      const bodies = server.arrived.filter(({ path }) => /rekeys\/.*\/entries$/.test(path)).map(({ body }) => body);
      expect(bodies.length).toBeGreaterThanOrEqual(3);
      for (const body of bodies) {
        expect(JSON.stringify(body).length).toBeLessThan(1_048_576);
        const keys = (body.entries as object[]).reduce((sum, one) => sum + Object.keys(one).length, 1);
        expect(keys).toBeLessThanOrEqual(1_000);
      }
    });
  });
});
