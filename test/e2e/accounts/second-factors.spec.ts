import { must } from '../support/people/accounts.js';
import { Person } from '../support/people/person.js';
import { type Answer, expectFields, expectProblem, PASSWORD } from '../support/processes/api.js';
import { MOVABLE_CLOCK, sixMinutesLater } from '../support/processes/clock.js';
import { describeCoffer, recordsOf, requestIdOf } from '../support/processes/coffer.js';

const MAILS_AN_HOUR = 5;

describeCoffer(
  'second factors',
  (coffer) => {
    const verify = (mfa_token: string, method: string, code: unknown): Promise<Answer> =>
      coffer.nobody.post('/auth/mfa/verify', { mfa_token, method, code });
    const send = (mfa_token: string): Promise<Answer> => coffer.nobody.post('/auth/mfa/email/send', { mfa_token });
    const notices = async (address: string, count: number): Promise<string[]> => {
      const mails = [];
      while (mails.length < count) mails.push((await coffer.mailsTo(address)).text.split(':')[0] ?? '');
      return mails;
    };

    describe('an authenticator app', () => {
      it('opens nothing before its enrolment was confirmed with its own code [R21]', async () => {
        const ann = await Person.of(coffer, 'ann');
        expectProblem(await ann.api.post('/auth/mfa/totp/confirm', { code: '123456' }), 409, 'mfa_not_enabled');
        await ann.beginApp();
        expect((await ann.logIn()).body.access_token).toEqual(expect.any(String));
        for (const code of [ann.shown(-9), '', '12345', ' 123456', '１２３４５６']) {
          expectProblem(await ann.api.post('/auth/mfa/totp/confirm', { code }), 401, 'invalid_code');
        }
        expectFields(await ann.api.post('/auth/mfa/totp/confirm', { code: 123_456 }), 'code');
        expect((await ann.api.get('/auth/me')).body.mfa_methods).toEqual([]);
      });

      it('is given as a secret of 160 bits, a URL for apps and a QR code', async () => {
        const bob = await Person.of(coffer, 'bob');
        const { body, headers } = await bob.api.send('post', '/auth/mfa/totp');
        expect(body.secret).toMatch(/^[A-Z2-7]{32}$/);
        const url = new URL(body.otpauth_url);
        expect(`${url.protocol}//${url.host}${url.pathname}`).toBe('otpauth://totp/Coffer:bob');
        expect(url.searchParams.get('secret')).toBe(body.secret);
        expect(Buffer.from(body.qr_png, 'base64').subarray(1, 4).toString()).toBe('PNG');
        expect(headers['cache-control']).toBe('no-store');
      });

      it('is asked for at the next login, where each code works once and the enrolment code no more [R17]', async () => {
        const cal = await Person.of(coffer, 'cal');
        await cal.beginApp();
        const enrolled = cal.shown();
        const confirmed = must(await cal.api.post('/auth/mfa/totp/confirm', { code: enrolled }));
        expect(confirmed.body.recovery_codes).toHaveLength(10);
        const asked = await cal.logIn();
        expect(asked.body).toEqual({
          ...{ mfa_required: true, mfa_token: expect.any(String) },
          mfa_methods: ['totp', 'recovery'],
        });
        const token = asked.body.mfa_token;
        expectProblem(await verify(token, 'totp', enrolled), 401, 'invalid_code');
        const code = cal.shown(1);
        const answer = await verify(token, 'totp', code);
        expect(answer.status).toBe(200);
        expect(await recordsOf(coffer.admin, requestIdOf(answer))).toEqual([
          'auth:mfa-verify allowed',
          'auth:mfa-verify succeeded',
        ]);
        expectProblem(await verify(token, 'totp', code), 401, 'invalid_mfa_token');
        expectProblem(await verify(await cal.mfaToken(), 'totp', code), 401, 'invalid_code');
      });

      it('takes only six digits, and only those of this account [R18]', async () => {
        const [dan, eve] = [await Person.of(coffer, 'dan'), await Person.of(coffer, 'eve')];
        await dan.enrolApp();
        await eve.enrolApp();
        const token = await dan.mfaToken();
        for (const code of ['', ' 123456', '12345', '1234567', `${dan.shown(1)}x`, eve.shown(1)]) {
          expectProblem(await verify(token, 'totp', code), 401, 'invalid_code');
        }
        expectFields(await verify(token, 'totp', 123_456), 'code');
        expectFields(await verify(token, 'sms', '123456'), 'method');
        expectProblem(await verify('garbage', 'totp', dan.shown(1)), 401, 'invalid_mfa_token');
        const [first, last] = [dan.shown(1).slice(0, 3), dan.shown(1).slice(3)];
        expect((await verify(token, 'totp', `${first} ${last} `)).status).toBe(200);
      });

      it('is announced by mail, as every change of a factor, and ends every other session [R25][R41]', async () => {
        const fay = await Person.of(coffer, 'fay');
        await fay.verifyEmail();
        const { api: other } = await fay.anotherSession();
        await fay.enrolApp();
        expectProblem(await other.get('/auth/me'), 401, 'unauthenticated');
        const again = must(await verify(await fay.mfaToken(), 'totp', fay.shown(1))).body;
        must(await fay.api.send('post', '/auth/mfa/recovery-codes'));
        expectProblem(await coffer.nobody.as(again.access_token).get('/auth/me'), 401, 'unauthenticated');
        expect((await fay.api.delete('/auth/mfa/totp')).status).toBe(204);
        expect((await fay.logIn()).body.access_token).toEqual(expect.any(String));
        expect(await notices('fay@example.org', 3)).toEqual([
          'An authenticator app was enabled as a second factor',
          'New recovery codes were made, and the old ones are void',
          'The authenticator app was disabled as a second factor',
        ]);
      });
    });

    describe('a recovery code', () => {
      it('opens one login in any spelling, and never a second one [R23]', async () => {
        const gus = await Person.of(coffer, 'gus');
        const [first = '', second = ''] = await gus.enrolApp();
        expect(first).toMatch(/^[a-z2-7]{5}-[a-z2-7]{5}$/);
        expect((await verify(await gus.mfaToken(), 'recovery', first.toUpperCase().replace('-', ''))).status).toBe(200);
        const token = await gus.mfaToken();
        expectProblem(await verify(token, 'recovery', first), 401, 'invalid_code');
        expectProblem(await verify(token, 'totp', second), 401, 'invalid_code');
        expect((await verify(token, 'recovery', second)).status).toBe(200);
      });

      it('ends with its set when a new set is made', async () => {
        const hal = await Person.of(coffer, 'hal');
        expectProblem(await hal.api.send('post', '/auth/mfa/recovery-codes'), 409, 'mfa_not_enabled');
        const [old = ''] = await hal.enrolApp();
        const { recovery_codes: codes } = must(await hal.api.send('post', '/auth/mfa/recovery-codes')).body;
        expect(new Set(codes).size).toBe(10);
        const token = await hal.mfaToken();
        expectProblem(await verify(token, 'recovery', old), 401, 'invalid_code');
        expect((await verify(token, 'recovery', codes[9])).status).toBe(200);
      });
    });

    describe('a code by e-mail', () => {
      it('cannot be enabled for an unverified address', async () => {
        const ivy = await Person.of(coffer, 'ivy');
        expectProblem(await ivy.api.send('post', '/auth/mfa/email'), 409, 'email_unverified');
        expectProblem(await ivy.api.post('/auth/mfa/email/confirm', { code: '123456' }), 409, 'mfa_not_enabled');
      });

      it('opens only the login that it was mailed for, once, and ends with a later code [R22]', async () => {
        const jan = await Person.of(coffer, 'jan');
        await jan.enrolEmail();
        const [mine, other] = [await jan.mfaToken(), await jan.mfaToken()];
        expectProblem(await verify(mine, 'email', '123456'), 401, 'invalid_code');
        expect((await send(mine)).body).toEqual({ message: 'OTP sent to your email' });
        const first = await jan.mailed();
        must(await send(mine));
        const second = await jan.mailed();
        expectProblem(await verify(other, 'email', second), 401, 'invalid_code');
        if (first !== second) expectProblem(await verify(mine, 'email', first), 401, 'invalid_code');
        expect((await verify(mine, 'email', second)).status).toBe(200);
        expectProblem(await verify(mine, 'email', second), 401, 'invalid_mfa_token');
      });

      it('is mailed at most five times an hour, and only for an enabled factor', async () => {
        const kim = await Person.of(coffer, 'kim');
        await kim.enrolApp();
        expectProblem(await send(await kim.mfaToken()), 409, 'mfa_not_enabled');
        expectProblem(await send('garbage'), 401, 'invalid_mfa_token');
        await kim.enrolEmail();
        const token = await kim.mfaToken();
        let sent = await send(token);
        // Twice as many: the limit counts by the clock hour, which may end during this test.
        for (let mail = 0; mail < 2 * MAILS_AN_HOUR && sent.status === 202; mail++)
          sent = await send(await kim.mfaToken());
        expectProblem(sent, 429, 'rate_limited');
        expect(Number(sent.headers['retry-after'])).toBeGreaterThan(0);
      });
    });

    describe('after their time,', () => {
      it('mailed codes, MFA tokens, shown second factors and fresh sessions expire', async () => {
        const [liv, max] = [await Person.of(coffer, 'liv'), await Person.of(coffer, 'max')];
        await liv.enrolEmail();
        await max.enrolApp();
        const [stale, spoilt] = [await max.mfaToken(), await liv.mfaToken()];
        await sixMinutesLater(coffer.server);
        expectProblem(await verify(stale, 'totp', max.shown()), 401, 'invalid_mfa_token');
        expectProblem(await send(spoilt), 401, 'invalid_mfa_token');
        expectProblem(await max.api.delete('/auth/mfa/totp'), 403, 'reauthentication_required');
        expectProblem(await max.api.send('post', '/auth/mfa/totp'), 403, 'reauthentication_required');
        must(await max.api.post('/auth/reauthenticate', { password: PASSWORD }));
        expectProblem(await max.api.delete('/auth/mfa/totp'), 403, 'second_factor_required');
        must(await max.api.post('/auth/reauthenticate', { method: 'totp', code: max.shown() }));
        expect((await max.api.delete('/auth/mfa/totp')).status).toBe(204);
      });
    });
  },
  {},
  { mail: true, main: MOVABLE_CLOCK },
);
