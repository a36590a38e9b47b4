import { createServer, type Server } from 'node:net';
import { NestFactory } from '@nestjs/core';
import type { CommandStartedEvent } from 'mongodb';
import mongoose, { type Connection } from 'mongoose';
import { anEntryBody } from '#entries/testing';
import { newId, PartUnavailable, StoreEngine } from '#kernel';
import { ManualClock } from '#kernel/testing';
import { aSecret } from '#secrets/testing';
import { StorageMongodbModule } from '#storage-mongodb';
import { freshDatabase, openMongodb, type StorageMongodbOptions, startMongodb } from '#storage-mongodb/testing';
import { aUser } from '#users/testing';
import { describeWithEngines } from '../../engines/engines.js';
import { patient } from '../patience.js';

/** A start is refused within 2 s. Without our bounds the driver waits for 30 s. The rest is for a busy machine. */
const BOUND_MS = 20_000;

async function refusalOf(options: Omit<StorageMongodbOptions, 'dbName'>): Promise<{ error: unknown; took: number }> {
  const begun = performance.now();
  const error = await startMongodb({ dbName: freshDatabase(), ...options }).then(
    (context) => context.close(),
    (refusal: unknown) => refusal,
  );
  return { error, took: performance.now() - begun };
}

function withOption(url: string, option: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}${option}`;
}

function connectionsBut(before: readonly Connection[]): Connection[] {
  return mongoose.connections.filter((each) => !before.includes(each));
}

describe('the start of storage-mongodb', () => {
  it('fails in bounded time if nothing listens [R67] [R89]', async () => {
    const { error, took } = await refusalOf({ url: 'mongodb://127.0.0.1:9/' });
    expect(error).toBeInstanceOf(PartUnavailable);
    expect(took).toBeLessThan(BOUND_MS);
  });

  it('fails in bounded time if the server never answers [R89]', async () => {
    const silent = await new Promise<Server>((resolve) => {
      const server = createServer(() => {}).listen(0, '127.0.0.1', () => resolve(server));
    });
    try {
      const address = silent.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      const { error, took } = await refusalOf({ url: `mongodb://127.0.0.1:${port}/` });
      expect(error).toBeInstanceOf(PartUnavailable);
      expect(took).toBeLessThan(BOUND_MS);
    } finally {
      silent.close();
    }
  });

  it('leaves no connection to mongoose if it fails', async () => {
    const before = [...mongoose.connections];
    expect((await refusalOf({ url: 'mongodb://127.0.0.1:9/' })).error).toBeInstanceOf(PartUnavailable);
    expect(connectionsBut(before)).toHaveLength(0);
  });

  it('does not show the password of the connection string', async () => {
    const { error } = await refusalOf({ url: 'mongodb://coffer:canary-4711@127.0.0.1:9/' });
    const { message, cause, stack } = error as Error;
    expect(`${message} ${String(cause)} ${stack}`).not.toContain('canary-4711');
  });
});

