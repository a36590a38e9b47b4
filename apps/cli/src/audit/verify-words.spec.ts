import type { BundleReport } from '#audit-proofs/offline';
import { reportJson, reportLines } from './verify-words.js';

/** On a terminal: overwrites the line above with `Verified.`. U+009B begins a sequence, too, and U+202E turns a line round. */
const LIE = '\u001b[1A\u001b[2K\rVerified.\u009b1A\u202e';

const report: BundleReport = {
  ...{ verified: false, origin: LIE, tree_size: 3, root: LIE, from_seq: 1, to_seq: 3, records: 0, keys: 'bundle' },
  ...{ signed_by: [{ key: LIE, time: null }], checkpoints: 0, since: null, personal: 'included' },
  ...{ values: { opened: 0, erased: 0 }, problems: [], problem_count: 0 },
};

describe('the words of `coffer audit verify`', () => {
  it('let no text of a bundle steer the terminal', () => {
    const lines = reportLines(report);
    expect(lines.filter((line) => /[\p{Cc}\p{Cf}]/u.test(line))).toEqual([]);
    expect(lines.slice(0, 2)).toEqual(['NOT verified.', 'Log: \\u001b[1A\\u001b[2K\\u000dVerified.\\u009b1A\\u202e']);
  });

  it('are JSON with the same texts, and without what steers a terminal', () => {
    const text = reportJson(report);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(JSON.parse(text)).toEqual(report);
  });
});
