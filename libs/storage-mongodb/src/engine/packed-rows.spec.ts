import type { Model } from 'mongoose';
import { mongo } from 'mongoose';
import { aSecret } from '#secrets/testing';
import { SUMMARY_ROW, secretMapper } from '../secrets/secret.mapper.js';
import type { DocumentRow } from './document.schema.js';
import { type Absent, PackedRows } from './packed-rows.js';

interface Note {
  readonly id: string;
  readonly text: string;
  readonly color: string | null;
  readonly tags?: readonly string[];
}

const NOTE: Absent<Note> = { id: undefined, text: undefined, color: null, tags: undefined };

/** The rows that one list reads at once, and the bytes that a document may have. */
const ROWS_MAX = 1_000;
const DOCUMENT_BYTES = 16 * 1_024 * 1_024;

/** A collection of the driver that answers with `rows`, and what it was asked. */
function collection(rows: readonly unknown[][] | null) {
  const asked: { pipeline: object[]; options: object }[] = [];
  const aggregate = (pipeline: object[], options: object) => {
    asked.push({ pipeline, options });
    return { toArray: async () => (rows === null ? [] : [{ _id: null, rows }]) };
  };
  const model = { collection: { aggregate } } as unknown as Model<DocumentRow>;
  return { asked, notes: new PackedRows<DocumentRow, Note>(model, NOTE) };
}

describe('rows that are read as one document', () => {
  it('are none if the server has none, which answers no document then', async () => {
    expect(await collection(null).notes.find({}, 1)).toEqual([]);
  });

  it('have null where a field may be null, and no field where it may be absent', async () => {
    const { notes } = collection([
      ['b', 'one', 'red', ['x']],
      ['a', 'two', null, null],
    ]);
    expect(await notes.find({}, 2)).toEqual([
      { id: 'b', text: 'one', color: 'red', tags: ['x'] },
      { id: 'a', text: 'two', color: null, tags: undefined },
    ]);
  });

  it('are chosen, put in order and bounded by the server before it packs them', async () => {
    const { asked, notes } = collection([]);
    await notes.find({ _id: 'a' }, 7, { text: 1 });
    const [{ pipeline, options }] = asked as [(typeof asked)[0]];
    expect(pipeline.slice(0, 3)).toEqual([{ $match: { _id: 'a' } }, { $sort: { text: 1 } }, { $limit: 7 }]);
    expect(pipeline[3]).toEqual({ $project: { _id: 0, row: ['$_id', '$text', '$color', '$tags'] } });
    expect(options).toEqual({ maxTimeMS: expect.any(Number) });
  });

  it('fit into a document, even if every secret has the longest path and metadata', () => {
    const tags = Array.from({ length: 20 }, (_, n) => `${n}`.padEnd(64, 'x'));
    const long = { path: 'x'.repeat(256), description: '€'.repeat(1_000), owner: '€'.repeat(128), tags };
    const fields = { ...secretMapper.toFields(aSecret(long)), id: 'x'.repeat(36), revision: Number.MAX_SAFE_INTEGER };
    const row = Object.keys(SUMMARY_ROW).map((name) => (fields as Record<string, unknown>)[name]);
    const rows = Array.from({ length: ROWS_MAX }, () => row);
    expect(mongo.BSON.calculateObjectSize({ _id: null, rows })).toBeLessThan(DOCUMENT_BYTES);
  });
});
