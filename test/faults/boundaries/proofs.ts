import { type Api, PASSWORD } from '../../e2e/support/processes/api.js';
import { after, before, type Headers, type Operation } from './boundary.js';
import { aPerson, aPersonWithApp, sessionOf } from './people.js';
import { tokenOf } from './second-steps.js';

const ATTEMPT = 'LockoutStore.lockouts.replace';
const REPLACE = 'SessionStore.sessions.replace';
const USER = 'UserStore.users.replace';

/** At worst, one attempt is lost. */
const proveByPassword: Operation = {
  name: 'somebody proves again who they are, by their password',
  boundaries: [after(ATTEMPT, 'failed'), before(REPLACE, 'failed'), after(REPLACE, 'succeeded')],
  async prepare(bench) {
    const person = await aPerson(bench);
    const prove = (api: Api, headers?: Headers) => api.post('/auth/reauthenticate', { password: PASSWORD }, headers);
    return {
      send: (headers) => prove(person.api, headers),
      // The session was fresh already.
      landed: async () => null,
      again: (api) => prove(sessionOf(api, person)),
    };
  },
};

const proveByCode: Operation = {
  name: 'somebody proves again who they are, by a recovery code',
  boundaries: [before(USER, 'failed'), after(USER, 'failed'), before(REPLACE, 'failed'), after(REPLACE, 'succeeded')],
  async prepare(bench, boundary) {
    const { person, recoveryCodes } = await aPersonWithApp(bench);
    const [code, next] = recoveryCodes;
    const isSpent = boundary !== proveByCode.boundaries[0];
    const prove = (api: Api, shown: string | undefined, headers?: Headers) =>
      api.post('/auth/reauthenticate', { method: 'recovery', code: shown }, headers);
    return {
      with: [person.id],
      send: (headers) => prove(person.api, code, headers),
      landed: async () => null,
      again: (api) => prove(sessionOf(api, person), isSpent ? next : code),
      async afterwards(api) {
        const step = { mfa_token: await tokenOf(api, person), method: 'recovery', code };
        expect((await api.as(null).post('/auth/mfa/verify', step)).status).toBe(401);
      },
    };
  },
};

export const PROOF_OPERATIONS: readonly Operation[] = [proveByPassword, proveByCode];
