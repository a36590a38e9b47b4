/** Always the same number, so that a mask does not show the length. */
const HIDDEN = '*'.repeat(12);
const SHOWN = 4;
/** If fewer characters were hidden, the four that are shown would be too large a part. */
const LEAST_HIDDEN = 6;

/**
 * Twelve asterisks and the last four characters. A value of fewer than ten characters gets the asterisks alone.
 *
 * @example
 * lastFour('4111111111111111'); // '************1111'
 * lastFour('123456789'); // '************'
 */
export function lastFour(value: string): string {
  const characters = [...value];
  return characters.length < LEAST_HIDDEN + SHOWN ? HIDDEN : HIDDEN + characters.slice(-SHOWN).join('');
}

/** The asterisks alone, for values of which no part is harmless to show. */
export function wholly(): string {
  return HIDDEN;
}
