import { type Model, mongo, Schema } from 'mongoose';
import { OutcomeUnknown } from '#kernel';
import type { DocumentRow } from './document.schema.js';
import { writing } from './failures.js';
import { SharedWrites } from './shared-writes.js';

interface Sent {
  readonly command: mongo.Document;
  answer(answer: mongo.Document): void;
  fail(error: Error): void;
}

type Publications = Readonly<Record<string, readonly { readonly id: string; readonly write: number }[]>>;

/** A collection of the driver that answers when the test says so. */
function collection() {
  const sent: Sent[] = [];
  /** `published`: who published which document. `failures` of the queries that ask for it, the first ones. */
  const state: { published: Publications; failures: Error[]; finds: number } = {
    published: {},
    failures: [],
    finds: 0,
  };
  const command = (given: mongo.Document) =>
    new Promise((answer, fail) => {
      sent.push({ command: given, answer, fail });
    });
  const toArray = async () => {
    state.finds += 1;
    const failure = state.failures.shift();
    if (failure) throw failure;
    return Object.entries(state.published).map(([_id, published]) => ({ _id, published }));
  };
  const schema = new Schema({ name: String });
  schema.index({ name: 1 }, { unique: true });
  const rows = {
    schema,
    db: { db: { command } },
    collection: { name: 'things', find: () => ({ toArray }) },
  };
  const writes = new SharedWrites(rows as unknown as Model<DocumentRow & { readonly name?: string }>, 3);
  const insertion = (id: string, name = id) => writes.insert({ _id: id, revision: 1, published: [], name });
  return {
    sent,
    state,
    insertion,
    insert: (id: string, name?: string) => outcome(insertion(id, name)),
    publish: (id: string, requestId = 'r', expected = 4) =>
      outcome(writes.publish({ id, expected, requestId, set: { a: undefined, b: 1 }, at: 7 })),
  };
}

const outcome = (write: Promise<unknown>) => write.catch((error: Error) => error);
const turn = () => new Promise((resolve) => setImmediate(resolve));
const idsIn = ({ command }: Sent) =>
  (command.documents ?? command.updates).map((one: mongo.Document) => one._id ?? one.q._id);
const publicationsIn = ({ command }: Sent) => command.updates.map((one: mongo.Document) => one.u.$push.published);

describe('writes that are asked for in one turn', () => {
  it('share a durable command of a bounded size, in one order on all nodes', async () => {
    const { sent, insert } = collection();
    const all = [insert('d', '1'), insert('c', '4'), insert('b', '3'), insert('a', '2')];
    await Promise.resolve();
    expect(sent).toEqual([]);
    await turn();
    expect(sent.map(idsIn)).toEqual([['d', 'a', 'b'], ['c']]);
    for (const { command, answer } of sent) {
      expect(command).toMatchObject({ insert: 'things', ordered: false, writeConcern: { w: 'majority', j: true } });
      answer({ n: 1 });
    }
    expect(await Promise.all(all)).toEqual(Array(4).fill(undefined));
  });

  it('fail by themselves: the error of a statement is that of its caller alone', async () => {
    const { sent, insert } = collection();
    const all = ['a', 'b', 'c'].map((id) => insert(id));
    await turn();
    sent[0]?.answer({ n: 2, writeErrors: [{ index: 1, code: 11_000 }] });
    const [a, b, c] = await Promise.all(all);
    expect([a, c]).toEqual([undefined, undefined]);
    expect(b).toMatchObject({ name: 'MongoServerError', code: 11_000 });
  });

  it('are repeated, each by its caller, if a deadlock rolled back the statement, and unknown if the whole command', async () => {
    const { sent, insertion } = collection();
    const all = ['a', 'b', 'c'].map((id) => outcome(writing(() => insertion(id), performance.now() + 600_000)));
    await turn();
    sent[0]?.answer({ n: 1, writeErrors: [1, 2].map((index) => ({ index, code: 16_908_292 })) });
    expect(await all[0]).toBeUndefined();
    await turn();
    expect(sent.slice(1).map(idsIn)).toEqual([['b', 'c']]);
    sent[1]?.fail(new mongo.MongoServerError({ code: 16_908_292 }));
    expect(await Promise.all(all.slice(1))).toEqual([expect.any(OutcomeUnknown), expect.any(OutcomeUnknown)]);
  });

  it('are unknown each for itself when the server gave up on a command of several; a refusal of one stays a refusal', async () => {
    const { sent, insert } = collection();
    const all = ['a', 'b', 'c', 'd'].map((id) => insert(id));
    await turn();
    for (const { fail } of sent) fail(new mongo.MongoServerError({ code: 10_107 }));
    const [a, b, , d] = await Promise.all(all);
    expect(a).toBeInstanceOf(OutcomeUnknown);
    expect(b).toBeInstanceOf(OutcomeUnknown);
    expect(a).not.toBe(b);
    expect(d).toMatchObject({ code: 10_107 });
  });

  it('were not made, each of them, if the command was not sent', async () => {
    const { sent, insert } = collection();
    const all = ['a', 'b'].map((id) => insert(id));
    await turn();
    const error = new mongo.MongoNetworkError('away');
    sent[0]?.fail(error);
    expect(await Promise.all(all)).toEqual([error, error]);
  });
});

