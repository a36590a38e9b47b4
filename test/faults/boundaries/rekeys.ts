import { randomBytes } from 'node:crypto';
import { must } from '../../e2e/support/people/accounts.js';
import type { Person } from '../../e2e/support/people/person.js';
import type { Api, Body } from '../../e2e/support/processes/api.js';
import { aVault, beginRekey, hasBecome, rekeyed } from '../support/own-vault.js';
import { type Attempt, after, type Bench, before, type Operation } from './boundary.js';
import { sessionOf } from './people.js';

const BODIES = 'VaultStore.insertBodies';
const VAULT = 'VaultStore.vaults.replace';

const PUBLISHES = [before(VAULT, 'failed'), after(VAULT, 'succeeded')];

/** Staging changes nothing yet. If an entry is staged twice, the last one counts. */
const stage: Operation = {
  name: 'a re-key is staged',
  boundaries: [before(BODIES, 'unknown'), after(BODIES, 'unknown')],
  async prepare(bench) {
    const { person, entries } = await aVault(bench.coffer);
    const { id, generation } = await beginRekey(person.api);
    const place = `/entries/rekeys/${id}`;
    return {
      with: [person.id],
      ownerId: person.id,
      send: (headers) => person.api.put(`${place}/entries`, { entries: rekeyed(entries, generation).batch }, headers),
      async landed(api) {
        await hasBecome(sessionOf(api, person), { was: entries, becomes: entries });
        return null;
      },
      async afterwards(api) {
        const own = sessionOf(api, person);
        const { batch, staged, manifest } = rekeyed(entries, generation);
        must(await own.put(`${place}/entries`, { entries: batch }));
        must(await own.post(`${place}/publish`, { manifest }));
        expect(await hasBecome(own, { was: entries, becomes: staged })).toBe(true);
      },
    };
  },
};

async function openRekeyOf(api: Api, person: Person): Promise<Body | null> {
  return must(await sessionOf(api, person).get('/entries/generations')).body.rekey;
}

const begin: Operation = {
  name: 'a re-key is begun',
  boundaries: PUBLISHES,
  async prepare(bench: Bench): Promise<Attempt> {
    const { person } = await aVault(bench.coffer);
    const wish = { wrapped_key: randomBytes(60).toString('base64') };
    return {
      with: [person.id],
      ownerId: person.id,
      send: (headers) => person.api.post('/entries/rekeys', wish, headers),
      landed: async (api) => (await openRekeyOf(api, person)) !== null,
      again: (api) => sessionOf(api, person).post('/entries/rekeys', wish),
    };
  },
};

const abandon: Operation = {
  name: 'a re-key is given up',
  boundaries: PUBLISHES,
  async prepare(bench: Bench): Promise<Attempt> {
    const { person } = await aVault(bench.coffer);
    const { id } = await beginRekey(person.api);
    return {
      with: [person.id],
      ownerId: person.id,
      send: (headers) => person.api.delete(`/entries/rekeys/${id}`, headers),
      landed: async (api) => (await openRekeyOf(api, person)) === null,
      again: (api) => sessionOf(api, person).delete(`/entries/rekeys/${id}`),
      afterwards: async (api) => void (await beginRekey(sessionOf(api, person))),
    };
  },
};

/** Operations that change no entry. */
export const REKEY_OPERATIONS: readonly Operation[] = [begin, stage, abandon];
