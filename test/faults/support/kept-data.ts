import { isDeepStrictEqual } from 'node:util';
import { newId } from '#kernel';
import type { Person } from '../../e2e/support/people/person.js';
import type { Api } from '../../e2e/support/processes/api.js';
import type { Coffer } from '../../e2e/support/processes/coffer.js';
import { sessionOf } from '../boundaries/people.js';
import { keepsNote, notesOf } from '../boundaries/sensitive-data.js';
import type { Kept } from './figures.js';
import type { Loss } from './kept-secrets.js';
import { aVault, entriesOf, type ShownEntry } from './own-vault.js';

interface Bystander {
  readonly person: Person;
  readonly entries: readonly ShownEntry[];
  readonly note: string;
}

/** Accounts that no fault touches. Their data must stay the same, byte for byte. */
export class Bystanders implements Kept {
  private constructor(private readonly all: readonly Bystander[]) {}

  static async of(coffer: Coffer, count: number): Promise<Bystanders> {
    const all: Bystander[] = [];
    while (all.length < count) {
      const { person, entries } = await aVault(coffer);
      const note = `a note ${newId()}`;
      await keepsNote(person.api, note);
      all.push({ person, entries, note });
    }
    return new Bystanders(all);
  }

  async check(api: Api): Promise<Loss> {
    let [lost, unreadable] = [0, 0];
    for (const { person, entries, note } of this.all) {
      const own = sessionOf(api, person);
      const found = new Map((await entriesOf(own)).map((entry) => [entry.id, entry]));
      lost += entries.filter(({ id }) => !found.has(id)).length;
      unreadable += entries.filter(({ id, ...entry }) => {
        const { id: _, ...other } = found.get(id) ?? { id, ...entry };
        return !isDeepStrictEqual(other, entry);
      }).length;
      const notes = await notesOf(own);
      if (notes.length === 0) lost += 1;
      else if (notes.join() !== note) unreadable += 1;
    }
    return { lost, unreadable };
  }
}
