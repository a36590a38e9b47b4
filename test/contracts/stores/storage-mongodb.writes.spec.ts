import { newId } from '#kernel';
import { aSecret } from '#secrets/testing';
import { type MongodbUnderTest, openMongodb } from '#storage-mongodb/testing';
import { aUser } from '#users/testing';
import { describeWithEngines } from '../../engines/engines.js';
import { patient } from '../patience.js';
import { commandsOf, monitored } from './mongodb-commands.js';

/** Statements of one command at most. */
const MOST = 32;

describeWithEngines('writes of storage-mongodb', ({ mongodbUrl }) => {
  let store: MongodbUnderTest;
  patient();
  beforeAll(async () => {
    store = await openMongodb(monitored(mongodbUrl));
  });
  afterAll(() => store.close());

  const commands = async (name: 'insert' | 'update' | 'find', work: () => Promise<unknown>) => {
    const sent = commandsOf(store);
    await work();
    return sent.filter(({ commandName }) => commandName === name).map(({ command }) => command);
  };

  it('of 80 documents in one turn are 3 commands, each durable, and each caller gets its own answer [R91]', async () => {
    const users = Array.from({ length: 79 }, (_, number) => aUser({ username: `turn_${number}` }));
    const all = [...users, aUser({ username: 'turn_7' })];
    let answers: string[] = [];
    const sent = await commands('insert', async () => {
      answers = await Promise.all(all.map((user) => store.users.users.insert(user, newId())));
    });
    // Which of the two gets the name is not said; only one does.
    expect(answers.filter((answer) => answer === 'inserted')).toHaveLength(79);
    expect([answers[7], answers[79]].sort()).toEqual(['inserted', 'taken']);
    expect(sent.length).toBeLessThanOrEqual(Math.ceil(80 / MOST) + 1);
    for (const command of sent) expect(command.writeConcern).toEqual({ w: 'majority', j: true });
  });

  it('by compare-and-set share a command, and each knows whether it was published, however the others went', async () => {
    const secrets = Array.from({ length: 12 }, () => aSecret());
    await Promise.all(secrets.map((secret) => store.secrets.heads.insert(secret, newId())));
    const requests = secrets.map(() => newId());
    const replace = (description: string, expected: (index: number) => number) =>
      Promise.all(
        secrets.map((secret, index) =>
          // The same request publishes twice: its publications are told apart.
          store.secrets.heads.replace({ ...secret, description }, expected(index), requests[index] ?? ''),
        ),
      );
    const first = await commands('update', () => replace('first', () => 1));
    expect(first).toHaveLength(1);
    let answers: string[] = [];
    const finds = await commands('find', async () => {
      answers = await replace('second', (index) => (index % 3 === 0 ? 2 : 1));
    });
    expect(answers).toEqual(secrets.map((_, index) => (index % 3 === 0 ? 'published' : 'conflict')));
    expect(finds).toHaveLength(1);
    const loaded = await Promise.all(secrets.map(({ id }) => store.secrets.heads.load(id)));
    const expected = secrets.map((_, index) => (index % 3 === 0 ? 'second' : 'first'));
    expect(loaded.map((one) => one?.value.description)).toEqual(expected);
  });

  it('tell of a taken name beside publications of the same command', async () => {
    const secrets = Array.from({ length: 4 }, () => aSecret());
    const holder = aSecret();
    await Promise.all([...secrets, holder].map((secret) => store.secrets.heads.insert(secret, newId())));
    const answers = await Promise.all(
      secrets.map((secret, index) => {
        const path = index === 1 ? holder.path : secret.path;
        return store.secrets.heads.replace({ ...secret, path }, index === 2 ? 9 : 1, newId());
      }),
    );
    expect(answers).toEqual(['published', 'taken', 'conflict', 'published']);
  });

  it('refuse a field that the schema does not have, and keep nothing [R74]', async () => {
    const user = { ...aUser(), isAdmin: true };
    await expect(store.users.users.insert(user, newId())).rejects.toMatchObject({ code: 'internal_error' });
    expect(await store.users.users.load(user.id)).toBeNull();
  });

  it('of two nodes that make the same names in opposite orders do not stop each other', async () => {
    const other = await store.another();
    try {
      const paths = Array.from({ length: 20 }, () => `races/${newId()}`);
      const make = (on: Pick<MongodbUnderTest, 'secrets'>, order: readonly string[]) =>
        Promise.all(order.map((path) => on.secrets.heads.insert(aSecret({ path }), newId())));
      const answers = await Promise.all([make(store, paths), make(other, paths.toReversed())]);
      expect(answers.flat().filter((answer) => answer === 'inserted')).toHaveLength(20);
    } finally {
      await other.close();
    }
  });
});
