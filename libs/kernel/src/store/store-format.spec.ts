import { PartUnavailable } from '../errors.js';
import { newerStore, type StoredFields, StoredFormat } from './store-format.js';

interface Note {
  readonly id: string;
  readonly color: string | null;
  readonly words: readonly string[];
}

const NOTE = new StoredFormat<Note>(
  { color: null },
  { 3: ({ text, ...fields }: StoredFields) => ({ ...fields, words: String(text).split(' ') }) },
  3,
);

describe('the format of stored documents', () => {
  it('does not read a document of a newer format, which it could only damage', () => {
    const newer = { id: 'n', format: 4 };
    for (const read of [() => NOTE.fromStored(newer), () => NOTE.readBy(newer, ({ id }) => id)]) {
      expect(read).toThrow(PartUnavailable);
      expect(read).toThrow(
        expect.objectContaining({ cause: expect.objectContaining({ message: newerStore(4, 3).message }) }),
      );
    }
  });

  it('does not take a step to a format that is not listed', () => {
    expect(() => new StoredFormat<Note>({}, { 4: (fields) => fields }, 3)).toThrow(RangeError);
  });

  it('gives fields that came later their defaults, and takes the steps in order', () => {
    expect(NOTE.fromStored({ id: 'n', text: 'a b' })).toEqual({ id: 'n', color: null, words: ['a', 'b'] });
    expect(NOTE.fromStored({ id: 'n', color: 'red', text: 'a', format: 2 })).toEqual({
      id: 'n',
      color: 'red',
      words: ['a'],
    });
  });

  it('takes the steps also for a function that names the fields', () => {
    expect(NOTE.readBy({ id: 'n', text: 'a b', format: 2 }, ({ words }) => words)).toEqual(['a', 'b']);
  });

  it('keeps a field that is there already, whatever its default is', () => {
    expect(NOTE.fromStored({ id: 'n', color: 'red', text: 'a' }).color).toBe('red');
  });

  it('gives back what it was given, under the number of the present format', () => {
    const note: Note = { id: 'n', color: 'red', words: ['a'] };
    expect(NOTE.toStored(note)).toEqual({ ...note, format: 3 });
    expect(NOTE.fromStored(NOTE.toStored(note))).toEqual(note);
  });

  it('says in one line which formats this build knows, and what to do', () => {
    expect(newerStore(3, 2).message).toBe(
      'This data was written by a newer Coffer (store format 3; this build knows 1 to 2). Start the newer build.',
    );
    expect(newerStore(2, 1).message).toContain('this build knows only 1');
  });
});