describe('compare-and-sets of one turn', () => {
  it('remove a field without a value, and remember who made them', async () => {
    const { sent, publish } = collection();
    const one = publish('a');
    await turn();
    expect(sent[0]?.command.updates).toEqual([
      {
        q: { _id: 'a', revision: 4, fenced: { $exists: false } },
        u: {
          $set: { a: undefined, b: 1 },
          $unset: { a: 1 },
          $inc: { revision: 1 },
          $push: { published: { id: 'r', at: 7, write: expect.any(Number) } },
        },
      },
    ]);
    sent[0]?.answer({ n: 0 });
    expect(await one).toBe(false);
  });

  it('of one document are never in one command', async () => {
    const { sent, publish } = collection();
    const all = ['b', 'a', 'b'].map((id) => publish(id));
    await turn();
    expect(sent.map(idsIn)).toEqual([['a', 'b'], ['b']]);
    sent[0]?.answer({ n: 2 });
    sent[1]?.answer({ n: 0 });
    expect(await Promise.all(all)).toEqual([true, true, false]);
  });

  it('are unknown if fewer are seen than matched: the document is gone, or a new primary does not know it yet', async () => {
    const { sent, state, publish } = collection();
    const before = [{ id: 'r', write: -1 }];
    const all = ['a', 'b', 'c'].map((id) => publish(id));
    await turn();
    state.published = { a: publicationsIn(sent[0] as Sent).slice(0, 1), b: before };
    sent[0]?.answer({ n: 2 });
    expect(await Promise.all(all)).toEqual([true, expect.any(OutcomeUnknown), expect.any(OutcomeUnknown)]);

    const unseen = ['a', 'b'].map((id) => publish(id));
    await turn();
    sent[1]?.answer({ n: 1 });
    const [a, b] = await Promise.all(unseen);
    expect([a, b]).toEqual([expect.any(OutcomeUnknown), expect.any(OutcomeUnknown)]);
    expect(a).not.toBe(b);
  });

  it('are unknown, each for itself, if the query that tells them apart fails twice', async () => {
    const { sent, state, publish } = collection();
    state.failures = [new mongo.MongoNetworkError('lost'), new mongo.MongoNetworkError('lost again')];
    const all = ['a', 'b'].map((id) => publish(id));
    await turn();
    sent[0]?.answer({ n: 1 });
    const [a, b] = await Promise.all(all);
    expect([a, b]).toEqual([expect.any(OutcomeUnknown), expect.any(OutcomeUnknown)]);
    expect(a).not.toBe(b);
    expect(state.finds).toBe(2);
  });

  it('are told apart by the repeated query if the first one fails', async () => {
    const { sent, state, publish } = collection();
    state.failures = [new mongo.MongoNetworkError('lost')];
    const all = ['a', 'b'].map((id) => publish(id));
    await turn();
    state.published = { b: publicationsIn(sent[0] as Sent).slice(1) };
    sent[0]?.answer({ n: 1 });
    expect(await Promise.all(all)).toEqual([false, true]);
    expect(state.finds).toBe(2);
  });

  it('that matched in part are told apart by what the documents remember, also of one request', async () => {
    const { sent, state, publish } = collection();
    const before = { id: 'r', write: -1 };
    const all = ['a', 'b', 'c'].map((id) => publish(id));
    await turn();
    const [a, b] = publicationsIn(sent[0] as Sent);
    state.published = { a: [before, a], b: [before, { ...b, id: 's' }], c: [before] };
    sent[0]?.answer({ n: 1, writeErrors: [{ index: 2, code: 11_000 }] });
    expect(await Promise.all(all)).toEqual([true, false, expect.objectContaining({ code: 11_000 })]);
  });

  it('are lost, and not unknown, where a document is gone but all that matched are seen', async () => {
    const { sent, state, publish } = collection();
    const all = ['a', 'b'].map((id) => publish(id));
    await turn();
    state.published = { a: publicationsIn(sent[0] as Sent).slice(0, 1) };
    sent[0]?.answer({ n: 1 });
    expect(await Promise.all(all)).toEqual([true, false]);
  });

  it('are numbered otherwise in each process, so that a settlement is not taken for the write that it settles', async () => {
    const numbers = await Promise.all(
      Array.from({ length: 2 }, async () => {
        const { sent, publish } = collection();
        void publish('a');
        await turn();
        return publicationsIn(sent[0] as Sent)[0].write;
      }),
    );
    expect(numbers[0]).not.toBe(numbers[1]);
    expect(numbers.every(Number.isSafeInteger)).toBe(true);
  });

  it.each([
    ['an id', [{ $ne: 'x' }]],
    ['the id of a request', ['a', { $ne: 'x' }]],
    ['a revision', ['a', 'r', { $gt: 0 }]],
    ['a revision that is an integer', ['a', 'r', 1.5]],
  ])('refuse what is not %s in its place [R74]', async (_, wrong) => {
    const { sent, publish } = collection();
    const refused = publish(...(wrong as Parameters<typeof publish>));
    await turn();
    expect(sent).toEqual([]);
    expect(await refused).toBeInstanceOf(TypeError);
  });
});
