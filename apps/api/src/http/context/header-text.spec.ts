import { headerText } from './header-text.js';

describe('a header that is kept', () => {
  it('has no control characters, no line breaks and nothing that turns text around [R85]', () => {
    expect(headerText('a\r\nb\u001b[31m\u0000c')).toBe('a b [31m c');
    expect(headerText(Buffer.from('a\u202eb\u2028c', 'utf8').toString('latin1'))).toBe('a b c');
  });

  it('has at most 256 characters', () => {
    expect(headerText('x'.repeat(10_000))).toHaveLength(256);
    expect([...(headerText(Buffer.from('\u{1f511}'.repeat(1_000), 'utf8').toString('latin1')) ?? '')]).toHaveLength(
      256,
    );
  });

  it('is null when it is absent, empty, repeated, or nothing but control characters', () => {
    for (const header of [undefined, '', ['a', 'b'], '\u0007 \u0000']) expect(headerText(header)).toBeNull();
  });

  it('is read as UTF-8, or as Latin-1 where it is none', () => {
    expect(headerText(Buffer.from('caf\u00e9', 'utf8').toString('latin1'))).toBe('caf\u00e9');
    expect(headerText('caf\u00e9')).toBe('caf\u00e9');
  });
});
