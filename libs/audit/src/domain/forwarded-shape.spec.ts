import { newId } from '#kernel';
import { aRecord } from '../testing/audit-records.js';
import { isForwardedRecords, isPlacedRecords } from './forwarded-shape.js';
import { draftLeaf, type LeafDraft, numberLeaf, toRecord } from './leaf.js';
import { type AuditEntry, PERSONAL_FIELDS } from './record.js';

const ENTRY: AuditEntry = {
  ...toRecord(aRecord(1)),
  access_reason: 'a "reason" \ud83d\udd11',
  resource_name: 'prod/db',
};
const DRAFT = draftLeaf(ENTRY);
const RECORDS = { node: newId(), head: 7, drafts: [DRAFT] };

/** As they arrive at the other node. */
const sent = (records: unknown): unknown => JSON.parse(JSON.stringify(records));
const isTaken = (changes: object) => isForwardedRecords(sent({ ...RECORDS, ...changes }));
const takesDraft = (changes: object) => isTaken({ drafts: [DRAFT, { ...DRAFT, ...changes }] });
const tailOf = (changes: object) => JSON.stringify({ ...JSON.parse(`{${DRAFT.tail}`), ...changes }).slice(1);

describe('the shape of forwarded records', () => {
  it('is that of every draft, which makes the same record on the other node', () => {
    const records = sent(RECORDS);
    if (!isForwardedRecords(records)) throw new Error('refused');
    const numbered = (draft: LeafDraft) => numberLeaf(draft, 8, RECORDS.node, new Date(0).toISOString());
    expect(records.drafts.map(numbered)).toEqual([numbered(DRAFT)]);
  });

  it('is that of drafts with each outcome, with every field, with none, and of many attempts', () => {
    const at = new Date(0).toISOString();
    const entries: Partial<AuditEntry>[] = [
      ...(['allowed', 'succeeded', 'failed', 'unknown', 'denied'] as const).map((outcome) => ({ outcome })),
      Object.fromEntries(PERSONAL_FIELDS.map((field) => [field, '\\"\ud800é'])),
      { ...Object.fromEntries(PERSONAL_FIELDS.map((field) => [field, null])), actor_id: null, resource_id: null },
      { changes: [{ field: 'roles', before: ['a'], after: [], omitted: 0 }], version: 3, model: 2, credential: 'c' },
      { repeats: { count: 12, first: at, last: at } },
    ];
    const drafts = entries.map((changes) => draftLeaf({ ...ENTRY, ...changes }));
    expect(drafts.map((draft) => isTaken({ drafts: [draft] }))).toEqual(entries.map(() => true));
    expect(isTaken({ drafts })).toBe(true);
  });

  it('has a node, what it has seen, and 1 to 256 drafts', () => {
    expect([{ head: 0 }, { drafts: Array(256).fill(DRAFT) }].map(isTaken)).toEqual([true, true]);
    const nodes = [undefined, null, 1, 'node-a', `${newId()}\n`, `${newId()}","seq":1,"node":"x`];
    for (const node of nodes) expect([node, isTaken({ node })]).toEqual([node, false]);
    const heads = [undefined, null, '7', -1, 1.5, 2 ** 53];
    for (const head of heads) expect([head, isTaken({ head })]).toEqual([head, false]);
    const lists = [undefined, null, {}, 'x', [], [null], [[]], ['x'], [{}], Array(257).fill(DRAFT)];
    for (const drafts of lists) expect(isTaken({ drafts })).toBe(false);
    expect([null, undefined, 1, 'x', [], {}, [RECORDS]].map(isForwardedRecords)).not.toContain(true);
  });

  it.each([
    ['is none', undefined],
    ['is no text', 7],
    ['is empty', ''],
    ['is no JSON', '"action":"x'],
    ['ends too early', DRAFT.tail.slice(0, -1)],
    ['goes on after its end', `${DRAFT.tail}{}`],
    ['is written in another way', ` ${DRAFT.tail}`],
    ['ends with a new line', `${DRAFT.tail}\n`],
    ['has a number of its own', `"seq":1,${DRAFT.tail}`],
    ['has a node of its own', tailOf({ node: newId() })],
    ['has a format of its own', tailOf({ v: 2 })],
    ['has a field twice', `"outcome":"succeeded",${DRAFT.tail}`],
    ['has no outcome', tailOf({ outcome: undefined })],
    ['has an unknown outcome', tailOf({ outcome: 'perhaps' })],
    ['has no request', tailOf({ request_id: undefined })],
    ['has no action', tailOf({ action: null })],
    ['has no commitments', tailOf({ commitments: [] })],
    ['has a number for an actor', tailOf({ actor_id: 7 })],
    ['has broken repeats', tailOf({ repeats: { count: 1 } })],
  ])('has no draft whose leaf %s', (_, tail) => {
    expect(takesDraft({ tail })).toBe(false);
  });

  it('has no draft with values beside the leaf that could not be read', () => {
    expect(takesDraft({ personal: {}, lasting: {} })).toBe(true);
    const one = { salt: 's', value: 'v' };
    const broken = [undefined, null, [], 'x', { ip: null }, { ip: 'x' }, { ip: { salt: 's' } }, { ip: { value: 'v' } }];
    for (const values of [...broken, { ip: { salt: 1, value: 'v' } }, { $where: one }, { outcome: one }]) {
      expect([values, takesDraft({ personal: values }), takesDraft({ lasting: values })]).toEqual([
        values,
        false,
        false,
      ]);
    }
    expect([takesDraft({ personal: { changes: one } }), takesDraft({ lasting: { ip: one } })]).toEqual([false, false]);
  });
});

describe('the shape of an answer', () => {
  it('is two numbers of the log, a time, and what the next message should be like', () => {
    const at = '2026-01-02T03:04:05.006Z';
    const placed = { first: 1, last: 1, at, room: 1, pause: 0 };
    const good = [placed, { ...placed, last: 256 }, { ...placed, room: 256 }, { ...placed, pause: 100 }];
    expect(good.filter(isPlacedRecords)).toEqual(good);
    const lasts = [0, 1.5, '2', null, undefined].map((last) => ({ ...placed, last }));
    const firsts = [0, -1, 1.5, '1', null, undefined, 2 ** 53].map((first) => ({ ...placed, first, last: 2 ** 50 }));
    const times = ['', 'now', '2026-01-02', '2026-01-02T03:04:05Z', `${at}"`, 7, null, undefined];
    const rooms = [0, -1, 257, 1.5, '1', null, undefined].map((room) => ({ ...placed, room }));
    const pauses = [-1, 101, 1.5, '1', null, undefined].map((pause) => ({ ...placed, pause }));
    const others = [null, undefined, [], 'x', 1];
    expect(
      [...firsts, ...lasts, ...times.map((time) => ({ ...placed, at: time })), ...rooms, ...pauses, ...others].filter(
        isPlacedRecords,
      ),
    ).toEqual([]);
  });
});
