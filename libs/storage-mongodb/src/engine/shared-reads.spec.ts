import type { Model } from 'mongoose';
import type { DocumentRow } from './document.schema.js';
import { SharedReads } from './shared-reads.js';

interface Query {
  readonly keys: readonly string[];
  answer(rows: object[]): void;
  fail(error: Error): void;
}

/** A collection of the driver that answers when the test says so. */
function collection() {
  const queries: Query[] = [];
  const ask = (keys: readonly string[]) =>
    new Promise<object[]>((answer, fail) => {
      queries.push({ keys, answer, fail });
    });
  const rows = {
    collection: {
      find: ({ _id }: { _id: string | { $in: string[] } }) => ({
        toArray: () => ask(typeof _id === 'string' ? [_id] : _id.$in),
      }),
    },
  };
  return {
    queries,
    reads: new SharedReads(rows as unknown as Model<DocumentRow>, { field: '_id', hidden: 'published', most: 3 }),
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
const outcome = (read: Promise<DocumentRow | null>) =>
  read.then(
    (row) => row?._id ?? null,
    (error: Error) => error.message,
  );

describe('reads that are asked for in one turn', () => {
  it('share one query, sent after the last was asked; the same key is asked for once', async () => {
    const { queries, reads } = collection();
    const all = ['a', 'b', 'a'].map((key) => outcome(reads.find(key)));
    await Promise.resolve();
    const late = outcome(reads.find('c'));
    expect(queries).toEqual([]);
    await turn();
    expect(queries.map(({ keys }) => keys)).toEqual([['a', 'b', 'c']]);
    queries[0]?.answer([{ _id: 'c' }, { _id: 'a' }]);
    expect(await Promise.all([...all, late])).toEqual(['a', null, 'a', 'c']);
  });

  it('never join a query that was sent, whose answer may be older than they are', async () => {
    const { queries, reads } = collection();
    const early = outcome(reads.find('a'));
    await turn();
    const later = outcome(reads.find('a'));
    await turn();
    expect(queries.map(({ keys }) => keys)).toEqual([['a'], ['a']]);
    queries[1]?.answer([{ _id: 'a' }]);
    expect(await later).toBe('a');
    queries[0]?.answer([]);
    expect(await early).toBeNull();
  });

  it('are bounded: a query that fails or hangs is that of its callers alone', async () => {
    const { queries, reads } = collection();
    const all = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((key) => outcome(reads.find(key)));
    await turn();
    expect(queries.map(({ keys }) => keys.length)).toEqual([3, 3, 1]);
    queries[0]?.fail(new Error('away'));
    queries[2]?.answer([{ _id: 'g' }]);
    expect(await Promise.all([...all.slice(0, 3), all[6]])).toEqual(['away', 'away', 'away', 'g']);
    const next = outcome(reads.find('h'));
    await turn();
    queries[3]?.answer([{ _id: 'h' }]);
    expect(await next).toBe('h');
  });

  it('refuse what is no text, and ask for nothing then', async () => {
    const { queries, reads } = collection();
    await expect(reads.find({ $ne: 'x' } as unknown as string)).rejects.toThrow(TypeError);
    await turn();
    expect(queries).toEqual([]);
  });
});
