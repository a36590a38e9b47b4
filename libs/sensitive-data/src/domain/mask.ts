/** As many for every value: a mask tells nothing of a length. */
const HIDDEN = '*'.repeat(12);
const SHOWN = 4;
/** With fewer characters hidden, those that are shown would be too much of the whole. */
const LEAST_HIDDEN = 6;

/** Twelve asterisks and the last four characters: `************5678`; the asterisks alone for fewer than ten characters. */
export function lastFour(value: string): string {
  const characters = [...value];
  return characters.length < LEAST_HIDDEN + SHOWN ? HIDDEN : HIDDEN + characters.slice(-SHOWN).join('');
}

/** Asterisks alone: for what has no part that is harmless to show. */
export function wholly(): string {
  return HIDDEN;
}
