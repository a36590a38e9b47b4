import { must } from '../../e2e/support/people/accounts.js';
import type { Person } from '../../e2e/support/people/person.js';
import { type Api, PASSWORD } from '../../e2e/support/processes/api.js';
import { after, before, type Headers, type Operation } from './boundary.js';
import { aPerson, aPersonWithApp, methodsOf, sessionOf } from './people.js';
import { logInWith, mailsOf, tokenOf } from './second-steps.js';

const ASK = 'ChallengeStore.challenges.insert';
const CHALLENGE = 'ChallengeStore.challenges.replace';
const USER = 'UserStore.users.replace';
const SESSION = 'SessionStore.sessions.replace';

/** The account decides. The owner's session is updated after it, or is lost. */
const CHANGE = [
  before(USER, 'failed'),
  after(USER, 'succeeded'),
  before(SESSION, 'succeeded'),
  after(SESSION, 'succeeded'),
];

async function confirmMail(api: Api, person: Person): Promise<void> {
  must(await sessionOf(api, person).send('post', '/auth/mfa/email'));
  must(await sessionOf(api, person).post('/auth/mfa/email/confirm', { code: await person.mailed() }));
}

const appBegun: Operation = {
  name: 'an app is given a seed',
  boundaries: [before(USER, 'failed'), after(USER, 'succeeded')],
  async prepare(bench) {
    const person = await aPerson(bench);
    return {
      with: [person.id],
      send: (headers) => person.api.send('post', '/auth/mfa/totp', { headers }),
      // An unconfirmed seed is neither shown nor asked for [R21].
      async landed(api) {
        expect(await methodsOf(api, person)).toEqual([]);
        return null;
      },
      async afterwards(api) {
        must(await sessionOf(api, person).send('post', '/auth/mfa/totp'));
      },
    };
  },
};

const appConfirmed: Operation = {
  name: 'an app becomes a second factor',
  boundaries: CHANGE,
  async prepare(bench) {
    const person = await aPerson(bench);
    const other = await bench.coffer.nobody.login(person.username, PASSWORD);
    await person.beginApp();
    const confirm = (api: Api, headers?: Headers) =>
      api.post('/auth/mfa/totp/confirm', { code: person.shown() }, headers);
    return {
      with: [person.id],
      send: (headers) => confirm(person.api, headers),
      async landed(api) {
        const isEnrolled = (await methodsOf(api, person)).includes('totp');
        expect((await api.as(other.token).get('/auth/me')).status).toBe(isEnrolled ? 401 : 200);
        return isEnrolled;
      },
      again: (api) => confirm(sessionOf(api, person)),
      // The recovery codes were in the lost answer. The owner of the app makes new ones.
      async afterwards(api) {
        const step = { mfa_token: await tokenOf(api, person), method: 'totp', code: person.shown(1) };
        const { access_token } = must(await api.as(null).post('/auth/mfa/verify', step)).body;
        const { body } = must(await api.as(access_token).send('post', '/auth/mfa/recovery-codes'));
        expect(body.recovery_codes).toHaveLength(10);
      },
    };
  },
};

const appDisabled: Operation = {
  name: 'an app is disabled',
  boundaries: CHANGE,
  async prepare(bench) {
    const { person } = await aPersonWithApp(bench);
    return {
      with: [person.id],
      send: (headers) => person.api.delete('/auth/mfa/totp', headers),
      landed: async (api) => !(await methodsOf(api, person)).includes('totp'),
      again: (api) => sessionOf(api, person).delete('/auth/mfa/totp'),
    };
  },
};

const codesRenewed: Operation = {
  name: 'recovery codes are made anew',
  boundaries: CHANGE,
  async prepare(bench) {
    const { person, recoveryCodes } = await aPersonWithApp(bench);
    const [first, second] = recoveryCodes;
    const isTaken = async (api: Api, code?: string) => {
      const step = { mfa_token: await tokenOf(api, person), method: 'recovery', code };
      return (await api.as(null).post('/auth/mfa/verify', step)).status === 200;
    };
    return {
      with: [person.id],
      send: (headers) => person.api.send('post', '/auth/mfa/recovery-codes', { headers }),
      landed: async (api) => !(await isTaken(api, first)),
      again: (api) => sessionOf(api, person).send('post', '/auth/mfa/recovery-codes'),
      afterwards: async (api) => expect(await isTaken(api, second)).toBe(false),
    };
  },
};

/** A fence takes a free id for good, but this id must stay free for the account for as long as it lives. */
const mailBegun: Operation = {
  name: 'a code for a new second factor is mailed',
  boundaries: [before(ASK, 'failed'), after(ASK, 'succeeded')],
  async prepare(bench) {
    const person = await aPerson(bench);
    await person.verifyEmail();
    return {
      with: ['email-factor', person.id],
      send: (headers) => person.api.send('post', '/auth/mfa/email', { headers }),
      async landed(api) {
        expect(await methodsOf(api, person)).toEqual([]);
        return null;
      },
      async afterwards(api) {
        await confirmMail(api, person);
        expect(await methodsOf(api, person)).toContain('email');
      },
    };
  },
};

const mailConfirmed: Operation = {
  name: 'mailed codes become a second factor',
  boundaries: [before(CHALLENGE, 'failed'), after(CHALLENGE, 'failed'), ...CHANGE],
  async prepare(bench) {
    const person = await aPerson(bench);
    await person.verifyEmail();
    must(await person.api.send('post', '/auth/mfa/email'));
    const code = await person.mailed();
    return {
      with: [person.id],
      send: (headers) => person.api.post('/auth/mfa/email/confirm', { code }, headers),
      landed: async (api) => (await methodsOf(api, person)).includes('email'),
      async afterwards(api) {
        if (!(await methodsOf(api, person)).includes('email')) await confirmMail(api, person);
        must(await logInWith(api, mailsOf(person)));
      },
    };
  },
};

export const SECOND_FACTOR_OPERATIONS: readonly Operation[] = [
  ...[appBegun, appConfirmed, appDisabled],
  ...[codesRenewed, mailBegun, mailConfirmed],
];
