import { CofferError, OutcomeUnknown } from '../errors.js';
import { newId } from '../random/ids.js';
import { ManualClock } from '../testing/manual-clock.js';
import { MemoryDocuments } from '../testing/memory-documents.js';
import { changeDocument, changedMeanwhile, removeDocument } from './change-document.js';
import { PublishingWindow } from './publishing-window.js';

interface Counter {
  readonly id: string;
  readonly count: number;
  readonly name?: string;
}

const ID = 'a';
const requestId = newId();
const more = (counter: Counter): Counter => ({ ...counter, count: counter.count + 1 });
const gone = (): never => {
  throw new CofferError('not_found', 'There is no such counter.');
};

async function countersWith(count: number) {
  const documents = new MemoryDocuments<Counter>(({ name }) => (name ? [`name:${name}`] : []));
  await documents.insert({ id: ID, count }, newId());
  return documents;
}

/** Another writer publishes just before each of the next `times` replacements. */
function race(documents: MemoryDocuments<Counter>, times = Number.POSITIVE_INFINITY) {
  let left = times;
  let isOther = false;
  documents.hooks.before = async (operation) => {
    if (operation !== 'replace' || isOther || left <= 0) return;
    left -= 1;
    isOther = true;
    const { revision, value } = documents.peek(ID) ?? gone();
    await documents.replace({ ...value, count: value.count + 10 }, revision, newId());
    isOther = false;
  };
}

