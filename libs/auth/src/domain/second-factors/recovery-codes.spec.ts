import { newRecoveryCodes, recoveryForm } from './recovery-codes.js';

describe('recovery codes', () => {
  it('are not read from text of another form [R18]', () => {
    const wrong = [
      '',
      'abcde-fghi',
      'abcde-fghijk',
      'abcde--fghij',
      'abcde fghij',
      'abcd1-fghij',
      'abcde-fghij\n',
      '123456',
    ];
    expect(wrong.map(recoveryForm)).toEqual(wrong.map(() => null));
  });

  it('are ten at a time, all different, of 50 random bits each [R23]', () => {
    const codes = newRecoveryCodes();
    expect(codes).toHaveLength(10);
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^[a-z2-7]{5}-[a-z2-7]{5}$/);
    const letters = Array.from({ length: 200 }, newRecoveryCodes).flat().join('').replaceAll('-', '');
    expect(new Set(letters).size).toBe(32);
  });

  it('may be typed without the dash and in capitals', () => {
    expect(['abcde-fghij', 'ABCDE-FGHIJ', 'abcdefghij'].map(recoveryForm)).toEqual(Array(3).fill('abcdefghij'));
  });
});
