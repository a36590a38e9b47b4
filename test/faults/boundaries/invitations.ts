import { must } from '../../e2e/support/people/accounts.js';
import { secretIn } from '../../e2e/support/people/person.js';
import type { Api } from '../../e2e/support/processes/api.js';
import { after, type Bench, before, type Operation } from './boundary.js';
import { logIn, newUsername } from './people.js';

const ASK = 'ChallengeStore.challenges.insert';
const INSERT = 'UserStore.users.insert';
const REPLACE = 'UserStore.users.replace';
const MODEL = 'AuthorizationModelStore.models.replace';
const PASSWORD = 'Copper-Lantern-77-Meadow';

function newGuest(roles: readonly string[] = []) {
  const username = newUsername();
  return { username, email: `${username}@example.org`, roles };
}

async function aGuest({ admin, coffer }: Bench, roles: readonly string[] = []) {
  const guest = newGuest(roles);
  const { id } = must(await admin.post('/users', guest)).body;
  const join = { token: secretIn((await coffer.mailsTo(guest.email)).text), password: PASSWORD };
  return { id, join, ...guest };
}

async function mayLogIn(api: Api, username: string): Promise<boolean> {
  return (await logIn(api, { username }, {}, PASSWORD)).status === 200;
}

/** Earlier mails may be unread: their tokens are void. */
async function joinsAnew(api: Api, { coffer }: Bench, { id, email }: { id: string; email: string }): Promise<void> {
  must(await api.send('post', `/users/${id}/invitation`));
  for (let status = 401; status === 401; ) {
    const join = { token: secretIn((await coffer.mailsTo(email)).text), password: PASSWORD };
    ({ status } = await api.as(null).post('/auth/invitation/accept', join));
  }
  expect(must(await api.get(`/users/${id}`)).body.state).toBe('active');
}

/** The token is mailed after the outcome, so a request that was cut off mailed none: the user is invited again. */
const invite: Operation = {
  name: 'a user is invited',
  boundaries: [before(ASK, 'failed'), after(ASK, 'failed'), before(INSERT, 'failed'), after(INSERT, 'succeeded')],
  async prepare(bench) {
    const { admin } = bench;
    const guest = newGuest();
    const found = async (api: Api) => must(await api.get(`/users?q=${guest.username}`)).body.items;
    return {
      send: (headers) => admin.post('/users', guest, headers),
      landed: async (api) => (await found(api)).length === 1,
      again: (api) => api.post('/users', guest),
      async afterwards(api) {
        const [{ id, state }] = await found(api);
        expect(state).toBe('invited');
        await joinsAnew(api, bench, { id, email: guest.email });
      },
    };
  },
};

const inviteAgain: Operation = {
  name: 'a user is invited again',
  boundaries: [before(ASK, 'failed'), after(ASK, 'failed'), before(REPLACE, 'failed'), after(REPLACE, 'succeeded')],
  async prepare(bench) {
    const guest = await aGuest(bench);
    const { id } = guest;
    return {
      with: [id],
      send: (headers) => bench.admin.send('post', `/users/${id}/invitation`, { headers }),
      landed: async () => null,
      afterwards: (api) => joinsAnew(api, bench, guest),
    };
  },
};

/** A new administrator counts only once the model knows of it. */
const join: Operation = {
  name: 'an invited administrator joins',
  boundaries: [
    before(REPLACE, 'failed'),
    after(REPLACE, 'succeeded'),
    before(MODEL, 'succeeded'),
    after(MODEL, 'succeeded'),
  ],
  async prepare(bench) {
    const guest = await aGuest(bench, ['administrator']);
    return {
      with: [guest.id],
      send: (headers) => bench.admin.as(null).post('/auth/invitation/accept', guest.join, headers),
      landed: (api) => mayLogIn(api, guest.username),
      again: (api) => api.as(null).post('/auth/invitation/accept', guest.join),
      async afterwards(api) {
        const { body } = await api.as(null).post('/auth/invitation/accept', guest.join);
        expect(body.code).toBe('invalid_invitation');
      },
    };
  },
};

export const INVITATION_OPERATIONS: readonly Operation[] = [invite, inviteAgain, join];
