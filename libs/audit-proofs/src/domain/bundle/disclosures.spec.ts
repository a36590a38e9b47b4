import { BundleError } from './bundle-error.js';
import { type Disclosed, parseDisclosures } from './disclosures.js';

const SALT = 'AAAAAAAAAAAAAAAAAAAAAA';
const read = (...values: string[]) => {
  const lines = values.map((value) => `${JSON.stringify({ seq: 1, field: 'ip', salt: SALT, value })}\n`);
  return parseDisclosures(Buffer.from(lines.join('')), 'personal/000.ndjson').map(({ value }: Disclosed) => value);
};

describe('the values beside records', () => {
  it('are refused with a lone surrogate, which hashes as U+FFFD does', () => {
    for (const value of ['\ud800', 'a\udc00b', '\ud83d"'])
      expect(() => read('sound', value)).toThrow(
        new BundleError('personal/000.ndjson is not written as a bundle writes it.'),
      );
  });

  it('are read with every other character', () => {
    const values = ['plain', '\ufffd', '😀', 'é"\\\n\u0000', ''];
    expect(read(...values)).toEqual(values);
  });
});
