import { isSixDigits, typedCode } from './codes.js';
import { recoveryForm } from './recovery-codes.js';

describe('a code as it was typed', () => {
  it.each(['123 456', ' 123456 ', '123\u00a0456', '12 34 56\n', '\ufeff123456'])('may have spaces: %j', (typed) => {
    expect(typedCode(typed)).toBe('123456');
  });

  it.each(['k3v7q-2mzpa', 'K3V7Q \u2013 2MZPA', ' k3v7q\u20142mzpa', 'k3v7q 2mzpa', 'k3v7q\u22122mzpa'])(
    'may have any dash, or none: %j',
    (typed) => {
      expect(recoveryForm(typedCode(typed))).toBe('k3v7q2mzpa');
    },
  );

  it.each(['', ' ', '12345', '1234567', '123.456', '\u0661\u0662\u0663\u0664\u0665\u0666', '12345\u200b6'])(
    'is nothing else than six digits [R18]: %j',
    (typed) => {
      expect(isSixDigits(typedCode(typed))).toBe(false);
    },
  );
});
