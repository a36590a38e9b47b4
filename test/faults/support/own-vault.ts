import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { newId } from '#kernel';
import { must } from '../../e2e/support/people/accounts.js';
import { allEntries, keptEntry, sealed } from '../../e2e/support/people/entries.js';
import { Person } from '../../e2e/support/people/person.js';
import type { Api, Body } from '../../e2e/support/processes/api.js';
import type { Coffer } from '../../e2e/support/processes/coffer.js';

/** The fields of an entry that its client made or authenticates. */
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

/** A whole vault before and after a change. */
export interface VaultStates {
  readonly was: readonly ShownEntry[];
  readonly becomes: readonly ShownEntry[];
}

export function shownAs(entry: Body): ShownEntry {
  const { id, revision, generation, ciphertext, iv, tag } = entry as unknown as ShownEntry;
  return { id, revision, generation, ciphertext, iv, tag };
}

/** A new account with two entries. */
export async function aVault(coffer: Coffer): Promise<OwnVault> {
  const person = await Person.of(coffer, `v_${newId().slice(-12)}`);
  return { person, entries: [shownAs(await keptEntry(person.api)), shownAs(await keptEntry(person.api))] };
}

/** Every entry of the account, ordered by id. */
export async function entriesOf(api: Api): Promise<readonly ShownEntry[]> {
  return sorted((await allEntries(api, 'limit=200')).items.map(shownAs));
}

/** True if the vault is exactly the new one, false if it is exactly the old one. Throws if it is neither. */
export async function hasBecome(api: Api, { was, becomes }: VaultStates): Promise<boolean> {
  const found = await entriesOf(api);
  expect([sorted(was), sorted(becomes)]).toContainEqual(found);
  return isDeepStrictEqual(found, sorted(becomes));
}

export async function beginRekey(api: Api): Promise<{ readonly id: string; readonly generation: number }> {
  return must(await api.post('/entries/rekeys', { wrapped_key: randomBytes(60).toString('base64') })).body;
}

/** Every entry sealed again for `generation`: the bodies to send, the vault that results, and its manifest. */
export function rekeyed(entries: readonly ShownEntry[], generation: number) {
  const batch = entries.map(({ id, revision }) => ({ id, revision, ...sealed() }));
  const staged = batch.map((entry) => shownAs({ ...entry, revision: entry.revision + 1, generation }));
  return { batch, staged, manifest: entries.map(({ id, revision }) => `${id}:${revision}`) };
}

function sorted(entries: readonly ShownEntry[]): readonly ShownEntry[] {
  return entries.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
