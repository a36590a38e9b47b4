import { must } from '../../e2e/support/people/accounts.js';
import type { Person } from '../../e2e/support/people/person.js';
import type { Api } from '../../e2e/support/processes/api.js';
import { after, before, type Operation } from './boundary.js';
import { aPerson, sessionOf } from './people.js';

const ASK = 'ChallengeStore.challenges.insert';
const CHALLENGE = 'ChallengeStore.challenges.replace';
const USER = 'UserStore.users.replace';
const SESSION = 'SessionStore.sessions.replace';

/** The challenge has the same id for as long as the account lives, so a fence must not take that id. */
const sendVerification: Operation = {
  name: 'a code for an address is mailed',
  boundaries: [before(ASK, 'failed'), after(ASK, 'succeeded')],
  async prepare(bench) {
    const person = await aPerson(bench);
    return {
      with: ['email-verify', person.id],
      send: (headers) => person.api.send('post', '/auth/email/verify/send', { headers }),
      landed: async () => null,
      afterwards: (api) => verifyAnew(api, person),
    };
  },
};

async function verifyAnew(api: Api, person: Person): Promise<void> {
  const own = sessionOf(api, person);
  must(await own.send('post', '/auth/email/verify/send'));
  must(await own.post('/auth/email/verify', { code: await person.mailed() }));
  expect(await isVerified(api, person)).toBe(true);
}

async function isVerified(api: Api, person: Person): Promise<boolean> {
  return must(await sessionOf(api, person).get('/auth/me')).body.email_verified;
}

const verifyEmail: Operation = {
  name: 'an address is verified',
  boundaries: [
    before(CHALLENGE, 'failed'),
    after(CHALLENGE, 'failed'),
    before(USER, 'failed'),
    after(USER, 'succeeded'),
  ],
  async prepare(bench) {
    const person = await aPerson(bench);
    must(await person.api.send('post', '/auth/email/verify/send'));
    const code = await person.mailed();
    return {
      with: [person.id],
      send: (headers) => person.api.post('/auth/email/verify', { code }, headers),
      landed: (api) => isVerified(api, person),
      async afterwards(api) {
        if (!(await isVerified(api, person))) await verifyAnew(api, person);
      },
    };
  },
};

const askForChange: Operation = {
  name: 'a code for a new address is mailed',
  boundaries: [before(ASK, 'failed'), after(ASK, 'succeeded')],
  async prepare(bench) {
    const person = await aPerson(bench);
    const email = `${person.username}.new@example.org`;
    return {
      with: ['email-change', person.id],
      send: (headers) => person.api.post('/auth/email/change', { email }, headers),
      landed: async () => null,
      async afterwards(api) {
        const own = sessionOf(api, person);
        must(await own.post('/auth/email/change', { email }));
        must(await own.post('/auth/email/change/confirm', { code: await person.mailed(email) }));
      },
    };
  },
};

/** The account has one address: the old one until the new one is verified. */
const changeEmail: Operation = {
  name: 'a verified address is changed',
  boundaries: [
    before(CHALLENGE, 'failed'),
    after(CHALLENGE, 'failed'),
    before(USER, 'failed'),
    after(USER, 'succeeded'),
    before(SESSION, 'succeeded'),
    after(SESSION, 'succeeded'),
  ],
  async prepare(bench) {
    const person = await aPerson(bench);
    await person.verifyEmail();
    const code = await person.beginEmailChange();
    return {
      with: [person.id],
      send: (headers) => person.api.post('/auth/email/change/confirm', { code }, headers),
      async landed(api) {
        const { email, email_verified } = must(await api.get(`/users/${person.id}`)).body;
        const isChanged = email.includes('.new@');
        expect({ email, email_verified }).toEqual({
          email: `${person.username}${isChanged ? '.new' : ''}@example.org`,
          email_verified: true,
        });
        return isChanged;
      },
    };
  },
};

export const ADDRESS_OPERATIONS: readonly Operation[] = [sendVerification, verifyEmail, askForChange, changeEmail];
