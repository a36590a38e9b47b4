import { foldedForms, foldWord } from './password-folding.js';

describe('the folded form of a word [R3]', () => {
  it.each([
    ['P@ssw0rd2026!!', 'password'],
    ['PA$$WORD', 'passw0rd'],
    ['We1come!', 'welcome'],
    ['ｄｒａｇｏｎ', 'Dragon99'],
  ])('%j is %j', (decorated, word) => {
    expect(foldWord(decorated)).toBe(foldWord(word));
  });

  it('is empty without a letter', () => {
    expect(foldWord('2026-11-22')).toBe('');
  });

  it.each(['Hell0', 'hello', 'Hell02026!!', 'H3LL0!'])(
    'is among those of %j, whose last digit is a letter',
    (password) => {
      expect(foldedForms(password)).toContain(foldWord('hello'));
    },
  );

  it('is not found inside a longer password', () => {
    expect(foldedForms('hello-violet-kettle-1')).not.toContain(foldWord('hello'));
  });
});
