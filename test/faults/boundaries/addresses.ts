import { must } from '../../e2e/support/people/accounts.js';
import type { Person } from '../../e2e/support/people/person.js';
import type { Api } from '../../e2e/support/processes/api.js';
import { after, before, type Operation } from './boundary.js';
import { aPerson, sessionOf } from './people.js';

const ASK = 'ChallengeStore.challenges.insert';
const CHALLENGE = 'ChallengeStore.challenges.replace';
const USER = 'UserStore.users.replace';

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

export const ADDRESS_OPERATIONS: readonly Operation[] = [sendVerification, verifyEmail];
