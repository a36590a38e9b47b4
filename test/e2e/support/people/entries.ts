import { randomBytes } from 'node:crypto';
import { type Answer, type Api, type Body, PASSWORD } from '../processes/api.js';
import type { Coffer } from '../processes/coffer.js';
import { makeAccount, must } from './accounts.js';

/** An entry as a client seals it, here random bytes. */
export function sealed(fields: Body = {}): Body {
  const base64 = (bytes: number) => randomBytes(bytes).toString('base64');
  return { ciphertext: base64(48), iv: base64(12), tag: base64(16), ...fields };
}

/** A new account without a role, logged in. */
export async function someone(coffer: Coffer, username: string): Promise<Api> {
  await makeAccount(coffer.admin, username);
  return coffer.nobody.login(username, PASSWORD);
}

/** Creates an entry and returns the answer. */
export async function keptEntry(api: Api, fields: Body = {}): Promise<Answer['body']> {
  return must(await api.make('/entries', sealed(fields))).body;
}

/** Reads every page of a list. Returns its items in order, and the last page. */
export async function allEntries(
  api: Api,
  query = '',
): Promise<{ items: Answer['body'][]; revision: number; full: boolean; pages: number }> {
  const items: Answer['body'][] = [];
  let pages = 0;
  let cursor: string | null = null;
  for (;;) {
    const { body }: Answer = must(await api.get(`/entries?${query}${cursor === null ? '' : `&cursor=${cursor}`}`));
    items.push(...body.items);
    pages += 1;
    cursor = body.next_cursor;
    if (cursor === null) return { items, revision: body.revision, full: body.full, pages };
  }
}

/** Stages all of `entries` for a re-key, 100 at a time. Returns the manifest. */
export async function stageAll(api: Api, rekey: string, entries: readonly Answer['body'][]): Promise<string[]> {
  for (let from = 0; from < entries.length; from += 100) {
    const batch = entries.slice(from, from + 100).map(({ id, revision }) => sealed({ id, revision }));
    must(await api.put(`/entries/rekeys/${rekey}/entries`, { entries: batch }));
  }
  return entries.map(({ id, revision }) => `${id}:${revision}`);
}
