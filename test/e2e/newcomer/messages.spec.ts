import { createHmac } from 'node:crypto';
import { makeAccount, makePolicy, makeRole, must } from '../support/people/accounts.js';
import { type Answer, type Api, accountWith, type Body, PASSWORD, sendRaw } from '../support/processes/api.js';
import { type Coffer, describeCoffer, requestIdOf } from '../support/processes/coffer.js';
import { TOLD } from './messages.js';

// Every mistake that somebody made who met Coffer for the first time, and every word of its answer.

const JWT_SECRET = 'bWVzc2FnZXMgb2YgYSBuZXdjb21lciwgMzIgYnl0ZXM0NDQ=';
const READ = { effect: 'allow', actions: ['secret:read', 'secret:list'], resources: ['secret:prod/**'] };

/** The whole answer in words, without what differs each time. */
function told({ status, body, headers }: Answer): string {
  const { code, detail, errors = [] }: Body & { errors?: { field: string; code: string }[] } = body;
  const fields = errors.map((error) => `${error.field} (${error.code})`).join(', ');
  const header = headers['www-authenticate'] ?? headers.allow;
  return [`${status} ${code}: ${detail}`, fields, header].filter(Boolean).join(' | ');
}

type Mistake = (coffer: Coffer) => Promise<Answer>;
const policy =
  (change: Body): Mistake =>
  ({ admin }) =>
    admin.post('/policies', { name: 'mistaken', statements: [{ ...READ, ...change }] });

const FIELDS: Record<string, Mistake> = {
  'a registration without an address': ({ nobody }) => nobody.post('/auth/register', { username: 'x', password: 'x' }),
  'a registration without a password': ({ nobody }) =>
    nobody.post('/auth/register', { username: 'jane', email: 'jane@example.org' }),
  'an account of nothing': ({ admin }) => admin.post('/users', {}),
  'an account with roles that are no list': ({ admin }) =>
    admin.post('/users', { username: 'jane', email: 'jane@example.org', password: PASSWORD, roles: 'auditor' }),
  'a short username': ({ admin }) => admin.post('/users', { username: 'c', email: 'c@example.org', roles: [] }),
  'a weak password': ({ admin }) =>
    admin.post('/users', { username: 'jane', email: 'jane@example.org', password: 'password', roles: [] }),
  'an unknown role': ({ admin }) =>
    admin.post('/users', { username: 'jane', email: 'jane@example.org', password: PASSWORD, roles: ['writer'] }),
  'an address that is none': ({ admin }) => admin.post('/users', { username: 'jane', email: 'jane', roles: [] }),
  'a secret without a path': ({ admin }) => admin.post('/secrets', { value: 'x' }),
  'a secret without a value': ({ admin }) => admin.post('/secrets', { path: 'prod/x' }),
  'a number for a value': ({ admin }) => admin.post('/secrets', { path: 'prod/x', value: 7 }),
  'a path with a space': ({ admin }) => admin.post('/secrets', { path: 'DATABASE URL', value: 'x' }),
  'a field that is not there': ({ admin }) => admin.post('/secrets', { path: 'prod/x', value: 'x', expiresAt: '2099' }),
  'a date without a time': ({ admin }) =>
    admin.post('/secrets', { path: 'prod/x', value: 'x', expires_at: '2099-12-31' }),
  'a look-up without a path': ({ admin }) => admin.get('/secrets/by-path'),
  'a parameter that is not there': ({ admin }) => admin.get('/roles?query=x'),
  'a parameter that was spelt wrong': ({ admin }) => admin.get('/secrets?prefx=prod'),
  'a parameter where there is none': ({ admin }) => admin.get('/auth/me?verbose=1'),
  'a role that is not there': ({ admin }) => admin.get('/users?role=writer'),
  'a bad cursor': ({ admin }) => admin.get('/secrets?cursor=AAAA'),
  'a role with an unknown policy': ({ admin }) =>
    admin.post('/roles', { name: 'mistaken', policies: ['auditor', 'write-all'] }),
  'another content type': ({ admin }) =>
    admin.send('post', '/secrets', {
      body: 'path=x',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    }),
  'a body that is a list': ({ admin }) => admin.send('post', '/secrets', { body: [] }),
};