describeWithEngines('storage-mongodb on a server', ({ mongodbUrl, mongodbTlsUrl, ca }) => {
  patient();

  const tls = mongodbTlsUrl && ca ? it : it.skip;

  tls('refuses a server whose authority it does not know [R81]', async () => {
    const { error } = await refusalOf({ url: mongodbTlsUrl ?? '' });
    expect(error).toMatchObject({
      name: 'StartError',
      message: expect.stringMatching(/^MONGODB_URL: its certificate/),
    });
  });

  tls('refuses a connection string that turns verification off [R81]', async () => {
    for (const option of ['tlsAllowInvalidCertificates=true', 'tlsInsecure=true', 'tlsAllowInvalidHostnames=true']) {
      const { error } = await refusalOf({ url: withOption(mongodbTlsUrl ?? '', option) });
      expect(error).toMatchObject({
        message: expect.stringMatching(/^MONGODB_URL(: its certificate| must not change| is no connection string)/),
      });
    }
  });

  tls('trusts a server whose authority it was given [R81]', async () => {
    const context = await startMongodb({ url: mongodbTlsUrl ?? '', dbName: freshDatabase(), tlsCaFile: ca });
    await context.close();
  });

  it('can be closed when another part keeps the application from coming to be', async () => {
    const before = [...mongoose.connections];
    const store = StorageMongodbModule.forRoot({ url: mongodbUrl, dbName: freshDatabase() }, new ManualClock());
    const useFactory = () => Promise.reject(new PartUnavailable('keyring'));
    const other = { provide: 'other', inject: [StoreEngine], useFactory };
    const whole = { module: class Whole {}, imports: [store], providers: [other] };
    const made = NestFactory.createApplicationContext(whole, { logger: false, abortOnError: false });
    await expect(made).rejects.toThrow(PartUnavailable);
    const [connection] = connectionsBut(before);
    expect(connection?.readyState).toBe(mongoose.ConnectionStates.connected);
    await store.close();
    expect(connection?.readyState).toBe(mongoose.ConnectionStates.disconnected);
    expect(connectionsBut(before)).toHaveLength(0);
    await store.close();
  });

  it('refuses a connection string that weakens an option which cannot be overridden [R91]', async () => {
    for (const option of ['journal=false', 'readConcernLevel=local']) {
      const { error } = await refusalOf({ url: withOption(mongodbUrl, option) });
      expect(error).toMatchObject({ code: 'internal_error', message: expect.stringContaining('MONGODB_URL') });
    }
  });

  it('writes with majority and journal and reads with majority, whatever the connection string says [R91]', async () => {
    const weak = 'w=1&readPreference=secondary&retryWrites=true&monitorCommands=true';
    const store = await openMongodb(withOption(mongodbUrl, weak));
    try {
      const sent: CommandStartedEvent[] = [];
      store.connection.getClient().on('commandStarted', (event) => sent.push(event));
      const user = aUser();
      await store.users.users.insert(user, newId());
      await store.users.users.replace(user, 1, newId());
      await store.users.users.fence(user.id, newId());
      await store.users.users.load(user.id);
      await store.users.users.remove(user.id, 3);
      const body = anEntryBody();
      await store.vaults.insertBodies([body]);
      await store.vaults.loadBodies(body.ownerId, [body.id], 0);
      await store.vaults.removeBodies(body.ownerId, [body.id]);
      const writes = sent.filter(({ commandName }) => ['insert', 'update', 'delete'].includes(commandName));
      const reads = sent.filter(({ commandName }) => commandName === 'find');
      expect(writes).toHaveLength(6);
      expect(reads).toHaveLength(4);
      for (const { command } of writes) expect(command.writeConcern).toEqual({ w: 'majority', j: true });
      for (const { command } of reads) expect(command.readConcern).toEqual({ level: 'majority' });
      for (const { command } of sent) expect(command).not.toHaveProperty('txnNumber');
    } finally {
      await store.close();
    }
  });

  it('does not read sealed data when it asks for heads or ids', async () => {
    const store = await openMongodb(withOption(mongodbUrl, 'monitorCommands=true'));
    try {
      const body = anEntryBody({ rekey: newId(), ciphertext: 'A'.repeat(4_096) });
      await store.vaults.insertBodies([body]);
      const replies: string[] = [];
      store.connection.getClient().on('commandSucceeded', ({ reply }) => replies.push(JSON.stringify(reply)));
      const { id, ownerId, entryId, generation } = body;
      await store.vaults.staged(ownerId, body.rekey ?? '', null, 1);
      await store.vaults.bodiesOf(ownerId, entryId, generation, 1);
      await store.vaults.writtenBefore(body.ownerId, body.writtenAt + 1, null, 1);
      await store.vaults.removeSome(ownerId, 1);
      expect(replies.filter((reply) => reply.includes(id))).toHaveLength(4);
      expect(replies.join()).not.toContain('AAAA');
    } finally {
      await store.close();
    }
  });

  it('reads no versions of a secret for a list, unless the secret was written before their number was kept', async () => {
    const store = await openMongodb(withOption(mongodbUrl, 'monitorCommands=true'));
    try {
      const version = { version: 1, createdAt: 1, createdBy: 'a-maker', state: 'kept' } as const;
      const secrets = [1, 2].map((count) => aSecret({ versions: Array(count).fill(version) }));
      for (const secret of secrets) await store.secrets.heads.insert(secret, newId());
      const replies: string[] = [];
      store.connection.getClient().on('commandSucceeded', ({ reply }) => replies.push(JSON.stringify(reply)));
      const counts = async () => {
        const listed = await store.secrets.scan('live', { from: '', to: null }, null, 10);
        return secrets.map(({ id }) => listed.find(({ value }) => value.id === id)?.value.versionsKept);
      };
      expect(await counts()).toEqual([1, 2]);
      expect([replies.length, replies.join().includes('a-maker')]).toEqual([1, false]);
      await store.connection
        .collection('secrets')
        .updateOne({ path: secrets[1]?.path }, { $unset: { versionsKept: 1 } });
      expect(await counts()).toEqual([1, 2]);
    } finally {
      await store.close();
    }
  });

  it('refuses an operator in the place of a value, and does not repeat it in the error [R74]', async () => {
    const store = await openMongodb(mongodbUrl);
    try {
      await store.users.users.insert(aUser(), newId());
      await store.secrets.heads.insert(aSecret(), newId());
      const operator = { $ne: 'canary-4711' } as unknown as string;
      for (const look of [
        () => store.users.findByUsername(operator),
        () => store.users.list({ kind: 'person', role: operator }, null, 1),
        () => store.secrets.findByPath(operator),
        () => store.secrets.heads.load(operator),
        () => store.secrets.scan('live', { from: operator, to: null }, null, 1),
        () => store.secrets.summaries([operator]),
        () => store.secrets.scan('live', { from: '', to: operator }, null, 1),
        () => store.secrets.scan(operator as never, { from: '', to: null }, null, 1),
        () => store.users.list({ kind: 'person' }, operator, 1),
        () => store.sessions.liveOf(operator, null, 1),
        () => store.sessions.liveOf(newId(), operator, 1),
        () => store.challenges.challenges.load(operator),
        () => store.sensitiveData.list(operator, null, 1),
        () => store.sensitiveData.count(operator),
        () => store.vaults.vaults.load(operator),
        () => store.vaults.loadBodies(operator, [newId()], 1),
        () => store.vaults.loadBodies(newId(), [operator], 1),
        () => store.vaults.staged(newId(), operator, null, 1),
        () => store.vaults.bodiesOf(newId(), operator, 1, 1),
        () => store.vaults.removeSome(operator, 1),
        () => store.vaults.loadSnapshot(operator, newId()),
      ]) {
        const error = await look().then(
          () => null,
          (refusal: unknown) => refusal,
        );
        expect(error).toMatchObject({ code: 'internal_error' });
        expect(String((error as Error).cause)).not.toContain('canary');
      }
    } finally {
      await store.close();
    }
  });

  it('refuses a field that its schema does not have [R74]', async () => {
    const store = await openMongodb(mongodbUrl);
    try {
      const users = store.connection.model('UserRow');
      await expect(users.updateOne({ _id: 'x' }, { $set: { isAdmin: true } })).rejects.toThrow(/strict/);
      await expect(users.findOne({ isAdmin: true })).rejects.toThrow(/strictQuery|not in schema/);
    } finally {
      await store.close();
    }
  });

  it('creates its indexes, also the unique ones, and starts again on a store that lacks one of them', async () => {
    const store = await openMongodb(mongodbUrl);
    await store.connection.collection('secrets').dropIndex('pathKey_1');
    const again = await store.another();
    try {
      const indexes = await store.connection.collection('secrets').indexes();
      const unique = indexes.filter((index) => index.unique).map((index) => Object.keys(index.key));
      expect(unique).toContainEqual(['pathKey']);
      expect(indexes.map((index) => Object.keys(index.key))).toContainEqual(['state', 'path', '_id']);
      const sessions = await store.connection.collection('sessions').indexes();
      expect(sessions.map((index) => index.key)).toContainEqual({ userId: 1, revokedAt: 1, _id: -1 });
      const bodies = (await store.connection.collection('entry_bodies').indexes()).map(({ key }) => key);
      expect(bodies).toContainEqual({ ownerId: 1, entryId: 1, generation: 1, revision: 1, _id: 1 });
      expect(bodies).toContainEqual({ ownerId: 1, rekey: 1, _id: 1 });
      for (const [collection, key] of [
        ['sensitive_data', { ownerId: 1, _id: 1 }],
        ['vault_snapshots', { ownerId: 1 }],
      ] as const) {
        const indexes = await store.connection.collection(collection).indexes();
        expect(indexes.map((index) => index.key)).toContainEqual(key);
      }
      for (const collection of ['lockouts', 'challenges']) {
        const expiring = await store.connection.collection(collection).indexes();
        expect(expiring.map((index) => Object.keys(index.key))).toContainEqual(['expiresAt']);
      }
    } finally {
      await again.close();
      await store.close();
    }
  });

  it('forgets only publications that are older than 10 minutes, by the clock of the process and not of the machine [R104]', async () => {
    const clock = new ManualClock(Date.now() - 86_400_000);
    const store = await openMongodb(mongodbUrl, freshDatabase(), clock);
    try {
      const secret = aSecret();
      const requests = Array.from({ length: 16 }, () => newId());
      await store.secrets.heads.insert(secret, requests[0] ?? '');
      const [old, young] = [600_001, 599_999].map((age) => ({ id: newId(), at: clock.now() - age }));
      const rows = store.connection.model('SecretRow');
      await rows.updateOne({ _id: secret.id }, { $push: { published: { $each: [old, young] } } });
      expect(await store.secrets.heads.fence(secret.id, old?.id ?? '')).toBe(true);
      for (let revision = 2; revision <= 16; revision += 1) {
        expect(await store.secrets.heads.replace(secret, revision, requests[revision - 1] ?? '')).toBe('published');
      }
      expect(await store.secrets.heads.fence(secret.id, old?.id ?? '')).toBe(false);
      for (const request of [...requests, young?.id ?? ''])
        expect(await store.secrets.heads.fence(secret.id, request)).toBe(true);
    } finally {
      await store.close();
    }
  });
});
