import { aRecord } from '../testing/audit-records.js';
import { damageOf, gapIn } from './damage.js';
import type { StoredRecord } from './record.js';

const PERSONAL = { actor_name: 'ada', ip: '192.0.2.7' };
const RECORD = aRecord(17, { personal: PERSONAL, lasting: { resource_name: 'prod/db' } });

const whatIsWrong = (changes: Partial<StoredRecord>) => damageOf({ ...RECORD, ...changes })?.message ?? null;

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

  it('is the highest missing number of a part of the log', () => {
    const down = (...seqs: number[]) => seqs.map((seq) => aRecord(seq));
    expect(gapIn(down(5, 4, 3, 2, 1), null, 1)).toBeNull();
    expect(gapIn(down(5, 4, 3), 5, 3)).toBeNull();
    expect(gapIn(down(5, 3, 2), null, 2)).toBe(4);
    expect(gapIn(down(4, 3), 5, 3)).toBe(5);
    expect(gapIn(down(5, 4), 5, 1)).toBe(3);
    expect(gapIn([], 5, 1)).toBe(5);
    expect(gapIn([], null, 1)).toBeNull();
  });
});
