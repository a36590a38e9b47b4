import { randomBytes } from 'node:crypto';
import { must } from '../../e2e/support/people/accounts.js';
import type { Person } from '../../e2e/support/people/person.js';
import { type Api, type Body, PASSWORD } from '../../e2e/support/processes/api.js';
import { after, before, type Operation } from './boundary.js';
import { aPerson, logIn, newUsername, sessionOf } from './people.js';

const ASK = 'ChallengeStore.challenges.insert';
const ATTEMPT = 'LockoutStore.lockouts.replace';
const DESCRIBE_RING = 'KeyRingStore.rings.insert';
const INSERT = 'UserStore.users.insert';
const USER = 'UserStore.users.replace';
const SESSION = 'SessionStore.sessions.replace';

const NEXT = `${PASSWORD}-next`;
const KDF = { algorithm: 'pbkdf2-sha256', iterations: 600_000 };
const WRONG_GUESSES = 5;

/** What a client derives its keys from, with the login secret that it derived. */
function newKeys(): { readonly secret: string; readonly keys: Body } {
  const encryption_salt = randomBytes(16).toString('base64');
  const protected_user_key = randomBytes(48).toString('base64');
  return { secret: randomBytes(32).toString('base64url'), keys: { kdf: KDF, encryption_salt, protected_user_key } };
}

async function opens(api: Api, credentials: Body): Promise<boolean> {
  return (await api.as(null).post('/auth/login', credentials)).status === 200;
}

const register: Operation = {
  name: 'somebody registers',
  boundaries: [after(DESCRIBE_RING, 'failed'), before(INSERT, 'failed'), after(INSERT, 'succeeded')],
  async prepare({ admin }) {
    const { secret: login_secret, keys } = newKeys();
    const username = newUsername();
    const form = { username, email: `${username}@example.org`, login_secret, ...keys };
    return {
      send: (headers) => admin.as(null).post('/auth/register', form, headers),
      landed: (api) => opens(api, { username, login_secret }),
      again: (api) => api.as(null).post('/auth/register', form),
      async afterwards(api) {
        expect(must(await api.as(null).post('/auth/login', { username, login_secret })).body).toMatchObject(keys);
      },
    };
  },
};

/** Throws if the key data is mixed: old ciphertext beside a new salt could never be opened again. */
const changeToSecret: Operation = {
  name: 'a password becomes a login secret',
  boundaries: [
    before(USER, 'failed'),
    after(USER, 'succeeded'),
    before(SESSION, 'succeeded'),
    after(SESSION, 'succeeded'),
  ],
  async prepare(bench) {
    const person = await aPerson(bench);
    const { username } = person;
    const { kdf, encryption_salt, protected_user_key } = must(await logIn(bench.admin, person)).body;
    const { secret, keys } = newKeys();
    const change = { current_password: PASSWORD, new_login_secret: secret, ...keys };
    const old = [
      { username, password: PASSWORD },
      { kdf, encryption_salt, protected_user_key },
    ] as const;
    const next = [{ username, login_secret: secret }, keys] as const;
    return {
      with: [person.id],
      send: (headers) => person.api.post('/auth/password', change, headers),
      async landed(api) {
        const changed = await opens(api, next[0]);
        const [stands, falls] = changed ? [next, old] : [old, next];
        expect(must(await api.as(null).post('/auth/login', stands[0])).body).toMatchObject(stands[1]);
        expect(await opens(api, falls[0])).toBe(false);
        const { body } = must(await api.as(null).post('/auth/prelogin', { username }));
        expect(stands[1]).toMatchObject(body);
        return changed;
      },
      again: (api) => sessionOf(api, person).post('/auth/password', change),
    };
  },
};

async function resetTokenFor(admin: Api, { id }: Person): Promise<string> {
  const { body } = must(await admin.send('post', `/users/${id}/reset-password`));
  expect(body.delivery).toBe('response');
  return body.reset_token;
}

const reset: Operation = {
  name: 'a password is reset',
  boundaries: [before(USER, 'failed'), after(USER, 'succeeded')],
  async prepare(bench) {
    const person = await aPerson(bench);
    const { username } = person;
    const form = { token: await resetTokenFor(bench.admin, person), new_password: NEXT };
    return {
      with: [person.id],
      send: (headers) => bench.admin.as(null).post('/auth/password/reset', form, headers),
      async landed(api) {
        const isReset = await opens(api, { username, password: NEXT });
        expect(await opens(api, { username, password: PASSWORD })).toBe(!isReset);
        expect((await sessionOf(api, person).get('/auth/me')).status).toBe(isReset ? 401 : 200);
        return isReset;
      },
      again: (api) => api.as(null).post('/auth/password/reset', form),
      async afterwards(api) {
        const { body } = await api.as(null).post('/auth/password/reset', { ...form, new_password: `${NEXT}-too` });
        expect(body.code).toBe('invalid_reset_token');
      },
    };
  },
};

/** The token is in the answer or in a mail sent after it, so a request that was cut off handed out no token. */
const issueReset: Operation = {
  name: 'an administrator lets somebody choose a password',
  boundaries: [before(ASK, 'failed'), after(ASK, 'failed')],
  async prepare(bench) {
    const person = await aPerson(bench);
    const path = `/users/${person.id}/reset-password`;
    return {
      with: [person.id],
      send: (headers) => bench.admin.send('post', path, { headers }),
      landed: async () => null,
      async afterwards(api) {
        const token = await resetTokenFor(api, person);
        must(await api.as(null).post('/auth/password/reset', { token, new_password: NEXT }));
      },
    };
  },
};

/** The settlement repeats the unlock. A fence on the attempts could take their id for good. */
const unlock: Operation = {
  name: 'an account is unlocked',
  boundaries: [before(ATTEMPT, 'succeeded'), after(ATTEMPT, 'succeeded')],
  async prepare(bench) {
    const person = await aPerson(bench);
    for (let guess = 0; guess < WRONG_GUESSES; guess += 1) await logIn(bench.admin, person, {}, `${PASSWORD}-not`);
    expect((await logIn(bench.admin, person)).status).toBe(401);
    return {
      send: (headers) => bench.admin.send('post', `/users/${person.id}/unlock`, { headers }),
      landed: async (api) => (await logIn(api, person)).status === 200,
    };
  },
};

export const CREDENTIAL_OPERATIONS: readonly Operation[] = [register, changeToSecret, reset, issueReset, unlock];
