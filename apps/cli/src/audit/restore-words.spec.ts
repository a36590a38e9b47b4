import type { FoundRestore } from '#audit-proofs';
import { lossLines } from './restore-words.js';

const found = (size: number, records: number, isWhole: boolean) =>
  ({ signed: { size }, records, isWhole }) as unknown as FoundRestore;

describe('the words of `coffer audit accept-restore`', () => {
  it('count the signed records that the store lacks', () => {
    expect(lossLines(found(104, 64, false), false)).toEqual([
      'The store was restored. Of the 104 records that were signed, 40 or more are missing.',
    ]);
    expect(lossLines(found(104, 110, false), false)).toEqual([
      'The store was restored. It cannot be shown that all 104 records that were signed are there unchanged.',
    ]);
  });

  it('claim no loss where the store has all that is known to be signed, and say what is not known', () => {
    const unknown =
      'The keyring was restored, too: what was signed after its backup is not known, and those records may be lost.';
    expect(lossLines(found(551, 551, true), true)).toEqual([
      'The store was restored. It has all 551 records that it knows to be signed.',
      unknown,
    ]);
    expect(lossLines(found(104, 64, false), true)).toEqual([expect.stringContaining('40 or more'), unknown]);
  });
});
