import { makePolicy, makeRole, must } from '../support/people/accounts.js';
import { Person } from '../support/people/person.js';
import { keep } from '../support/people/secrets.js';
import { type Answer, type Api, type Body, expectFields, expectProblem, PASSWORD } from '../support/processes/api.js';
import { MOVABLE_CLOCK, sixMinutesLater } from '../support/processes/clock.js';
import { type Coffer, describeCoffer, recordsOf, refusesStrangers, requestIdOf } from '../support/processes/coffer.js';

const FIVE_MINUTES = 300;

/** Makes a role that may read a secret and, under these conditions, reveal it. Returns the secret's id. */
async function makeGuarded(coffer: Coffer, name: string, conditions: Body): Promise<string> {
  const { id } = (await keep(coffer.admin, `guarded/${name}`)).body;
  const resources = [`secret:guarded/${name}`];
  await makePolicy(coffer.admin, name, [
    { effect: 'allow', actions: ['secret:read'], resources },
    { effect: 'allow', actions: ['secret:reveal'], resources, conditions },
  ]);
  await makeRole(coffer.admin, name, [name]);
  return id;
}

const look = (api: Api, id: string): Promise<Answer> => api.get(`/secrets/${id}/reveal`);

/** Opens a session with a second step. */
async function secondStep(coffer: Coffer, person: Person, method: string, code: string): Promise<Api> {
  const body = { mfa_token: await person.mfaToken(), method, code };
  return coffer.nobody.as(must(await coffer.nobody.post('/auth/mfa/verify', body)).body.access_token);
}

