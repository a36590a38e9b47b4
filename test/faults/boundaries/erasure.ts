import { must } from '../../e2e/support/people/accounts.js';
import type { Api } from '../../e2e/support/processes/api.js';
import { aVault, beginRekey, entriesOf, rekeyed } from '../support/own-vault.js';
import { expectNothingOf } from '../support/remains.js';
import { IS_THOROUGH } from '../support/rounds.js';
import { type Attempt, after, type Bench, type Boundary, before, type Operation } from './boundary.js';
import { logIn, sessionOf } from './people.js';
import { keepsNote, notesOf } from './sensitive-data.js';

const USER = 'UserStore.users.replace';
const REMOVE_NOTE = 'SensitiveDataStore.records.remove';

const NOTES = ['a second note of who leaves', 'a note of who leaves'];

/** An account with notes and with a vault that was re-keyed, so that an earlier generation exists. */
async function aLeaver(bench: Bench) {
  const { person, entries } = await aVault(bench.coffer);
  const { id, generation } = await beginRekey(person.api);
  const { batch, staged, manifest } = rekeyed(entries, generation);
  must(await person.api.put(`/entries/rekeys/${id}/entries`, { entries: batch }));
  must(await person.api.post(`/entries/rekeys/${id}/publish`, { manifest }));
  const [first = ''] = await Promise.all(NOTES.map((note) => keepsNote(person.api, note)));
  return { person, staged: staged.toSorted((a, b) => (a.id < b.id ? -1 : 1)), note: first };
}

async function prepare(bench: Bench, { at }: Boundary): Promise<Attempt> {
  const { person, staged, note } = await aLeaver(bench);
  const path = `/users/${person.id}`;
  const isGone = async (api: Api) => (await api.get(path)).status === 404;
  return {
    with: [at === REMOVE_NOTE ? note : person.id],
    send: (headers) => bench.admin.delete(path, headers),
    async landed(api) {
      const own = sessionOf(api, person);
      const gone = await isGone(api);
      expect((await logIn(api, person)).status).toBe(gone ? 401 : 200);
      if (gone) expect((await own.get('/auth/me')).status).toBe(401);
      else expect([await entriesOf(own), await notesOf(own)]).toEqual([staged, NOTES.toSorted()]);
      return gone;
    },
    again: (api) => api.delete(path),
    async afterwards(api) {
      expect(await isGone(api)).toBe(true);
      await expectNothingOf(bench.coffer.site, person);
    },
  };
}

/** From the decision to the keys. The data can be read before the decision, and never after the keys are gone. */
const destroy: Operation = {
  name: 'an account and its keys are destroyed',
  boundaries: [
    before(USER, 'failed'),
    after(USER, 'succeeded'),
    before('KeyRingStore.rings.replace', 'succeeded'),
    after('KeyRingStore.rings.replace', 'succeeded'),
    before('KeyManagement.shred', 'succeeded'),
    after('KeyManagement.shred', 'succeeded'),
    before('KeyManagement.wraps', 'succeeded'),
  ],
  prepare,
};

/** From the proof of erasure to the tombstone. */
const sweep: Operation = {
  name: 'what a deleted account kept is swept',
  boundaries: [
    before('SessionStore.idsOf', 'succeeded'),
    before('SensitiveDataStore.list', 'succeeded'),
    after(REMOVE_NOTE, 'succeeded'),
    before('VaultStore.vaults.replace', 'succeeded'),
    after('VaultStore.vaults.replace', 'succeeded'),
    after('VaultStore.removeSome', 'succeeded'),
    before(USER, 'succeeded', 2),
    after(USER, 'succeeded', 2),
  ],
  prepare,
};

export const ERASURE_OPERATIONS: readonly Operation[] = [destroy, sweep];
/** Requests that are repeated before they are settled. Each repetition makes its own proof. */
export const REPEATED_ERASURES: readonly Operation[] = IS_THOROUGH ? ERASURE_OPERATIONS : [destroy];