const POLICIES: Record<string, Mistake> = {
  'an unknown action': policy({ actions: ['secret:reed'] }),
  'an action of another kind': policy({ actions: ['secret:read', 'user:read'] }),
  'a pattern in upper case': policy({ actions: ['role:read'], resources: ['role:Auditor'] }),
  'a resource without its kind': policy({ resources: ['prod/**'] }),
  'an unknown condition': policy({ conditions: { country: 'de' } }),
  'a statement without an effect': policy({ effect: undefined }),
};

const PATHS: Record<string, Mistake> = {
  'a path of a secret in the URL': ({ admin }) => admin.get('/secrets/prod/db/password'),
  'no version of the API': ({ admin }) => admin.get('./secrets'),
  'an unknown URL': ({ admin }) => admin.get('/items'),
  'the name of a role for its id': ({ admin }) => admin.get('/roles/auditor'),
  'the name of a secret for its id': ({ admin }) => admin.get('/secrets/db-password/reveal'),
  'a name for the id of a user': ({ admin }) => admin.post('/users/root_admin/disable'),
  'a way that is not there': ({ admin }) => admin.get('/secrets/0193/show/me'),
};

/** The claims of the token with a time that has passed, under the key of the server. */
function expired(token: string): string {
  const [head = '', body = ''] = token.split('.');
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
  const past = { ...claims, iat: claims.iat - 3_600, exp: claims.exp - 3_600 };
  const text = `${head}.${Buffer.from(JSON.stringify(past)).toString('base64url')}`;
  return `${text}.${createHmac('sha256', JWT_SECRET).update(text).digest('base64url')}`;
}

const bearing = (value: string): Mistake => {
  return ({ nobody }) => nobody.get('/auth/me', { authorization: value });
};

const TOKENS: Record<string, Mistake> = {
  'no token': ({ nobody }) => nobody.get('/auth/me'),
  'an expired token': (coffer) => bearing(`Bearer ${expired(coffer.admin.token ?? '')}`)(coffer),
  'the word Bearer twice': (coffer) => bearing(`Bearer Bearer ${coffer.admin.token}`)(coffer),
  'a token alone': (coffer) => bearing(`${coffer.admin.token}`)(coffer),
  'a token of elsewhere': (coffer) => bearing(`Bearer ${coffer.admin.token?.slice(0, -43)}${'A'.repeat(43)}`)(coffer),
  'a session that has ended': async ({ admin }) => {
    const api = await admin.login('root_admin', PASSWORD);
    must(await api.post('/auth/logout'));
    return api.get('/auth/me');
  },
};

/** A secret, and somebody who sees it, may read more with a second factor, and may not write. */
async function furnish({ admin }: Coffer): Promise<{ readonly id: string; readonly ada: Api }> {
  const { body } = must(await admin.post('/secrets', { path: 'prod/db/password', value: 'x' }));
  const ada = await accountWith(admin, 'ada', [
    READ,
    { effect: 'allow', actions: ['secret:reveal'], resources: ['secret:prod/**'], conditions: { mfa: true } },
    { effect: 'allow', actions: ['secret:rotate'], resources: ['secret:dev/**'] },
  ]);
  return { id: body.id, ada };
}

/** All answers by what was done wrong. */
async function all(coffer: Coffer, mistakes: Record<string, Mistake>): Promise<Record<string, string>> {
  const answers: Record<string, string> = {};
  for (const [what, send] of Object.entries(mistakes)) answers[what] = told(await send(coffer));
  return answers;
}

