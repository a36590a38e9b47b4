/** The signs that people write for a letter. `l` folds to `i`, since `1`, `!` and `|` are written for either. */
const WRITTEN_FOR: Readonly<Record<string, string>> = {
  a: '4@',
  b: '8',
  c: '([{<',
  e: '3',
  g: '69',
  i: '1!|l',
  o: '0',
  s: '5$',
  t: '7+',
  z: '2',
};
/** The most characters at the end of a password that may be leet letters of its word. */
const TAIL_TRIED = 8;
const LETTER_FOR = new Map(
  Object.entries(WRITTEN_FOR).flatMap(([letter, signs]) => [...signs].map((s) => [s, letter])),
);

/**
 * Lower case, with leet signs turned into letters. Texts that look alike become equal.
 *
 * @example foldText('P4$$w0rd') // 'password'
 */
export function foldText(text: string): string {
  return [...text.normalize('NFKC').toLowerCase()].map((sign) => LETTER_FOR.get(sign) ?? sign).join('');
}

/**
 * {@link foldText} without the digits and signs at the end. Common passwords and context words are compared so [R3].
 *
 * @example foldWord('P4$$w0rd2026!') // 'password'
 */
export function foldWord(word: string): string {
  const { core } = withoutTail(word);
  return foldText(core);
}

/**
 * The folded words that `password` may consist of, with digits and signs after them. A sign at the end may be decoration
 * or a leet letter of the word (`Hell0`, `Hell02026!`), so each length of the tail is one form.
 */
export function foldedForms(password: string): string[] {
  const { core, tail } = withoutTail(password);
  const [folded, foldedTail] = [foldText(core), [...foldText(tail)].slice(0, TAIL_TRIED)];
  return [folded, ...foldedTail.map((_, index) => folded + foldedTail.slice(0, index + 1).join(''))];
}

function withoutTail(text: string): { readonly core: string; readonly tail: string } {
  const characters = [...text];
  const end = characters.findLastIndex((character) => /\p{L}/u.test(character)) + 1;
  return { core: characters.slice(0, end).join(''), tail: characters.slice(end).join('') };
}
