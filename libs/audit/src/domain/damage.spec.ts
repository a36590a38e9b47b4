import fc from 'fast-check';
import { aRecord } from '../testing/audit-records.js';
import { commitmentOf, disclose } from './commitment.js';
import { checked, gapsIn, isDamage, missingRecords, rangesOf } from './damage.js';
import { storedRecord } from './leaf-shape.js';
import type { StoredRecord } from './record.js';
import { shownLine, tableRow } from './record-view.js';

const PERSONAL = { actor_name: 'ada', ip: '192.0.2.7' };
const RECORD = aRecord(17, { personal: PERSONAL, lasting: { resource_name: 'prod/db' } });

function whatIsWrong(changes: Partial<StoredRecord>): string | null {
  const one = checked({ ...RECORD, ...changes });
  return isDamage(one) ? one.what : null;
}

describe('what a plain read sees of a damaged record', () => {
  it('is nothing for a record as it was written, and for an erased one', () => {
    expect(whatIsWrong({})).toBeNull();
    expect(whatIsWrong({ personal: {} })).toBeNull();
  });

  it('is a name that was exchanged, with or without its salt', () => {
    const { actor_name, ip } = RECORD.personal;
    if (!actor_name || !ip) throw new Error('not disclosed');
    const altered = 'Record 17 does not fit: its actor_name was altered or added.';
    expect(whatIsWrong({ personal: { ip, actor_name: { ...actor_name, value: 'grace' } } })).toBe(altered);
    expect(whatIsWrong({ personal: { ip, actor_name: ip } })).toBe(altered);
  });

  it('is a value that was added, or that was removed without an erasure of all', () => {
    const { actor_name, ip } = RECORD.personal;
    if (!actor_name || !ip) throw new Error('not disclosed');
    expect(whatIsWrong({ personal: { ...RECORD.personal, user_agent: ip } })).toContain(
      'user_agent was altered or added',
    );
    expect(whatIsWrong({ personal: { ip } })).toContain('actor_name was removed');
    expect(whatIsWrong({ lasting: {} })).toContain('resource_name was removed');
    expect(whatIsWrong({ personal: {}, lasting: { ...RECORD.lasting, changes: ip } })).toContain('changes was altered');
  });

  it('is a leaf that is none, or that is of another place', () => {
    expect(whatIsWrong({ leaf: '{' })).toBe('Record 17 cannot be read.');
    expect(whatIsWrong({ leaf: aRecord(18).leaf })).toBe('Record 17 is at the place of another one.');
  });

  it('is a leaf that lacks a part, or has another kind of value there, whatever that is', () => {
    expect(whatIsWrong({ leaf: '{"v":2,"seq":17}' })).toBe('Record 17 cannot be read.');
    const leaf = JSON.parse(RECORD.leaf);
    const anyLeaf = fc.oneof(
      fc.jsonValue(),
      fc
        .tuple(fc.constantFrom(...Object.keys(leaf)), fc.jsonValue())
        .map(([key, value]) => ({ ...leaf, [key]: value })),
    );
    fc.assert(
      fc.property(anyLeaf, fc.jsonValue(), fc.jsonValue(), (altered, personal, lasting) => {
        for (const beside of [RECORD.personal, personal]) {
          const one = checked(storedRecord(17, JSON.stringify(altered), beside, lasting));
          JSON.stringify([shownLine(one), tableRow(one)]);
        }
      }),
    );
  });

  it('is values beside the leaf that are none', () => {
    for (const values of [null, 17, [], 'x', { ip: 'x' }, { ip: { salt: 1, value: 'x' } }]) {
      const unreadable = checked(storedRecord(17, RECORD.leaf, values, RECORD.lasting));
      expect(unreadable).toMatchObject({ what: 'Record 17 cannot be read.' });
    }
  });

  it('is a list of changes that is none, also with its own commitment', () => {
    for (const value of ['{', '17', '[null]', '[{"field":"x","before":[{}],"after":[],"omitted":0}]']) {
      const changes = { ...disclose(''), value };
      const leaf = JSON.parse(RECORD.leaf);
      leaf.commitments.changes = commitmentOf('changes', changes);
      const altered = { leaf: JSON.stringify(leaf), lasting: { ...RECORD.lasting, changes } };
      expect(whatIsWrong(altered)).toBe('Record 17 cannot be read.');
    }
  });

  it('is every number that a part of the log lacks', () => {
    expect(gapsIn([5, 4, 3, 2, 1], 5, 1)).toEqual([]);
    expect(gapsIn([5, 3, 2], 5, 2)).toEqual([{ first: 4, last: 4 }]);
    expect(gapsIn([9, 8, 5], 10, 3)).toEqual([
      { first: 10, last: 10 },
      { first: 6, last: 7 },
      { first: 3, last: 4 },
    ]);
    expect(gapsIn([], 5, 1)).toEqual([{ first: 1, last: 5 }]);
    expect(gapsIn([], 0, 1)).toEqual([]);
    expect(rangesOf([9, 8, 5, 3, 2, 1])).toEqual([
      { first: 8, last: 9 },
      { first: 5, last: 5 },
      { first: 1, last: 3 },
    ]);
    expect(missingRecords({ first: 8, last: 9 }).what).toBe('Records 8 to 9 are missing.');
  });
});
