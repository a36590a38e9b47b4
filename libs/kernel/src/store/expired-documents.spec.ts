import { MemoryDocuments } from '../testing/memory-documents.js';
import { removeExpired } from './expired-documents.js';

const HOUR = 3_600_000;

interface Expiring {
  readonly id: string;
  readonly expiresAt: number;
}

async function aStore(count: number) {
  const documents = new MemoryDocuments<Expiring>();
  for (let at = 0; at < count; at += 1) await documents.insert({ id: `d${at}`, expiresAt: at }, `r${at}`);
  const expiredBefore = async (at: number, limit: number) =>
    documents
      .peekAll()
      .filter(({ value }) => value.expiresAt < at)
      .map(({ value }) => value.id)
      .slice(0, limit);
  const run = (now: number, stop?: AbortSignal) =>
    removeExpired({ expiredBefore }, documents, ({ expiresAt }) => expiresAt, now, stop);
  return { documents, run };
}

describe('the removal of expired documents', () => {
  it('removes all of them, in batches, an hour after they have expired', async () => {
    const { documents, run } = await aStore(450);
    expect(await run(HOUR + 449)).toBe(449);
    expect(documents.peekAll().map(({ value }) => value.id)).toEqual(['d449']);
  });

  it('ends after the document at hand when it is told to, and the next run goes on', async () => {
    const { documents, run } = await aStore(450);
    const stop = new AbortController();
    const { remove } = documents;
    let removed = 0;
    documents.remove = (...of) => {
      removed += 1;
      if (removed === 3) stop.abort();
      return remove.apply(documents, of);
    };
    expect(await run(HOUR + 450, stop.signal)).toBe(3);
    expect(documents.peekAll()).toHaveLength(447);
    expect(await run(HOUR + 450, stop.signal)).toBe(0);
    expect(await run(HOUR + 450)).toBe(447);
  });
});
