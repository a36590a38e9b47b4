import type { CommandStartedEvent } from 'mongodb';
import { aBatch } from '#audit/testing';
import { newId } from '#kernel';
import { summaryOf } from '#secrets';
import { aSecret } from '#secrets/testing';
import { aBinding } from '#service-accounts/testing';
import { connectMongodb, type MongodbUnderTest, openMongodb } from '#storage-mongodb/testing';
import { aUser } from '#users/testing';
import { describeWithEngines } from '../../engines/engines.js';
import { patient } from '../patience.js';
import { commandsOf, monitored, repliesTo, rowsIn } from './mongodb-commands.js';

/** Documents that one query reads at most. */
const MOST = 32;

describeWithEngines('reads of storage-mongodb', ({ mongodbUrl }) => {
  let store: MongodbUnderTest;
  patient();
  beforeAll(async () => {
    store = await openMongodb(monitored(mongodbUrl));
  });
  afterAll(() => store.close());

  const finds = async (work: () => Promise<unknown>) => {
    const sent = commandsOf(store);
    await work();
    return sent.filter(({ commandName }) => commandName === 'find').map(({ command }) => command);
  };

  it('of 100 documents in one turn are 4 queries, each bounded as one read is, and each caller gets its own [R91]', async () => {
    const users = Array.from({ length: 98 }, (_, number) => aUser({ username: `turn_${number}` }));
    await Promise.all(users.map((user) => store.users.users.insert(user, newId())));
    const fenced = newId();
    await store.users.users.fence(fenced, newId());
    const ids = [...users.map(({ id }) => id), fenced, newId()];
    let found: (string | undefined)[] = [];
    const sent = await finds(async () => {
      const read = [...ids, ...ids].map((id) => store.users.users.load(id));
      found = (await Promise.all(read)).map((stored) => stored?.value.id);
    });
    const own = [...users.map(({ id }) => id), undefined, undefined];
    expect(found).toEqual([...own, ...own]);
    expect(sent).toHaveLength(Math.ceil(ids.length / MOST));
    for (const command of sent) {
      expect(command).toMatchObject({ readConcern: { level: 'majority' }, maxTimeMS: expect.any(Number) });
      expect(command).not.toHaveProperty('$readPreference');
    }
  });

  it('by a path, a username, an address, a name of a provider or its trust share queries, too', async () => {
    const secrets = ['a', 'b'].map((name) => aSecret({ path: `reads/${name}` }));
    for (const secret of secrets) await store.secrets.heads.insert(secret, newId());
    const deleted = aSecret({ path: 'reads/c', state: 'deleted', deletedAt: 1 });
    await store.secrets.heads.insert(deleted, newId());
    let paths: (string | undefined)[] = [];
    const sent = await finds(async () => {
      const read = ['reads/b', 'reads/c', 'reads/d', 'reads/a'].map((path) => store.secrets.findByPath(path));
      paths = (await Promise.all(read)).map((stored) => stored?.value.path);
      await Promise.all(['x', 'y'].map((name) => store.users.findByUsername(name)));
      await Promise.all(['x', 'y'].map((name) => store.users.findByEmailKey(name)));
      await Promise.all(['x', 'y'].map((name) => store.identityProviders.findByName(name)));
      await Promise.all(['x', 'y'].map((name) => store.identityProviders.findByTrust(name, name)));
    });
    expect(paths).toEqual(['reads/b', undefined, undefined, 'reads/a']);
    expect(sent).toHaveLength(5);
  });

  it('of a list are one document with all rows, bounded as one read is, without the names of fields [R91]', async () => {
    const secrets = ['z', 'y', 'x'].map((name) => aSecret({ path: `packed/${name}`, description: `about ${name}` }));
    for (const secret of secrets) await store.secrets.heads.insert(secret, newId());
    const sent = commandsOf(store);
    const replies = repliesTo(store);
    const listed = await store.secrets.scan('live', { from: 'packed/', to: 'packed0' }, null, 10);
    expect(listed).toEqual([...secrets].reverse().map((secret) => ({ revision: 1, value: summaryOf(secret) })));
    const [{ commandName, command }, ...others] = sent as [CommandStartedEvent, ...CommandStartedEvent[]];
    expect([commandName, others]).toEqual(['aggregate', []]);
    expect(command).toMatchObject({ readConcern: { level: 'majority' }, maxTimeMS: expect.any(Number) });
    expect(command).not.toHaveProperty('$readPreference');
    const packed = rowsIn(replies.slice(0, 1));
    expect([packed.length, JSON.stringify(packed).includes('createdBy')]).toEqual([1, false]);
  });

  it('of the bindings of several accounts share a query, and no account has less for what another has too many', async () => {
    const accounts = ['many', 'few', 'none'].map((name) => ({ name, id: newId() }));
    const made = { few: 2, many: 153, none: 0 };
    for (const { name, id: accountId } of accounts) {
      const own = Array.from({ length: made[name as keyof typeof made] }, () => aBinding({ accountId }));
      await Promise.all(own.map((binding) => store.bindings.bindings.insert(binding, newId())));
    }
    const [many, few, none] = accounts.map(({ id }) => id);
    const count = async (...ids: (string | undefined)[]) =>
      (await Promise.all(ids.map((id) => store.bindings.ofAccount(id ?? '', null, 50)))).map(({ length }) => length);
    let counts: number[] = [];
    const sent = await finds(async () => {
      counts = await count(few, none, few);
    });
    expect([counts, sent.length]).toEqual([[2, 0, 2], 1]);
    expect(await count(few, many, none)).toEqual([2, 50, 0]);
  });

  it('see each write that was acknowledged before, also while an older read is under way', async () => {
    const user = aUser();
    const { users } = store.users;
    await users.insert(user, newId());
    for (let revision = 1; revision <= 20; revision += 1) {
      const older = users.load(user.id);
      const sent = new Promise((resolve) => setImmediate(resolve));
      await sent;
      await users.replace({ ...user, description: `${revision}` }, revision, newId());
      const [newer, again] = await Promise.all([users.load(user.id), users.load(user.id)]);
      expect([newer?.revision, again?.value.description]).toEqual([revision + 1, `${revision}`]);
      expect((await older)?.revision).toBeGreaterThanOrEqual(revision);
    }
  });

  it('of the whole audit ask nothing of its index, which may be behind after a burst', async () => {
    await store.audit.append(aBatch((await store.audit.head()) + 1, [{}, {}]));
    const head = await store.audit.head();
    const sent = commandsOf(store);
    expect(await store.audit.seek({}, 1)).toBe(1);
    expect(await store.audit.seek({}, head + 1)).toBeNull();
    expect(sent.flatMap(({ command }) => Object.values(command))).not.toContain('audit_entries');
    // With times it does.
    expect(await store.audit.seek({ from: '2000-01-01T00:00:00.000Z' }, 1)).toBe(1);
    expect(sent.flatMap(({ command }) => Object.values(command))).toContain('audit_entries');
  });

  it('of records of the audit load the batches that have them, and behind a gap the one before it', async () => {
    const first = (await store.audit.head()) + 1;
    const full = Array.from({ length: 256 }, () => ({}));
    for (let batch = 0; batch < 8; batch += 1) await store.audit.append(aBatch(first + batch * 256, full));
    const batches = store.connection.collection<{ _id: number }>('audit_batches');
    await batches.deleteOne({ _id: first + 2 * 256 });
    await batches.updateOne({ _id: first + 6 * 256 }, { $set: { last: first, records: [] } });
    // It appends nothing, so no index of its own reads batches meanwhile.
    const node = await connectMongodb(monitored(mongodbUrl), store.connection.name);
    const replies = repliesTo(node);
    const read = async (from: number, limit: number) => {
      const records = await node.audit.read(first + from, limit);
      const rows = rowsIn(replies.splice(0)) as { _id: number; records?: object[] }[];
      const loaded = rows.filter((row) => row.records).map(({ _id }) => (_id - first) / 256);
      return { count: records.length, last: (records.at(-1)?.seq ?? 0) - first, batches: loaded };
    };
    try {
      expect(await read(0, 256)).toEqual({ count: 256, last: 255, batches: [0] });
      expect(await read(200, 256)).toEqual({ count: 256, last: 455, batches: [0, 1] });
      expect(await read(2 * 256, 256)).toEqual({ count: 256, last: 4 * 256 - 1, batches: [1, 3] });
      expect(await read(2 * 256 - 1, 300)).toEqual({ count: 300, last: 4 * 256 + 42, batches: [1, 3, 4] });
      // The records of a batch were taken out, and its last number is wrong.
      expect(await read(6 * 256, 256)).toEqual({ count: 256, last: 8 * 256 - 1, batches: [6, 7] });
    } finally {
      await node.close();
    }
  });
});
