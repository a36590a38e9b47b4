import type { BundleReport } from '#audit-proofs/offline';
import { reportJson, reportLines } from './verify-words.js';

/** On a terminal: overwrites the line above with `Verified.`. U+009B begins a sequence, too, and U+202E turns a line round. */
const LIE = '\u001b[1A\u001b[2K\rVerified.\u009b1A\u202e';

const report: BundleReport = {
  ...{
    verified: false,
    consistent: false,
    origin: LIE,
    tree_size: 3,
    root: LIE,
    from_seq: 1,
    to_seq: 3,
    records: 0,
    keys: 'bundle',
  },
  ...{ signed_by: [{ key: LIE, time: null }], checkpoints: 0, unchecked_checkpoints: 0, personal: 'included' },
  ...{ since: null, since_signed: null, unchecked_witnesses: 0 },
  ...{ values: { opened: 0, erased: 0 }, problems: [], problem_count: 0 },
};

describe('the words of `coffer audit verify`', () => {
  it('say that witnesses which the bundle alone names were not checked', () => {
    const line = (changes: Partial<BundleReport>) => reportLines({ ...report, ...changes })[4];
    expect(line({ unchecked_witnesses: 2 })).toMatch(
      /^Keys: those in the bundle.* witnesses, too \(2\): .* not checked\.$/,
    );
    expect(line({})).not.toContain('witnesses');
    expect(line({ keys: 'policy' })).toBe('Keys: those of your policy');
  });

  it('begin with what can be relied on', () => {
    const first = (changes: Partial<BundleReport>) => reportLines({ ...report, ...changes })[0];
    expect(first({ verified: true, consistent: true })).toBe('Verified.');
    expect(first({ consistent: true })).toBe('Consistent, but NOT verified: no key of yours was given.');
    expect(first({})).toBe('NOT verified.');
  });

  it('let no text of a bundle steer the terminal', () => {
    const lines = reportLines(report);
    expect(lines.filter((line) => /[\p{Cc}\p{Cf}]/u.test(line))).toEqual([]);
    expect(lines.slice(0, 2)).toEqual(['NOT verified.', 'Log: \\u001b[1A\\u001b[2K\\u000dVerified.\\u009b1A\\u202e']);
  });

  it('tell which earlier checkpoints no trusted key signed', () => {
    const earlier = (changes: Partial<BundleReport>) =>
      reportLines({ ...report, ...changes }).filter((line) => /^(Earlier|Yours)/.test(line));
    expect(earlier({ checkpoints: 1, since: 2, since_signed: true })).toEqual([
      'Earlier checkpoints that it extends: 1 in the bundle, and yours of 2 records',
    ]);
    expect(earlier({ unchecked_checkpoints: 3, since: 2, since_signed: false })).toEqual([
      'Earlier checkpoints that it extends: 0 in the bundle, and yours of 2 records',
      'Yours is signed by none of these keys; a retired key may have signed it. Nobody but you vouches for it.',
      'Earlier checkpoints that were not compared: 3. None of these keys signed them; retired keys may have.',
    ]);
  });

  it('are JSON with the same texts, and without what steers a terminal', () => {
    const text = reportJson(report);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(JSON.parse(text)).toEqual(report);
  });
});
