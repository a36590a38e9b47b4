import type { Answer, Api, Body } from '../processes/api.js';
import { must } from './accounts.js';

/** Creates a secret and returns the masked answer. */
export async function keep(api: Api, path: string, fields: Body = {}): Promise<Answer> {
  return must(await api.make('/secrets', { path, value: `value of ${path}`, ...fields }));
}

/** The paths of all pages of a list in order, and the number of pages. */
export async function listed(api: Api, query = ''): Promise<{ paths: string[]; pages: number }> {
  const paths: string[] = [];
  let pages = 0;
  let cursor: string | null = null;
  do {
    const { body }: Answer = must(await api.get(`/secrets?${query}${cursor === null ? '' : `&cursor=${cursor}`}`));
    paths.push(...body.items.map(({ path }: { path: string }) => path));
    cursor = body.next_cursor;
    pages += 1;
  } while (cursor !== null);
  return { paths, pages };
}
