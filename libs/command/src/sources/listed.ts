const MOST = 3;

/**
 * The first of many, for a message.
 *
 * @example
 * listed([1, 2, 3, 4, 5]); // '1, 2, 3 and 2 more'
 */
export function listed(all: readonly unknown[]): string {
  const more = all.length - MOST;
  return `${all.slice(0, MOST).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
