import { makeAccount, must, tokensOf } from '../support/people/accounts.js';
import { told } from '../support/people/told.js';
import { expectFields, expectProblem, PASSWORD } from '../support/processes/api.js';
import { type Coffer, describeCoffer, recordsOf, requestIdOf } from '../support/processes/coffer.js';

/** An empty variable counts as none. */
const BY_DEFAULT = '';

const suite = (coffer: Coffer) => {
  describe('POST /auth/login', () => {
    beforeAll(async () => {
      await makeAccount(coffer.admin, 'ann');
      const { body } = await makeAccount(coffer.admin, 'gone');
      must(await coffer.admin.post(`/users/${body.id}/disable`));
    });

    it('gives the same answer for an unknown name, a wrong password and a disabled account [R13]', async () => {
      const wrong = await coffer.nobody.post('/auth/login', { username: 'ann', password: `${PASSWORD}x` });
      const unknown = await coffer.nobody.post('/auth/login', { username: 'nobody', password: PASSWORD });
      const disabled = await coffer.nobody.post('/auth/login', { username: 'gone', password: PASSWORD });
      expectProblem(wrong, 401, 'invalid_credentials');
      expect(told(unknown)).toEqual(told(wrong));
      expect(told(disabled)).toEqual(told(wrong));
    });

    it('records each of them, with an unknown name as a hash', async () => {
      const typed = 'Oops-My-Password-1';
      const answer = await coffer.nobody.post('/auth/login', { username: typed, password: 'x' });
      const { body } = await coffer.admin.get(`/audit/logs?request_id=${requestIdOf(answer)}`);
      expect(body.items).toMatchObject([{ action: 'auth:login', outcome: 'failed', actor_id: null }]);
      expect(body.items[0].actor_name).toMatch(/^unknown:[\w-]{43}$/);
      expect(JSON.stringify(body).toLowerCase()).not.toContain(typed.toLowerCase());
    });

    it('names each field that is missing, null, unknown or of the wrong type [R72][R73][R75]', async () => {
      const { nobody } = coffer;
      expectFields(await nobody.post('/auth/login', {}), 'username');
      expectFields(await nobody.post('/auth/login', { username: 'ann' }), 'password', 'login_secret');
      const both = { username: 'ann', password: PASSWORD, login_secret: 'A'.repeat(43) };
      expectFields(await nobody.post('/auth/login', both), 'password', 'login_secret');
      expectFields(await nobody.post('/auth/login', { username: 'ann', password: { $ne: null } }), 'password');
      expectFields(await nobody.post('/auth/login', { username: null, password: PASSWORD }), 'username');
      expectFields(await nobody.post('/auth/login', { username: 'ann', password: 12_345 }), 'password');
      expectFields(await nobody.post('/auth/login', { username: 'ann', password: PASSWORD, admin: true }), 'admin');
    });

    it('finds an account by every form of its name [R47]', async () => {
      for (const username of ['ann', 'ANN', ' Ann ', 'ａｎｎ']) {
        expect((await coffer.nobody.post('/auth/login', { username, password: PASSWORD })).status).toBe(200);
      }
    });

    it('returns tokens, and the salt and parameters for keys that a client derives', async () => {
      const answer = await coffer.nobody.post('/auth/login', { username: 'ann', password: PASSWORD });
      expect(answer.body).toMatchObject({
        token_type: 'bearer',
        expires_in: 900,
        protected_user_key: null,
        password_change_required: false,
        kdf: { algorithm: 'argon2id' },
      });
      expect(answer.body.refresh_expires_in).toBeGreaterThan(604_000);
      expect(Buffer.from(answer.body.encryption_salt, 'base64')).toHaveLength(16);
      expect(await recordsOf(coffer.admin, requestIdOf(answer))).toEqual([
        'auth:login allowed',
        'auth:login succeeded',
      ]);
    });
  });

  describe('an access token', () => {
    const refused = async (token: string) => {
      expectProblem(await coffer.nobody.as(token).get('/auth/me'), 401, 'unauthenticated');
    };

    it('is refused if it is malformed, altered, unsigned or of another kind [R27][R30][R31]', async () => {
      const { access_token, refresh_token } = await tokensOf(coffer.nobody, 'root_admin');
      const [header = '', payload = '', signature = ''] = access_token.split('.');
      const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
      const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
      const fields = JSON.parse(Buffer.from(header, 'base64url').toString());
      await refused('garbage');
      await refused(refresh_token);
      await refused(`${access_token}=`);
      await refused(`${header}.${payload}.`);
      await refused(`${encoded({ alg: 'none', typ: 'JWT' })}.${payload}.`);
      await refused(`${encoded({ ...fields, alg: 'HS384' })}.${payload}.${signature}`);
      await refused(`${header}.${encoded({ ...claims, exp: claims.exp + 1 })}.${signature}`);
      expect((await coffer.nobody.as(access_token).get('/auth/me')).status).toBe(200);
    });

    it('is accepted only as a bearer token in the Authorization header', async () => {
      const { access_token: token } = await tokensOf(coffer.nobody, 'root_admin');
      for (const authorization of [token, `Basic ${token}`, `Bearer  ${token}`, `Bearer ${token} x`]) {
        expectProblem(await coffer.nobody.get('/auth/me', { authorization }), 401, 'unauthenticated');
      }
      expectProblem(await coffer.nobody.get(`/auth/me?access_token=${token}`), 401, 'unauthenticated');
      expectProblem(await coffer.nobody.get('/auth/me', { cookie: `access_token=${token}` }), 401, 'unauthenticated');
      expect((await coffer.nobody.get('/auth/me', { authorization: `bearer ${token}` })).status).toBe(200);
    });
  });
};

describeCoffer('logging in', suite, { ACCESS_TOKEN_EXPIRES_IN: BY_DEFAULT });
