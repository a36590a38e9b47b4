import { type Model, mongo, Schema } from 'mongoose';
import { OutcomeUnknown } from '#kernel';
import type { DocumentRow } from './document.schema.js';
import { SharedWrites } from './shared-writes.js';

interface Sent {
  readonly command: mongo.Document;
  answer(answer: mongo.Document): void;
  fail(error: Error): void;
}

/** A collection of the driver that answers when the test says so. `published`: who published which document. */
function collection(published: Record<string, { id: string; write: number }[]> = {}) {
  const sent: Sent[] = [];
  const command = (given: mongo.Document) =>
    new Promise((answer, fail) => {
      sent.push({ command: given, answer, fail });
    });
  const found = Object.entries(published).map(([_id, publications]) => ({ _id, published: publications }));
  const schema = new Schema({ name: String });
  schema.index({ name: 1 }, { unique: true });
  const rows = {
    schema,
    db: { db: { command } },
    collection: { name: 'things', find: () => ({ toArray: async () => found }) },
  };
  const writes = new SharedWrites(rows as unknown as Model<DocumentRow & { readonly name?: string }>, 3);
  return {
    sent,
    insert: (id: string, name = id) => outcome(writes.insert({ _id: id, revision: 1, published: [], name })),
    publish: (id: string, requestId = 'r', expected = 4) =>
      outcome(writes.publish({ id, expected, requestId, set: { a: undefined, b: 1 }, at: 7 })),
  };
}

const outcome = (write: Promise<unknown>) => write.catch((error: Error) => error);
const turn = () => new Promise((resolve) => setImmediate(resolve));
const idsIn = ({ command }: Sent) =>
  (command.documents ?? command.updates).map((one: mongo.Document) => one._id ?? one.q._id);

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
          $push: { published: { id: 'r', at: 7, write: 1 } },
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

  it('that matched in part are told apart by what the documents remember, also of one request', async () => {
    const [before, others] = [
      { id: 'r', write: 0 },
      { id: 's', write: 2 },
    ];
    const { sent, publish } = collection({ a: [before, { id: 'r', write: 1 }], b: [before, others], c: [before] });
    const all = ['a', 'b', 'c'].map((id) => publish(id));
    await turn();
    sent[0]?.answer({ n: 1, writeErrors: [{ index: 2, code: 11_000 }] });
    expect(await Promise.all(all)).toEqual([true, false, expect.objectContaining({ code: 11_000 })]);
  });

  it('are unknown if the document is gone and it may have been published', async () => {
    const { sent, publish } = collection({ a: [1, 4].map((write) => ({ id: 'r', write })), b: [] });
    const all = ['a', 'b', 'c'].map((id) => publish(id));
    await turn();
    sent[0]?.answer({ n: 2 });
    expect(await Promise.all(all)).toEqual([true, false, expect.any(OutcomeUnknown)]);
    const known = ['a', 'b', 'c'].map((id) => publish(id));
    await turn();
    sent[1]?.answer({ n: 1 });
    expect(await Promise.all(known)).toEqual([true, false, false]);
  });

  it('refuse what is no text in the place of an id', async () => {
    const { sent, publish } = collection();
    expect(await publish({ $ne: 'x' } as unknown as string)).toBeInstanceOf(TypeError);
    await turn();
    expect(sent).toEqual([]);
  });
});
