import { headerText } from './header-text.js';

describe('the audited text of a header', () => {
  it('has no control characters, line breaks or marks that reverse text [R85]', () => {
    expect(headerText('a\r\nb\u001b[31m\u0000c')).toBe('a b [31m c');
    expect(headerText(Buffer.from('a\u202eb\u2028c', 'utf8').toString('latin1'))).toBe('a b c');
  });

  it('has at most 256 characters', () => {
    expect(headerText('x'.repeat(10_000))).toHaveLength(256);
    expect([...(headerText(Buffer.from('\u{1f511}'.repeat(1_000), 'utf8').toString('latin1')) ?? '')]).toHaveLength(
      256,
    );
  });

  it('is null when the header is absent, empty, repeated, or only control characters', () => {
    for (const header of [undefined, '', ['a', 'b'], '\u0007 \u0000']) expect(headerText(header)).toBeNull();
  });

  it('is decoded as UTF-8, or as Latin-1 if it is not valid UTF-8', () => {
    expect(headerText(Buffer.from('caf\u00e9', 'utf8').toString('latin1'))).toBe('caf\u00e9');
    expect(headerText('caf\u00e9')).toBe('caf\u00e9');
  });
});