describeCoffer(
  'a policy or a role that asks for a second factor',
  (coffer) => {
    describe('the condition mfa', () => {
      it('denies a session with only a password or a mailed code, and allows one with an app or a recovery code [R26]', async () => {
        const id = await makeGuarded(coffer, 'mfa', { mfa: true });
        const ann = await Person.of(coffer, 'ann', { roles: ['mfa'] });
        expect((await look(ann.api, id)).status).toBe(403);
        await ann.enrolEmail();
        expect((await look(ann.api, id)).status).toBe(403);
        expect((await look(await ann.logInByMail(), id)).status).toBe(403);
        await ann.enrolApp();
        expect((await look(ann.api, id)).status).toBe(200);
        expect((await look(await ann.logInByMail(), id)).status).toBe(403);
        expect((await look(await secondStep(coffer, ann, 'totp', ann.shown(1)), id)).status).toBe(200);
      });

      it('denies again once the second factor is older than mfa_max_age: a new code helps, the password does not', async () => {
        const id = await makeGuarded(coffer, 'recent', { mfa: true, mfa_max_age: FIVE_MINUTES });
        const bob = await Person.of(coffer, 'bob', { roles: ['recent'] });
        const [code = '', other = ''] = await bob.enrolApp();
        const api = await secondStep(coffer, bob, 'recovery', code);
        expect((await look(api, id)).status).toBe(200);
        await sixMinutesLater(coffer.server);
        expect((await look(api, id)).status).toBe(403);
        must(await api.post('/auth/reauthenticate', { password: PASSWORD }));
        expect((await look(api, id)).status).toBe(403);
        must(await api.post('/auth/reauthenticate', { method: 'totp', code: bob.shown() }));
        expect((await look(api, id)).status).toBe(200);
        must(await bob.api.post('/auth/reauthenticate', { method: 'recovery', code: other }));
        expect((await look(bob.api, id)).status).toBe(200);
      });
    });

    describe('a role with mfa_required', () => {
      it('allows only enrolment until an app is enrolled, and then forbids to remove the last factor', async () => {
        const { admin } = coffer;
        must(await admin.post('/roles', { name: 'strict', policies: ['administrator'], mfa_required: true }));
        const cal = await Person.of(coffer, 'cal', { roles: ['strict'] });
        const kept = await cal.api.get('/users');
        expectProblem(kept, 403, 'second_factor_required');
        expect(await recordsOf(admin, requestIdOf(kept))).toEqual(['user:list denied']);
        expectProblem(await cal.api.post('/tools/passwords', { length: 20 }), 403, 'second_factor_required');
        expect((await cal.api.get('/auth/me')).status).toBe(200);
        expect((await cal.api.get('/auth/sessions')).status).toBe(200);
        await cal.enrolEmail();
        expectProblem(await cal.api.get('/users'), 403, 'second_factor_required');
        expectProblem(await (await cal.logInByMail()).get('/users'), 403, 'second_factor_required');

        await cal.enrolApp();
        expect((await cal.api.get('/users')).status).toBe(200);
        expectProblem(await cal.api.delete('/auth/mfa/totp'), 409, 'mfa_mandatory');
        expect((await cal.api.delete('/auth/mfa/email')).status).toBe(204);
        expect((await (await secondStep(coffer, cal, 'totp', cal.shown(1))).get('/users')).status).toBe(200);
      });

      it('applies from the next request to accounts that have the role already, and ends with the demand [R46]', async () => {
        const { admin } = coffer;
        const { id } = (await makeRole(admin, 'lax', ['administrator'])).body;
        const dan = await Person.of(coffer, 'dan', { roles: ['lax'] });
        expect((await dan.api.get('/users')).status).toBe(200);
        must(await admin.put(`/roles/${id}`, { policies: ['administrator'], mfa_required: true }));
        expectProblem(await dan.api.get('/users'), 403, 'second_factor_required');
        must(await admin.put(`/roles/${id}`, { policies: ['administrator'], mfa_required: false }));
        expect((await dan.api.get('/users')).status).toBe(200);
      });
    });

    describe('POST /auth/reauthenticate', () => {
      refusesStrangers(coffer, 'post', '/auth/reauthenticate');

      it('takes exactly one complete proof', async () => {
        const eve = await Person.of(coffer, 'eve');
        const prove = (body: Body) => eve.api.post('/auth/reauthenticate', body);
        const all = ['code', 'login_secret', 'method', 'password'];
        expectFields(await prove({}), ...all);
        expectFields(await prove({ password: PASSWORD, login_secret: 'x' }), ...all);
        expectFields(await prove({ method: 'totp' }), ...all);
        expectFields(await prove({ password: PASSWORD, code: '123456' }), ...all);
        expectFields(await prove({ method: 'email', code: '123456' }), 'method');
        expectProblem(await prove({ password: 'Wrong-Horse-42-Staple' }), 401, 'invalid_credentials');
        expectProblem(await prove({ login_secret: 'A'.repeat(43) }), 401, 'invalid_credentials');
        expectProblem(await prove({ method: 'totp', code: '123456' }), 401, 'invalid_code');
      });

      it('takes a code of an app once, and returns until when the session is fresh [R17]', async () => {
        const fay = await Person.of(coffer, 'fay');
        await fay.enrolApp();
        const proof = { method: 'totp', code: fay.shown(1) };
        const answer = await fay.api.post('/auth/reauthenticate', proof);
        expect(answer.status).toBe(200);
        expect(Date.parse(answer.body.fresh_until)).toBeGreaterThan(Date.now());
        expect(await recordsOf(coffer.admin, requestIdOf(answer))).toEqual([
          'auth:reauthenticate allowed',
          'auth:reauthenticate succeeded',
        ]);
        expectProblem(await fay.api.post('/auth/reauthenticate', proof), 401, 'invalid_code');
      });
    });
  },
  {},
  { mail: true, main: MOVABLE_CLOCK },
);

describeCoffer(
  'with MFA_EMAIL_COUNTS=true',
  (coffer) => {
    it('mailed codes satisfy a policy and a role that ask for a second factor [R26]', async () => {
      const id = await makeGuarded(coffer, 'mfa', { mfa: true });
      must(await coffer.admin.post('/roles', { name: 'strict', policies: ['mfa'], mfa_required: true }));
      const ann = await Person.of(coffer, 'ann', { roles: ['strict'] });
      expectProblem(await look(ann.api, id), 403, 'second_factor_required');
      await ann.enrolEmail();
      expect((await look(ann.api, id)).status).toBe(200);
      expect((await look(await ann.logInByMail(), id)).status).toBe(200);
      expectProblem(await ann.api.delete('/auth/mfa/email'), 409, 'mfa_mandatory');
    });
  },
  { MFA_EMAIL_COUNTS: 'true' },
  { mail: true },
);
