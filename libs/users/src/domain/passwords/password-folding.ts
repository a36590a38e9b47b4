/** What people write for a letter. `l` stands with `i`, since `1`, `!` and `|` are written for either. */
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
/** Characters: nobody ends a word in more of them that are leet. */
const TAIL_TRIED = 8;
const LETTER_FOR = new Map(
  Object.entries(WRITTEN_FOR).flatMap(([letter, signs]) => [...signs].map((s) => [s, letter])),
);

/** Lower case, leet undone: two texts that are read alike are the same afterwards. */
export function foldText(text: string): string {
  return [...text.normalize('NFKC').toLowerCase()].map((sign) => LETTER_FOR.get(sign) ?? sign).join('');
}

/** The form in which common passwords and context words are compared: also without the digits and signs at the end [R3]. */
export function foldWord(word: string): string {
  const { core } = withoutTail(word);
  return foldText(core);
}

/**
 * What {@link foldWord} of a word may be if `password` is that word with digits and signs behind it. A digit at the end
 * may be one of them or leet (`Hell0`, `Hell02026!`), so each length of the tail is tried.
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
