import { newId } from '#kernel';
import { must } from '../../e2e/support/people/accounts.js';
import type { Answer, Api, Body } from '../../e2e/support/processes/api.js';
import { after, type Boundary, before, type Headers, type Operation } from './boundary.js';
import { aPerson, sessionOf } from './people.js';

const INSERT = 'SensitiveDataStore.records.insert';
const REPLACE = 'SensitiveDataStore.records.replace';
const REMOVE = 'SensitiveDataStore.records.remove';

interface Change {
  readonly becomes: readonly string[];
  send(api: Api, headers?: Headers): Promise<Answer>;
}

export async function keepsNote(api: Api, value: string): Promise<string> {
  return must(await api.post('/sensitive-data', { data_type: 'text', value })).body.id;
}

/** The values of an account's records, opened. */
export async function notesOf(api: Api): Promise<readonly string[]> {
  const items: Body[] = must(await api.get('/sensitive-data?limit=200')).body.items;
  return items.map(({ value }) => String(value)).sort();
}

function changing(name: string, boundaries: readonly Boundary[], prepare: (id: string, note: string) => Change) {
  const operation: Operation = {
    name,
    boundaries,
    async prepare(bench) {
      const person = await aPerson(bench);
      const [other, note] = [`another note ${newId()}`, `a note ${newId()}`];
      await keepsNote(person.api, other);
      const id = await keepsNote(person.api, note);
      const { send, becomes } = prepare(id, note);
      const now = [...becomes, other].sort();
      return {
        with: [boundaries.some(({ at }) => at === REMOVE) ? id : person.id],
        ownerId: person.id,
        send: (headers) => send(person.api, headers),
        async landed(api) {
          const found = await notesOf(sessionOf(api, person));
          expect([[other, note].sort(), now]).toContainEqual(found);
          return found.join() === now.join();
        },
        again: (api) => send(sessionOf(api, person)),
        afterwards: async (api) => expect(await notesOf(sessionOf(api, person))).toEqual(now),
      };
    },
  };
  return operation;
}

const create = changing(
  'a piece of personal data is kept',
  [before(INSERT, 'failed'), after(INSERT, 'succeeded')],
  (_, note) => {
    const value = `a third note ${newId()}`;
    return {
      becomes: [note, value],
      send: (api, headers) => api.post('/sensitive-data', { data_type: 'text', value }, headers),
    };
  },
);

const replace = changing(
  'a piece of personal data is replaced',
  [before(REPLACE, 'failed'), after(REPLACE, 'succeeded')],
  (id) => {
    const value = `the next note ${newId()}`;
    return { becomes: [value], send: (api, headers) => api.put(`/sensitive-data/${id}`, { value }, headers) };
  },
);

const remove = changing(
  'a piece of personal data is deleted',
  [before(REMOVE, 'failed'), after(REMOVE, 'succeeded')],
  (id) => ({ becomes: [], send: (api, headers) => api.delete(`/sensitive-data/${id}`, headers) }),
);

export const SENSITIVE_DATA_OPERATIONS: readonly Operation[] = [create, replace, remove];
