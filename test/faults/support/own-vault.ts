import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { newId } from '#kernel';
import { must } from '../../e2e/support/people/accounts.js';
import { allEntries, keptEntry, sealed } from '../../e2e/support/people/entries.js';
import { Person } from '../../e2e/support/people/person.js';
import type { Api, Body } from '../../e2e/support/processes/api.js';
import type { Coffer } from '../../e2e/support/processes/coffer.js';

/** All of an entry that its client made or authenticates. */
export interface ShownEntry {
  readonly id: string;
  readonly revision: number;
  readonly generation: number;
  readonly ciphertext: string;
  readonly iv: string;
  readonly tag: string;
}

export interface OwnVault {
  readonly person: Person;
  readonly entries: readonly [ShownEntry, ShownEntry];
}

/** What a whole vault was, and what it becomes. */
export interface VaultStates {
  readonly was: readonly ShownEntry[];
  readonly becomes: readonly ShownEntry[];
}

export function shownAs(entry: Body): ShownEntry {
  const { id, revision, generation, ciphertext, iv, tag } = entry as unknown as ShownEntry;
  return { id, revision, generation, ciphertext, iv, tag };
}

/** Somebody new with two entries. */
export async function aVault(coffer: Coffer): Promise<OwnVault> {
  const person = await Person.of(coffer, `v_${newId().slice(-12)}`);
  return { person, entries: [shownAs(await keptEntry(person.api)), shownAs(await keptEntry(person.api))] };
}

/** Every entry of the account, in the order of their ids. */
export async function entriesOf(api: Api): Promise<readonly ShownEntry[]> {
  return sorted((await allEntries(api, 'limit=200')).items.map(shownAs));
}

/** Whether the vault is all of what it becomes, to the byte; throws when it is neither that nor all of what it was. */
export async function hasBecome(api: Api, { was, becomes }: VaultStates): Promise<boolean> {
  const found = await entriesOf(api);
  expect([sorted(was), sorted(becomes)]).toContainEqual(found);
  return isDeepStrictEqual(found, sorted(becomes));
}

export async function beginRekey(api: Api): Promise<{ readonly id: string; readonly generation: number }> {
  return must(await api.post('/entries/rekeys', { wrapped_key: randomBytes(60).toString('base64') })).body;
}

/** Every entry sealed again for `generation`: what is sent, what the vault becomes of it, and what names it. */
export function rekeyed(entries: readonly ShownEntry[], generation: number) {
  const batch = entries.map(({ id, revision }) => ({ id, revision, ...sealed() }));
  const staged = batch.map((entry) => shownAs({ ...entry, revision: entry.revision + 1, generation }));
  return { batch, staged, manifest: entries.map(({ id, revision }) => `${id}:${revision}`) };
}

function sorted(entries: readonly ShownEntry[]): readonly ShownEntry[] {
  return entries.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
