import { failed } from '../failure.js';

interface Page<T> {
  readonly items: readonly T[];
  readonly next_cursor: string | null;
}

/** Items a page. */
export const PAGE = 200;
const MOST = 10_000;

/** The items of all pages. Refuses a list that is too long for a person and a program alike. */
export async function everyItem<T>(page: (at: { cursor?: string }) => Promise<Page<T>>): Promise<T[]> {
  const found: T[] = [];
  let cursor: string | null = null;
  do {
    const { items, next_cursor }: Page<T> = await page(cursor === null ? {} : { cursor });
    found.push(...items);
    if (found.length > MOST) throw failed(`There are more than ${MOST}: give a longer prefix.`);
    cursor = next_cursor;
  } while (cursor !== null);
  return found;
}