describe('changing a document', () => {
  it('refuses with what `change` throws, and writes nothing', async () => {
    const documents = await countersWith(1);
    await expect(changeDocument(documents, { id: ID, requestId, change: gone, absent: gone })).rejects.toMatchObject({
      code: 'not_found',
    });
    expect(documents.peek(ID)?.revision).toBe(1);
  });

  it('publishes the change, made again to what a lost race has left', async () => {
    const documents = await countersWith(1);
    race(documents, 2);
    const changed = await changeDocument(documents, { id: ID, requestId, change: more, absent: gone });
    expect(changed).toEqual({ published: true, stored: { revision: 4, value: { id: ID, count: 22 } } });
    expect(documents.peek(ID)).toEqual(changed.stored);
  });

  it('starts from the document as it was read, if it is given', async () => {
    const documents = await countersWith(1);
    const seen: string[] = [];
    documents.hooks.before = (operation) => void seen.push(operation);
    const first = documents.peek(ID) ?? gone();
    await changeDocument(documents, { id: ID, requestId, first, change: more, absent: gone });
    expect(seen).toEqual(['replace']);
  });

  it.each([
    ['null', () => null],
    ['the same value', (counter: Counter) => counter],
  ])('writes nothing where the change is %s', async (_, change) => {
    const documents = await countersWith(1);
    const first = documents.peek(ID) ?? gone();
    const changed = await changeDocument(documents, { id: ID, requestId, first, change, absent: gone });
    expect(changed).toEqual({ published: false, stored: first });
    expect(documents.peek(ID)?.revision).toBe(1);
  });

  it('gives up with `conflict` after five lost races, or as `lost` says', async () => {
    const documents = await countersWith(1);
    race(documents);
    const change = { id: ID, requestId, change: more, absent: gone };
    await expect(changeDocument(documents, change)).rejects.toEqual(changedMeanwhile('document'));
    expect(documents.peek(ID)?.revision).toBe(6);
    expect(await changeDocument(documents, { ...change, attempts: 2, lost: () => null })).toBeNull();
    expect(documents.peek(ID)?.revision).toBe(8);
  });

  it('gives up with `busy` once its window has closed, and publishes nothing then', async () => {
    const documents = await countersWith(1);
    const clock = new ManualClock();
    race(documents);
    documents.hooks.after = (operation) => {
      if (operation === 'load') clock.at += 1_000;
    };
    const window = new PublishingWindow(clock);
    const change = changeDocument(documents, { id: ID, requestId, window, change: more, absent: gone });
    await expect(change).rejects.toMatchObject({ code: 'busy' });
    expect(await documents.fence(ID, requestId)).toBe(false);
  });

  it('does not publish after it slept between the read and the write', async () => {
    const documents = await countersWith(1);
    const clock = new ManualClock();
    const window = new PublishingWindow(clock);
    documents.hooks.after = () => {
      clock.at += 5_001;
    };
    const change = changeDocument(documents, { id: ID, requestId, window, change: more, absent: gone });
    await expect(change).rejects.toMatchObject({ code: 'busy' });
    expect(documents.peek(ID)?.revision).toBe(1);
  });

  it('never repeats a write whose answer was lost', async () => {
    const documents = await countersWith(1);
    const written = jest.fn();
    documents.hooks.after = (operation) => {
      if (operation === 'replace') throw new OutcomeUnknown();
    };
    const change = { id: ID, requestId, change: more, absent: gone, written };
    await expect(changeDocument(documents, change)).rejects.toBeInstanceOf(OutcomeUnknown);
    expect(documents.peek(ID)?.revision).toBe(2);
    expect(written).toHaveBeenCalledTimes(1);
  });

  it('inserts what `absent` makes, and changes what another has inserted first', async () => {
    const documents = new MemoryDocuments<Counter>();
    const change = { id: ID, requestId, change: more, absent: () => ({ id: ID, count: 0 }) };
    expect((await changeDocument(documents, change)).stored).toEqual({ revision: 1, value: { id: ID, count: 0 } });
    const raced = new MemoryDocuments<Counter>();
    raced.hooks.before = async (operation) => {
      if (operation !== 'insert') return;
      raced.hooks.before = undefined;
      await raced.insert({ id: ID, count: 5 }, newId());
    };
    expect((await changeDocument(raced, change)).stored).toEqual({ revision: 2, value: { id: ID, count: 6 } });
  });

  it('is null where the document is absent and nothing is to be made', async () => {
    const documents = new MemoryDocuments<Counter>();
    expect(await changeDocument(documents, { id: ID, requestId, change: more, absent: () => null })).toBeNull();
  });

  it('refuses a unique key of another document as `taken` says, and takes it for a lost race otherwise', async () => {
    const documents = await countersWith(1);
    await documents.insert({ id: 'b', count: 1, name: 'ann' }, newId());
    const change = { id: ID, requestId, change: (counter: Counter) => ({ ...counter, name: 'ann' }), absent: gone };
    const taken = () => {
      throw new CofferError('name_taken', 'The name is taken.');
    };
    await expect(changeDocument(documents, { ...change, taken })).rejects.toMatchObject({ code: 'name_taken' });
    await expect(changeDocument(documents, change)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('waits after each lost race, if a pause is given', async () => {
    const documents = await countersWith(1);
    race(documents, 2);
    const pause = jest.fn(async () => {});
    await changeDocument(documents, { id: ID, requestId, change: more, absent: gone, pause });
    expect(pause).toHaveBeenCalledTimes(2);
  });
});

describe('removing a document', () => {
  it('removes it whatever its revision, once', async () => {
    const documents = await countersWith(1);
    documents.hooks.before = async (operation) => {
      if (operation !== 'remove') return;
      documents.hooks.before = undefined;
      await documents.replace({ id: ID, count: 2 }, 1, newId());
    };
    expect(await removeDocument(documents, { id: ID })).toBe(true);
    expect(await removeDocument(documents, { id: ID })).toBe(false);
  });

  it('gives up with `conflict` after the attempts that it has', async () => {
    const documents = await countersWith(1);
    documents.hooks.before = async (operation, id) => {
      if (operation === 'remove') await documents.fence(id, newId());
    };
    await expect(removeDocument(documents, { id: ID, attempts: 3 })).rejects.toMatchObject({ code: 'conflict' });
    expect(documents.peek(ID)?.revision).toBe(4);
  });
});
