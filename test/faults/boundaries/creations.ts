import { newId } from '#kernel';
import { must, newAccount } from '../../e2e/support/people/accounts.js';
import { sealed } from '../../e2e/support/people/entries.js';
import type { Person } from '../../e2e/support/people/person.js';
import type { Api, Body } from '../../e2e/support/processes/api.js';
import { valueAt } from '../support/kept-secrets.js';
import { entriesOf } from '../support/own-vault.js';
import { IS_THOROUGH } from '../support/rounds.js';
import { after, type Boundary, before, type Operation } from './boundary.js';
import { aPerson, newUsername, sessionOf } from './people.js';
import { newPath } from './secrets.js';
import { notesOf } from './sensitive-data.js';

const RECORD = 'CreationStore.creations.insert';
const NOTE_MADE = 'CreationStore.creations.replace';

interface Creating {
  /** Default: post. */
  readonly method?: 'post' | 'put';
  readonly path: string;
  readonly body: Body;
  /** Null if the administrator creates it. */
  readonly maker: Person | null;
  /** The number of objects that this request created. */
  count(api: Api): Promise<number>;
}

/** The key's record comes first and the intent second. Before the intent, nothing was intended. */
const around = (insert: string, ...more: Boundary[]): readonly Boundary[] => [
  before(RECORD, 'none'),
  after(RECORD, 'none'),
  ...more,
  before(insert, 'failed'),
  after(insert, 'succeeded'),
  before(NOTE_MADE, 'succeeded'),
  after(NOTE_MADE, 'succeeded'),
];

/** After any cut, the same request with the same key creates the object or finds it: there is only ever one [R88]. */
function once(
  what: string,
  boundaries: readonly Boundary[],
  prepare: (maker: Person, admin: Api) => Creating | Promise<Creating>,
): Operation {
  return {
    name: `${what} is made under an Idempotency-Key`,
    boundaries,
    async prepare(bench) {
      const { method = 'post', path, body, maker, count } = await prepare(await aPerson(bench), bench.admin);
      const as = (api: Api) => (maker ? sessionOf(api, maker) : api);
      const key = { 'idempotency-key': newId() };
      const make = async (api: Api) => must(await as(api)[method](path, body, key)).body.id;
      return {
        send: (headers) => as(bench.admin)[method](path, body, { ...headers, ...key }),
        async landed(api) {
          const made = await count(as(api));
          expect(made).toBeLessThanOrEqual(1);
          return made === 1;
        },
        async afterwards(api) {
          const id = await make(api);
          expect([await make(api), await count(as(api))]).toEqual([id, 1]);
        },
      };
    },
  };
}

const secret = once('a secret', around('SecretStore.heads.insert'), () => {
  const path = newPath();
  const count = async (api: Api) => must(await api.get(`/secrets?prefix=${path}`)).body.items.length;
  return { path: '/secrets', body: { path, value: valueAt(path, 1) }, maker: null, count };
});

const placed = once('a value at a path', around('SecretStore.heads.insert'), () => {
  const path = newPath();
  const count = async (api: Api) => must(await api.get(`/secrets?prefix=${path}`)).body.items.length;
  return {
    ...{ method: 'put', path: `/secrets/by-path?path=${path}` },
    body: { value: valueAt(path, 1) },
    maker: null,
    count,
  };
});

const replaced = once('a next value at a path', around('SecretStore.heads.replace'), async (_, admin) => {
  const path = newPath();
  const put = `/secrets/by-path?path=${path}`;
  must(await admin.put(put, { value: valueAt(path, 1) }));
  const count = async (api: Api) => must(await api.get(put)).body.version - 1;
  return { method: 'put', path: put, body: { value: valueAt(path, 2) }, maker: null, count };
});

const account = once(
  'an account',
  around('UserStore.users.insert', after('KeyRingStore.rings.insert', 'failed')),
  () => {
    const body = newAccount(newUsername());
    const count = async (api: Api) => must(await api.get(`/users?q=${body.username}`)).body.items.length;
    return { path: '/users', body, maker: null, count };
  },
);

const note = once('a piece of personal data', around('SensitiveDataStore.records.insert'), (maker) => ({
  path: '/sensitive-data',
  body: { data_type: 'text', value: `a note ${newId()}` },
  maker,
  count: async (api) => (await notesOf(api)).length,
}));

const MAKE_VAULT = 'VaultStore.vaults.insert';
const entry = once(
  'a first entry',
  around('VaultStore.vaults.replace', before(MAKE_VAULT, 'none'), after(MAKE_VAULT, 'none')),
  (maker) => ({ path: '/entries', body: sealed(), maker, count: async (api) => (await entriesOf(api)).length }),
);

const ALL = [secret, placed, replaced, note, account, entry];
/** Some requests are settled first and repeated then; the others are repeated first. */
export const CREATION_OPERATIONS: readonly Operation[] = IS_THOROUGH ? ALL : [account, entry];
export const REPEATED_CREATIONS: readonly Operation[] = IS_THOROUGH ? ALL : [secret, placed, replaced, note];
