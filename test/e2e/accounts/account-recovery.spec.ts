import { randomBytes } from 'node:crypto';
import { makeAccount, must } from '../support/people/accounts.js';
import { Person } from '../support/people/person.js';
import { told } from '../support/people/told.js';
import { type Answer, type Body, expectFields, expectProblem, PASSWORD } from '../support/processes/api.js';
import { MOVABLE_CLOCK, sixMinutesLater } from '../support/processes/clock.js';
import { describeCoffer, recordsOf, refusesStrangers, requestIdOf } from '../support/processes/coffer.js';

const NEXT = 'Copper-Lantern-77-Meadow';
/** Moves of six minutes that together exceed the life of a reset token. */
const MORE_THAN_30_MINUTES = 6;

describeCoffer(
  'an account',
  (coffer) => {
    const forgot = (username: string): Promise<Answer> => coffer.nobody.post('/auth/password/forgot', { username });
    const reset = (token: string, fields: Body = { new_password: NEXT }): Promise<Answer> =>
      coffer.nobody.post('/auth/password/reset', { token, ...fields });
    const logIn = (username: string, password: string): Promise<Answer> =>
      coffer.nobody.post('/auth/login', { username, password });
    const verified = async (username: string): Promise<Person> => {
      const person = await Person.of(coffer, username);
      await person.verifyEmail();
      return person;
    };
    const mailedToken = async (person: Person): Promise<string> => {
      must(await forgot(person.username));
      return person.mailed();
    };

    describe('whose owner forgot the password', () => {
      it('looks the same from outside as a missing account, and gets mail only at a verified address [R15]', async () => {
        await Person.of(coffer, 'unverified');
        const gone = await verified('gone');
        must(await coffer.admin.post(`/users/${gone.id}/disable`));
        const ann = await verified('ann');
        const answers = [];
        for (const name of ['nobody', 'unverified', 'gone', 'no name at all', 'ann']) answers.push(await forgot(name));
        for (const answer of answers) {
          expect(answer.status).toBe(202);
          expect(told(answer)).toEqual(told(answers[0] ?? answer));
          expect(await recordsOf(coffer.admin, requestIdOf(answer))).toEqual(['auth:password-forgot succeeded']);
        }
        expect(await ann.mailed()).toMatch(/^[\w-]+\.[\w-]{43}$/);
      });

      it('rejects a token that is malformed, forged or for another purpose [R24][R42]', async () => {
        const bob = await verified('bob');
        const token = await mailedToken(bob);
        const { access_token, refresh_token } = must(await bob.logIn()).body;
        await bob.enrolApp();
        const mfaToken = await bob.mfaToken();
        const flipped = `${token.slice(0, -2)}${token.endsWith('AA') ? 'BB' : 'AA'}`;
        for (const wrong of ['garbage', '', flipped, `${token}A`, access_token, refresh_token, mfaToken]) {
          expectProblem(await reset(wrong), 401, 'invalid_reset_token');
        }
        const dead = await reset(token);
        expectProblem(dead, 401, 'invalid_reset_token');
        expect(await recordsOf(coffer.admin, requestIdOf(dead))).toEqual(['auth:password-reset failed']);
        expect((await logIn('bob', PASSWORD)).status).toBe(200);
      });

      it('has reset tokens and MFA tokens that open nothing else [R24][R42]', async () => {
        const cal = await verified('cal');
        await cal.enrolApp();
        const [resetToken, mfaToken] = [await mailedToken(cal), await cal.mfaToken()];
        for (const token of [resetToken, mfaToken]) {
          expectProblem(await coffer.nobody.as(token).get('/auth/me'), 401, 'unauthenticated');
          const refresh = await coffer.nobody.post('/auth/refresh', { refresh_token: token });
          expectProblem(refresh, 401, 'invalid_refresh_token');
          const logout = await coffer.nobody.post('/auth/logout', { refresh_token: token });
          expectProblem(logout, 401, 'unauthenticated');
        }
        const verify = { mfa_token: resetToken, method: 'totp', code: cal.shown(1) };
        expectProblem(await coffer.nobody.post('/auth/mfa/verify', verify), 401, 'invalid_mfa_token');
        const send = await coffer.nobody.post('/auth/mfa/email/send', { mfa_token: resetToken });
        expectProblem(send, 401, 'invalid_mfa_token');
      });

      it('rejects a password that breaks the rules and a credential of the wrong kind, and the token stays valid', async () => {
        const dan = await verified('dan');
        const token = await mailedToken(dan);
        expectFields(await reset(token, { new_password: 'short' }), 'new_password');
        expectFields(await reset(token, { new_password: 'x-Dan-Owns-Me-77' }), 'new_password');
        expectFields(await reset(token, { new_login_secret: randomBytes(32).toString('base64url') }), 'new_password');
        expectFields(await reset(token, {}), 'new_password', 'new_login_secret');
        expect((await reset(token)).status).toBe(204);
      });

      it('accepts the mailed token once, opens no session, ends every earlier session and notifies the owner [R41]', async () => {
        const eve = await verified('eve');
        const { access_token, refresh_token } = must(await eve.logIn()).body;
        const [first, second] = [await mailedToken(eve), await mailedToken(eve)];
        const answer = await reset(first);
        expect({ status: answer.status, text: answer.text }).toEqual({ status: 204, text: '' });
        expect(await recordsOf(coffer.admin, requestIdOf(answer))).toEqual([
          'auth:password-reset allowed',
          'auth:password-reset succeeded',
        ]);
        for (const token of [first, second]) {
          expectProblem(await reset(token, { new_password: PASSWORD }), 401, 'invalid_reset_token');
        }
        for (const api of [eve.api, coffer.nobody.as(access_token)]) {
          expectProblem(await api.get('/auth/me'), 401, 'unauthenticated');
        }
        const refresh = await coffer.nobody.post('/auth/refresh', { refresh_token });
        expectProblem(refresh, 401, 'invalid_refresh_token');
        expectProblem(await logIn('eve', PASSWORD), 401, 'invalid_credentials');
        expect((await logIn('eve', NEXT)).status).toBe(200);
        expect((await coffer.mailsTo('eve@example.org')).subject).toBe('Your Coffer password was changed');
      });

      it('still asks for the second factor afterwards [R9]', async () => {
        const fay = await verified('fay');
        const [code] = await fay.enrolApp();
        expect((await reset(await mailedToken(fay))).status).toBe(204);
        const asked = await logIn('fay', NEXT);
        expect(asked.body).toMatchObject({ mfa_required: true, mfa_methods: ['totp', 'recovery'] });
        const body = { mfa_token: asked.body.mfa_token, method: 'recovery', code };
        expect((await coffer.nobody.post('/auth/mfa/verify', body)).status).toBe(200);
      });

      it('keeps the salt, parameters and user key of a client that derives its keys, under a new login secret', async () => {
        const secret = () => randomBytes(32).toString('base64url');
        const gus = await verified('gus');
        const keys = {
          kdf: { algorithm: 'pbkdf2-sha256', iterations: 700_000 },
          encryption_salt: randomBytes(16).toString('base64'),
          protected_user_key: randomBytes(48).toString('base64'),
        };
        const toSecret = { current_password: PASSWORD, new_login_secret: secret(), ...keys };
        must(await gus.api.post('/auth/password', toSecret));
        const token = await mailedToken(gus);
        expectFields(await reset(token), 'new_login_secret');
        const login_secret = secret();
        expect((await reset(token, { new_login_secret: login_secret })).status).toBe(204);
        const { body } = await coffer.nobody.post('/auth/login', { username: 'gus', login_secret });
        expect(body).toMatchObject(keys);
      });
    });

    describe('POST /users/{id}/reset-password', () => {
      refusesStrangers(coffer, 'post', '/users/01936f3c-8f4e-7a51-9b1c-2f6d1c0e4b7a/reset-password');

      it('is refused without the permission, for an unknown account and for a disabled account', async () => {
        const hal = await verified('hal');
        const path = `/users/${hal.id}/reset-password`;
        expectProblem(await hal.api.send('post', path), 403, 'forbidden');
        const absent = '/users/01936f3c-8f4e-7a51-9b1c-2f6d1c0e4b7a/reset-password';
        expectProblem(await coffer.admin.send('post', absent), 404, 'not_found');
        must(await coffer.admin.post(`/users/${hal.id}/disable`));
        expectProblem(await coffer.admin.send('post', path), 409, 'conflict');
      });

      it('mails the token and does not show it to the administrator; no session ends before it is used', async () => {
        const ivy = await verified('ivy');
        const { body } = must(await coffer.admin.send('post', `/users/${ivy.id}/reset-password`));
        expect(body).toEqual({ delivery: 'mail', reset_token: null, expires_at: expect.any(String) });
        expect((await ivy.api.get('/auth/me')).status).toBe(200);
        expect((await reset(await ivy.mailed())).status).toBe(204);
        expectProblem(await ivy.api.get('/auth/me'), 401, 'unauthenticated');
        expect((await logIn('ivy', NEXT)).status).toBe(200);
      });

      it('shows the token once if no address is verified', async () => {
        const jan = await Person.of(coffer, 'jan');
        const { body, headers } = must(await coffer.admin.send('post', `/users/${jan.id}/reset-password`));
        expect(body).toMatchObject({ delivery: 'response', reset_token: expect.any(String) });
        expect(headers['cache-control']).toBe('no-store');
        expect((await reset(body.reset_token)).status).toBe(204);
        expect((await logIn('jan', NEXT)).status).toBe(200);
      });
    });

    describe('with an unverified address', () => {
      it('accepts only the last mailed code, once, within 5 guesses [R22]', async () => {
        const [kim, other] = [await Person.of(coffer, 'kim'), await Person.of(coffer, 'kit')];
        const give = (code: unknown, { api } = kim) => api.post('/auth/email/verify', { code });
        expectFields(await give('12345'), 'code');
        expectFields(await give(123_456), 'code');
        expectProblem(await give('123456'), 401, 'invalid_code');
        // Mails go out after the answer: two that are on their way may come in the other order.
        const asked = async (person: Person) => {
          must(await person.api.send('post', '/auth/email/verify/send'));
          return person.mailed();
        };
        const [first, last, theirs] = [await asked(kim), await asked(kim), await asked(other)];
        for (const wrong of new Set([first, theirs])) {
          if (wrong !== last) expectProblem(await give(wrong), 401, 'invalid_code');
        }
        expect((await give(last)).status).toBe(204);
        expect((await kim.api.get('/auth/me')).body).toMatchObject({ email: 'kim@example.org', email_verified: true });
        expect((await kim.api.get('/auth/me')).status).toBe(200);
      });

      it('learns that another account has verified the address only with a right code, which proves that it reads the mail [R15]', async () => {
        await verified('liv');
        await makeAccount(coffer.admin, 'mia', { email: 'LIV@example.org' });
        const mia = await coffer.nobody.login('mia', PASSWORD);
        must(await mia.send('post', '/auth/email/verify/send'));
        expectProblem(await mia.post('/auth/email/verify', { code: '000000' }), 401, 'invalid_code');
        const code = /^\d{6}$/m.exec((await coffer.mailsTo('LIV@example.org')).text)?.[0];
        expectProblem(await mia.post('/auth/email/verify', { code }), 409, 'email_taken');
        expect((await mia.get('/auth/me')).body.email_verified).toBe(false);
      });

      it('got no reset mail before; its first mail is the code', async () => {
        const unverified = await coffer.nobody.login('unverified', PASSWORD);
        must(await unverified.send('post', '/auth/email/verify/send'));
        expect((await coffer.mailsTo('unverified@example.org')).subject).toBe('Verify your e-mail address for Coffer');
      });
    });

    it('rejects a reset token after 30 minutes', async () => {
      const token = await mailedToken(await verified('nan'));
      for (let move = 0; move < MORE_THAN_30_MINUTES; move++) await sixMinutesLater(coffer.server);
      expectProblem(await reset(token), 401, 'invalid_reset_token');
      expect((await logIn('nan', PASSWORD)).status).toBe(200);
    });
  },
  {},
  { mail: true, main: MOVABLE_CLOCK },
);
