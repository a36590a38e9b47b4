import { randomInt } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { newId } from '#kernel';
import { must } from '../../e2e/support/people/accounts.js';
import { sealed } from '../../e2e/support/people/entries.js';
import type { Person } from '../../e2e/support/people/person.js';
import type { Answer, Api } from '../../e2e/support/processes/api.js';
import type { Coffer } from '../../e2e/support/processes/coffer.js';
import { isUnsure } from '../../e2e/support/processes/patience.js';
import { sessionOf } from '../boundaries/people.js';
import type { Kept } from './figures.js';
import type { Loss } from './kept-secrets.js';
import { aVault, beginRekey, entriesOf, rekeyed, type ShownEntry, shownAs } from './own-vault.js';
import { surely, wasRefused } from './undecided.js';

/** One of this many changes is a re-key. */
const REKEY_EVERY = 4;

/** Somebody who alone writes to a vault and knows what it must hold. */
class VaultClient {
  /** What was acknowledged; and what it becomes, while no answer was had. */
  private next: readonly ShownEntry[] | null = null;
  /** The entry of the write that finds out what became of `next`. */
  private later: string | null = null;

  constructor(
    readonly person: Person,
    private now: readonly ShownEntry[],
    private generation = 1,
  ) {}

  /** One change, or a whole re-key; true: that was one. Throws what the connection throws, or for a refusal. */
  async change(api: Api): Promise<boolean> {
    if (randomInt(REKEY_EVERY) === 0) return this.rekey(api);
    const [first] = this.now;
    const turn = randomInt(3);
    if (!first || turn === 0) await this.create(api);
    else if (turn === 1) await this.update(api, first);
    else await this.remove(api, first);
    return false;
  }

  /** Looks at the whole vault. What was asked for and not answered is there or not, all of it. */
  async look(api: Api): Promise<Loss> {
    const found = await entriesOf(api);
    const known = this.knows(found);
    this.next = null;
    this.later = null;
    const was = this.now;
    this.now = found;
    this.generation = (await api.get('/entries/generations')).body.generation;
    if (known) return { lost: 0, unreadable: 0 };
    const ids = new Set(found.map(({ id }) => id));
    const lost = was.filter(({ id }) => !ids.has(id)).length;
    return { lost, unreadable: lost === 0 ? 1 : 0 };
  }

  /** True for the vault as it was or as it was to become, apart from the later write that finds that out. */
  private knows(found: readonly ShownEntry[]): boolean {
    const shown = found.filter(({ id }) => id !== this.later);
    return [this.now, this.next ?? this.now].map(byId).some((state) => isDeepStrictEqual(state, shown));
  }

  private async create(api: Api): Promise<void> {
    const entry = { id: newId(), generation: this.generation, ...sealed() };
    const becomes = [...this.now, shownAs({ ...entry, revision: 1 })];
    await this.publish(api, becomes, () => api.post('/entries', entry));
  }

  private async update(api: Api, { id, revision }: ShownEntry): Promise<void> {
    const next = { generation: this.generation, ...sealed() };
    const becomes = [...this.without(id), shownAs({ ...next, id, revision: revision + 1 })];
    await this.publish(api, becomes, () => api.put(`/entries/${id}`, next, { 'if-match': `"${revision}"` }));
  }

  private async remove(api: Api, { id }: ShownEntry): Promise<void> {
    await this.publish(api, this.without(id), () => api.delete(`/entries/${id}`));
  }

  private async rekey(api: Api): Promise<true> {
    const { body } = await api.get('/entries/generations');
    if (body.rekey) await api.delete(`/entries/rekeys/${body.rekey.id}`);
    const { id, generation } = await beginRekey(api);
    const { batch, staged, manifest } = rekeyed(this.now, generation);
    if (batch.length > 0) done(await surely(() => api.put(`/entries/rekeys/${id}/entries`, { entries: batch })));
    await this.publish(api, staged, () => api.post(`/entries/rekeys/${id}/publish`, { manifest }));
    if (this.now === staged) this.generation = generation;
    return true;
  }

  private without(gone: string): readonly ShownEntry[] {
    return this.now.filter(({ id }) => id !== gone);
  }

  private async publish(api: Api, becomes: readonly ShownEntry[], send: () => Promise<Answer>): Promise<void> {
    this.next = becomes;
    const answer = await send();
    if (isUnsure(answer)) return this.findOut(api);
    done(answer);
    this.now = becomes;
    this.next = null;
  }

  /** After a lost answer of a starved store: once a later write has landed, the earlier one is there or never will be. */
  private async findOut(api: Api): Promise<void> {
    this.later = newId();
    const later = { id: this.later, ...sealed() };
    done(await surely(() => api.post('/entries', later, { 'idempotency-key': newId() })));
    const found = await entriesOf(api);
    if (!this.knows(found)) throw new Refused('a lost answer left another vault than the one before or after it');
    this.next = null;
    this.later = null;
    this.now = found;
    this.generation = must(await api.get('/entries/generations')).body.generation;
  }
}

/** Clients that change and re-key a vault each, and remember what they were told. */
export class VaultClients implements Kept {
  /** Re-keys of all of them. */
  published = 0;

  private constructor(private readonly all: readonly VaultClient[]) {}

  static async of(coffer: Coffer, count: number): Promise<VaultClients> {
    const vaults = await Promise.all(Array.from({ length: count }, () => aVault(coffer)));
    return new VaultClients(vaults.map(({ person, entries }) => new VaultClient(person, entries)));
  }

  /** Until the server is gone; resolves to how many requests died with it. Throws for any other refusal. */
  async work(server: Api): Promise<number> {
    const each = this.all.map(async (client) => {
      const api = sessionOf(server, client.person);
      for (;;) {
        try {
          if (await client.change(api)) this.published += 1;
        } catch (error) {
          if (error instanceof Refused) throw error;
          if (!wasRefused(error)) return;
        }
      }
    });
    await Promise.all(each);
    return this.all.length;
  }

  async check(server: Api): Promise<Loss> {
    let [lost, unreadable] = [0, 0];
    for (const client of this.all) {
      const loss = await client.look(sessionOf(server, client.person));
      lost += loss.lost;
      unreadable += loss.unreadable;
    }
    return { lost, unreadable };
  }
}

/** Nothing explains it: nobody else writes there. */
class Refused extends Error {}

function done({ status, text }: Answer): void {
  if (status >= 300) throw new Refused(`${status} ${text}`);
}

function byId(entries: readonly ShownEntry[]): readonly ShownEntry[] {
  return entries.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