describeCoffer(
  'the words for a mistake',
  (coffer) => {
    it.each([
      ['fields', FIELDS, TOLD.fields],
      ['policies', POLICIES, TOLD.policies],
      ['paths', PATHS, TOLD.paths],
      ['tokens', TOKENS, TOLD.tokens],
    ] as const)('in %s', async (_, mistakes, words) => {
      expect(await all(coffer, mistakes)).toEqual(words);
    });

    it('in what the caller may do, and what the audit has of it', async () => {
      const { id, ada } = await furnish(coffer);
      const sealed = await ada.get(`/secrets/${id}/reveal`);
      const { body } = await coffer.admin.get(`/audit/logs?request_id=${requestIdOf(sealed)}`);
      const { text } = await sendRaw(coffer.server.url, 'POST', `/api/v1/secrets/${id}/rotate`);
      const answers = {
        'a permission for another place': told(await ada.put(`/secrets/${id}/rotate`, { value: 'y' })),
        'a permission for nothing': told(await ada.post('/users', {})),
        'only a second factor is missing': told(sealed),
        'the reason in the audit': body.items[0].decision_reason,
        'a secret of somebody else, or of nobody': told(await ada.get('/secrets/0193f3c0-8f4e-7a51-9b1c-2f6d1c0e4b7a')),
        'another method': JSON.parse(text).detail,
        'more than one holds': told(await grantMore(coffer)),
      };
      expect(answers).toEqual(TOLD.permissions);
    });

    it('in the order of things', async () => {
      const { admin } = coffer;
      const { body: made, headers } = must(await admin.post('/secrets', { path: 'prod/order', value: 'x' }));
      const { items } = must(await admin.get('/roles')).body;
      const auditor = items.find(({ name }: { name: string }) => name === 'auditor').id;
      const me = must(await admin.get('/auth/me')).body.id;
      const role = (await makeRole(admin, 'held', [])).body.id;
      await makeAccount(admin, 'holder', { roles: ['held'] });
      const short = await shortLived(admin);
      const keyed = { 'idempotency-key': 'once' };
      must(await admin.post('/secrets', { path: 'prod/once', value: 'x' }, keyed));
      must(await admin.patch(`/secrets/${made.id}`, { owner: 'a' }, { 'if-match': headers.etag ?? '' }));
      const answers = {
        'a path that is taken': told(await admin.post('/secrets', { path: 'prod/order', value: 'x' })),
        'an ETag without quotes': told(await admin.patch(`/secrets/${made.id}`, { owner: 'b' }, { 'if-match': '1' })),
        'an old ETag': told(
          await admin.patch(`/secrets/${made.id}`, { owner: 'b' }, { 'if-match': headers.etag ?? '' }),
        ),
        'a key for another request': told(await admin.post('/secrets', { path: 'prod/two', value: 'x' }, keyed)),
        'a role in use': told(await admin.delete(`/roles/${role}`)),
        'a built-in role': told(await admin.put(`/roles/${auditor}`, { policies: [] })),
        'a secret that has expired': told(await expiredOf(admin, short)),
        'the last administrator': told(await admin.put(`/users/${me}`, { roles: [] })),
      };
      expect(answers).toEqual(TOLD.order);
    });
  },
  { JWT_SECRET, REGISTRATION: 'open', ACCESS_TOKEN_EXPIRES_IN: '15m' },
);

/** The id of a secret that expires soon: on a busy machine later, since a time that has passed is refused. */
async function shortLived(admin: Api): Promise<string> {
  for (let aheadMs = 1_500; ; aheadMs *= 2) {
    const expires_at = new Date(Date.now() + aheadMs).toISOString();
    const { status, body } = await admin.post('/secrets', { path: 'prod/short', value: 'x', expires_at });
    if (status === 201) return body.id;
    expect({ status, fields: body.errors }).toMatchObject({ status: 400, fields: [{ field: 'expires_at' }] });
  }
}

/** The answer once the secret has expired. */
async function expiredOf(admin: Api, id: string): Promise<Answer> {
  for (;;) {
    const answer = await admin.get(`/secrets/${id}/reveal`);
    if (answer.status !== 200) return answer;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** A delegate gives a role that allows more than the delegate holds. */
async function grantMore({ admin }: Coffer): Promise<Answer> {
  await makePolicy(admin, 'gives', [{ effect: 'allow', actions: ['user:*'], resources: ['user:**'] }]);
  await makeRole(admin, 'giver', ['gives']);
  await makeAccount(admin, 'giver', { roles: ['giver'] });
  const giver = await admin.login('giver', PASSWORD);
  return giver.post('/users', { username: 'friend', email: 'f@example.org', password: PASSWORD, roles: ['auditor'] });
}
