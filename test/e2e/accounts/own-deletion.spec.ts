import { must } from '../support/people/accounts.js';
import { Person } from '../support/people/person.js';
import { type Answer, type Api, expectProblem, PASSWORD } from '../support/processes/api.js';
import { MOVABLE_CLOCK, sixMinutesLater } from '../support/processes/clock.js';
import { describeCoffer, recordsOf, refusesStrangers, requestIdOf } from '../support/processes/coffer.js';

describeCoffer(
  "the deletion of one's own account",
  (coffer) => {
    const leave = (api: Api): Promise<Answer> => api.delete('/auth/me');

    describe('DELETE /auth/me', () => refusesStrangers(coffer, 'delete', '/auth/me'));

    it('is refused for the last administrator', async () => {
      const admin = await coffer.admin.login('root_admin', PASSWORD);
      expectProblem(await leave(admin), 409, 'last_administrator');
      expect((await admin.get('/auth/me')).status).toBe(200);
    });

    it('needs a fresh session, and a second factor that was shown within 5 minutes [R130]', async () => {
      const [ann, bea] = [await Person.of(coffer, 'ann'), await Person.of(coffer, 'bea')];
      const codes = await bea.enrolApp();
      await sixMinutesLater(coffer.server);
      for (const { api } of [ann, bea]) expectProblem(await leave(api), 403, 'reauthentication_required');
      for (const { api } of [ann, bea]) must(await api.post('/auth/reauthenticate', { password: PASSWORD }));
      expectProblem(await leave(bea.api), 403, 'second_factor_required');
      expect((await leave(ann.api)).status).toBe(200);
      must(await bea.api.post('/auth/reauthenticate', { method: 'recovery', code: codes[0] }));
      expect((await leave(bea.api)).status).toBe(200);
    });

    it('does not take a password and the mailbox for the app of the account [R130]', async () => {
      const dan = await Person.of(coffer, 'dan');
      await dan.enrolEmail();
      const [code] = await dan.enrolApp();
      const thief = await dan.logInByMail();
      expectProblem(await leave(thief), 403, 'second_factor_required');
      must(await thief.post('/auth/reauthenticate', { password: PASSWORD }));
      expectProblem(await leave(thief), 403, 'second_factor_required');
      must(await thief.post('/auth/reauthenticate', { method: 'recovery', code }));
      expect((await leave(thief)).status).toBe(200);
    });

    it('destroys everything of the account and answers with the receipt; no token works any more [R130]', async () => {
      const cal = await Person.of(coffer, 'cal');
      must(await cal.api.post('/sensitive-data', { data_type: 'text', value: 'a diary' }));
      const other = await cal.anotherSession();
      const { refresh_token } = await cal.tokens();
      const left = await leave(cal.api);
      expect(left.status).toBe(200);
      expect(left.body).toMatchObject({
        id: cal.id,
        destroyed: expect.arrayContaining(['key_ring', 'password', 'sensitive_data', 'sessions']),
        swept: { sensitive_data: 1, sessions: 3 },
        sample: { opened: false },
      });
      expect(await recordsOf(await coffer.admin.login('root_admin', PASSWORD), requestIdOf(left))).toEqual([
        'auth:delete allowed',
        'auth:delete succeeded',
      ]);
      for (const { api } of [cal, other]) expectProblem(await api.get('/auth/me'), 401, 'unauthenticated');
      const refreshed = await coffer.nobody.post('/auth/refresh', { refresh_token });
      expectProblem(refreshed, 401, 'invalid_refresh_token');
      expectProblem(await cal.logIn(), 401, 'invalid_credentials');
    });
  },
  {},
  { mail: true, main: MOVABLE_CLOCK },
);
