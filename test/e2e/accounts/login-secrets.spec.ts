import { randomBytes } from 'node:crypto';
import { makeAccount, must } from '../support/people/accounts.js';
import { madeOf } from '../support/people/raced.js';
import { fieldCodes, told } from '../support/people/told.js';
import { type Answer, type Api, type Body, expectFields, expectProblem, PASSWORD } from '../support/processes/api.js';
import { HASHES_AS_CONFIGURED } from '../support/processes/base-environment.js';
import { describeCoffer } from '../support/processes/coffer.js';

/** The keys that a client derives from a master password. New ones with each call. */
function derived() {
  return {
    secret: randomBytes(32).toString('base64url'),
    kdf: { algorithm: 'pbkdf2-sha256', iterations: 600_000 + randomBytes(1).readUInt8() },
    encryption_salt: randomBytes(16).toString('base64'),
    protected_user_key: randomBytes(64).toString('base64'),
  };
}
type Derived = ReturnType<typeof derived>;

const keysOf = ({ kdf, encryption_salt, protected_user_key }: Body) => ({ kdf, encryption_salt, protected_user_key });
/** Rounds of the race between a change and logins. */
const ROUNDS = 3;

describeCoffer(
  'an account whose password the server never sees',
  (coffer) => {
    const registering = (username: string, { secret, ...keys }: Derived): Body => ({
      ...{ username, email: `${username}@example.org`, login_secret: secret },
      ...keys,
    });
    const register = (username: string, client: Derived, fields: Body = {}): Promise<Answer> =>
      coffer.nobody.post('/auth/register', { ...registering(username, client), ...fields });
    const prelogin = (username: string) => coffer.nobody.post('/auth/prelogin', { username });
    const logIn = (username: string, given: Body) => coffer.nobody.post('/auth/login', { username, ...given });
    const inside = async (username: string, { secret }: Derived): Promise<Api> =>
      coffer.nobody.as(must(await logIn(username, { login_secret: secret })).body.access_token);
    const change = (api: Api, from: Derived, { secret, ...keys }: Derived, fields: Body = {}): Promise<Answer> =>
      api.post('/auth/password', {
        ...{ current_login_secret: from.secret, new_login_secret: secret },
        ...keys,
        ...fields,
      });

    describe('POST /auth/register', () => {
      it('is refused without the data that a client needs to derive the secret again', async () => {
        const answer = await register('sealed', derived(), { kdf: undefined, encryption_salt: undefined });
        expectProblem(answer, 400, 'validation_failed');
        expect(fieldCodes(answer)).toEqual(['encryption_salt required', 'kdf required']);
      });

      it('is refused with a secret that is not 32 bytes of base64url: a password among them [R3]', async () => {
        const { secret } = derived();
        for (const login_secret of [PASSWORD, secret.slice(1), `${secret.slice(0, -1)}=`, `${secret.slice(0, -1)}+`]) {
          expectFields(await register('sealed', derived(), { login_secret }), 'login_secret');
        }
      });

      it('is refused with key parameters that are invalid or unusable', async () => {
        const refused = async (fields: Body, ...named: string[]) =>
          expectFields(await register('sealed', derived(), fields), ...named);
        await refused({ kdf: { algorithm: 'pbkdf2-sha256', iterations: 599_999 } }, 'kdf.iterations');
        await refused({ kdf: { algorithm: 'pbkdf2-sha256', iterations: 1e9 } }, 'kdf.iterations');
        await refused({ kdf: { algorithm: 'argon2id', iterations: 3 } }, 'kdf.memory_kib', 'kdf.parallelism');
        await refused({ kdf: { algorithm: 'md5', iterations: 600_000 } }, 'kdf.algorithm');
        await refused({ encryption_salt: randomBytes(15).toString('base64') }, 'encryption_salt');
        await refused({ protected_user_key: 'not base64!' }, 'protected_user_key');
        await refused({ protected_user_key: 'A'.repeat(4_100) }, 'protected_user_key');
      });
    });

    describe('POST /auth/prelogin', () => {
      it('names each field that is missing, unknown or of the wrong type', async () => {
        expectFields(await coffer.nobody.post('/auth/prelogin', {}), 'username');
        expectFields(await coffer.nobody.post('/auth/prelogin', { username: { $ne: null } }), 'username');
        expectFields(await coffer.nobody.post('/auth/prelogin', { username: 'x', password: 'x' }), 'password');
      });

      it('gives a stable answer for an unknown name, as for an account with a password [R13][R47]', async () => {
        await makeAccount(coffer.admin, 'ann');
        const [real, fake] = [await prelogin('ann'), await prelogin('nobody')];
        expect(real.body.kdf).toEqual(fake.body.kdf);
        for (const { body } of [real, fake]) expect(Buffer.from(body.encryption_salt, 'base64')).toHaveLength(16);
        const unsalted = ({ text, body, ...answer }: Answer) =>
          told({ ...answer, body, text: text.replaceAll(body.encryption_salt, 'salt') });
        expect(unsalted(fake)).toEqual(unsalted(real));

        for (const [name, { body }] of [['ann', real] as const, ['nobody', fake] as const]) {
          const wide = [...name].map((sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)).join('');
          for (const form of [name, name.toUpperCase(), ` ${name} `, wide]) {
            expect((await prelogin(form)).body).toEqual(body);
          }
        }
        const others = ['nobody1', 'no body', 'É', 'ann@example.org', 'x'.repeat(200)];
        const answers = await Promise.all(others.map(prelogin));
        expect(new Set([real, fake, ...answers].map(({ body }) => body.encryption_salt)).size).toBe(others.length + 2);
      });

      it('returns exactly the registered parameters, for a disabled account too', async () => {
        const client = derived();
        const { id } = must(await register('sealed', client)).body;
        const { kdf, encryption_salt } = client;
        expect((await prelogin('SEALED')).body).toEqual({ kdf, encryption_salt });
        must(await coffer.admin.post(`/users/${id}/disable`));
        expect((await prelogin('sealed')).body).toEqual({ kdf, encryption_salt });
      });
    });

    describe('POST /auth/login', () => {
      it('is refused with a password as with a wrong secret, and with both [R13]', async () => {
        const client = derived();
        must(await register('bob', client));
        const wrong = await logIn('bob', { login_secret: derived().secret });
        expectProblem(wrong, 401, 'invalid_credentials');
        expect(told(await logIn('bob', { password: client.secret }))).toEqual(told(wrong));
        expect(told(await logIn('bob', { password: PASSWORD }))).toEqual(told(wrong));
        expectFields(await logIn('bob', { login_secret: client.secret, password: 'x' }), 'password', 'login_secret');
      });

      it('returns the data of the client unchanged, for a login with a secret alone', async () => {
        const client = derived();
        must(await register('cal', client));
        const answer = await logIn('cal', { login_secret: client.secret });
        expect(keysOf(answer.body)).toEqual(keysOf(client));
        const cal = coffer.nobody.as(answer.body.access_token);
        expect((await cal.get('/auth/me')).body).toMatchObject({ username: 'cal', credential: 'login_secret' });
        const refreshed = await coffer.nobody.post('/auth/refresh', { refresh_token: answer.body.refresh_token });
        expect(keysOf(refreshed.body)).toEqual(keysOf(client));
      });
    });

    describe('POST /auth/password', () => {
      it('is refused for a new secret without its keys, and with a wrong old secret [R8]', async () => {
        const client = derived();
        must(await register('dan', client));
        const dan = await inside('dan', client);
        const keys = ['kdf', 'encryption_salt', 'protected_user_key'];
        for (const key of keys) expectFields(await change(dan, client, derived(), { [key]: undefined }), key);
        const wrong = await change(dan, derived(), derived());
        expectProblem(wrong, 401, 'invalid_credentials');
        const none = { new_login_secret: undefined, new_password: PASSWORD, protected_user_key: undefined };
        expectFields(await change(dan, client, derived(), none), 'protected_user_key');
        expectFields(await change(dan, client, client), 'new_login_secret');
        expect(keysOf((await logIn('dan', { login_secret: client.secret })).body)).toEqual(keysOf(client));
      });

      it('changes secret, salt, parameters and key in one publication: no login sees a mixture', async () => {
        let before = derived();
        must(await register('eve', before));
        for (let round = 0; round < ROUNDS; round++) {
          const after = derived();
          const eve = await inside('eve', before);
          let isDone = false;
          const changing = change(eve, before, after).finally(() => {
            isDone = true;
          });
          const seen: Answer[] = [];
          while (!isDone) {
            const both = [before, after].map(async (client) => {
              const answer = await logIn('eve', { login_secret: client.secret });
              if (answer.status === 200) expect(keysOf(answer.body)).toEqual(keysOf(client));
              return answer;
            });
            seen.push(...(await Promise.all(both)));
          }
          const changed = await changing;
          const [isMade] = await madeOf(coffer.admin, [changed]);
          if (!isMade) expect(changed.status).toBe(503);
          if (!isMade) continue;
          expect(seen.length).toBeGreaterThan(1);
          expect((await prelogin('eve')).body.encryption_salt).toBe(after.encryption_salt);
          expectProblem(await logIn('eve', { login_secret: before.secret }), 401, 'invalid_credentials');
          expect(keysOf((await logIn('eve', { login_secret: after.secret })).body)).toEqual(keysOf(after));
          before = after;
        }
      });

      it('takes an account from a password to a login secret and back', async () => {
        await makeAccount(coffer.admin, 'fay');
        const fay = await coffer.nobody.login('fay', PASSWORD);
        const { secret, ...keys } = derived();
        const toSecret = { current_password: PASSWORD, new_login_secret: secret, ...keys };
        expect((await fay.post('/auth/password', toSecret)).status).toBe(204);
        expectProblem(await logIn('fay', { password: PASSWORD }), 401, 'invalid_credentials');
        expect(keysOf((await logIn('fay', { login_secret: secret })).body)).toEqual(keysOf(keys));

        const { protected_user_key } = derived();
        const back = { current_login_secret: secret, new_password: PASSWORD, protected_user_key };
        expect((await fay.post('/auth/password', back)).status).toBe(204);
        expectProblem(await logIn('fay', { login_secret: secret }), 401, 'invalid_credentials');
        const { body } = await logIn('fay', { password: PASSWORD });
        expect(keysOf(body)).toEqual({ ...keysOf(keys), protected_user_key });
      });
    });
  },
  // A login meets a change in the time that a hash takes.
  { REGISTRATION: 'open', MAX_FAILED_LOGINS: '100', ...HASHES_AS_CONFIGURED },
);
