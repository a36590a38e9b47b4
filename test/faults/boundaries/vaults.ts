import { newId } from '#kernel';
import { must } from '../../e2e/support/people/accounts.js';
import { sealed } from '../../e2e/support/people/entries.js';
import type { Person } from '../../e2e/support/people/person.js';
import type { Answer, Api } from '../../e2e/support/processes/api.js';
import {
  aVault,
  beginRekey,
  hasBecome,
  type OwnVault,
  rekeyed,
  type ShownEntry,
  shownAs,
} from '../support/own-vault.js';
import { after, type Boundary, before, type Headers, type Operation } from './boundary.js';
import { sessionOf } from './people.js';
import { REKEY_OPERATIONS } from './rekeys.js';

const BODIES = 'VaultStore.insertBodies';
const VAULT = 'VaultStore.vaults.replace';
const REMOVE_BODIES = 'VaultStore.removeBodies';
const SNAPSHOT = 'VaultStore.insertSnapshot';

const PUBLISHES = [before(VAULT, 'failed'), after(VAULT, 'succeeded')];

/** The change that a request makes to a vault. */
interface Change {
  readonly was: readonly ShownEntry[];
  readonly becomes: readonly ShownEntry[];
  send(api: Api, headers?: Headers): Promise<Answer>;
}

/** Expects the whole change or the whole old vault, byte for byte. Repeats the change if it was lost. */
function changing(
  name: string,
  boundaries: readonly Boundary[],
  prepare: (vault: OwnVault) => Change | Promise<Change>,
): Operation {
  return {
    name,
    boundaries,
    async prepare(bench) {
      const vault = await aVault(bench.coffer);
      const { person } = vault;
      const { send, ...states } = await prepare(vault);
      return {
        with: [person.id],
        ownerId: person.id,
        send: (headers) => send(person.api, headers),
        landed: (api) => hasBecome(sessionOf(api, person), states),
        again: (api) => send(sessionOf(api, person)),
        afterwards: async (api) => expect(await hasBecome(sessionOf(api, person), states)).toBe(true),
      };
    },
  };
}

const create = changing(
  'an entry is kept',
  [before(BODIES, 'failed'), after(BODIES, 'failed'), ...PUBLISHES],
  ({ entries }) => {
    const draft = { id: newId(), ...sealed() };
    return {
      was: entries,
      becomes: [...entries, shownAs({ ...draft, revision: 1, generation: 1 })],
      send: (api, headers) => api.post('/entries', draft, headers),
    };
  },
);

const update = changing(
  'an entry gets its next revision',
  [before(BODIES, 'failed'), after(BODIES, 'failed'), ...PUBLISHES],
  ({ entries: [first, second] }) => {
    const next = sealed();
    return {
      was: [first, second],
      becomes: [shownAs({ ...next, id: first.id, revision: 2, generation: 1 }), second],
      send: (api, headers) => api.put(`/entries/${first.id}`, next, { ...headers, 'if-match': '"1"' }),
    };
  },
);

const remove = changing(
  'an entry is deleted',
  [...PUBLISHES, before(REMOVE_BODIES, 'succeeded')],
  ({ entries: [first, second] }) => ({
    was: [first, second],
    becomes: [second],
    send: (api, headers) => api.delete(`/entries/${first.id}`, headers),
  }),
);

export const PUBLISHES_REKEY = changing(
  'a re-key is published',
  [before(SNAPSHOT, 'failed'), after(SNAPSHOT, 'failed'), ...PUBLISHES],
  async ({ person, entries }) => {
    const { id, staged, manifest } = await stagedRekey(person, entries);
    return {
      was: entries,
      becomes: staged,
      send: (api, headers) => api.post(`/entries/rekeys/${id}/publish`, { manifest }, headers),
    };
  },
);

const restore = changing(
  'the generation before is put back',
  [before(SNAPSHOT, 'failed'), after(SNAPSHOT, 'failed'), ...PUBLISHES],
  async ({ person, entries }) => {
    const { id, staged, manifest } = await stagedRekey(person, entries);
    must(await person.api.post(`/entries/rekeys/${id}/publish`, { manifest }));
    return {
      was: staged,
      becomes: entries,
      send: (api, headers) => api.send('post', '/entries/generations/1/restore', { headers }),
    };
  },
);

async function stagedRekey({ api }: Person, entries: readonly ShownEntry[]) {
  const rekey = await beginRekey(api);
  const { batch, staged, manifest } = rekeyed(entries, rekey.generation);
  must(await api.put(`/entries/rekeys/${rekey.id}/entries`, { entries: batch }));
  return { id: rekey.id, staged, manifest };
}

export const VAULT_OPERATIONS: readonly Operation[] = [
  ...[create, update, remove],
  ...[PUBLISHES_REKEY, restore],
  ...REKEY_OPERATIONS,
];
