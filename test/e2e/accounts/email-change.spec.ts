import { must } from '../support/people/accounts.js';
import { Person, secretIn } from '../support/people/person.js';
import { told } from '../support/people/told.js';
import { expectFields, expectProblem, PASSWORD } from '../support/processes/api.js';
import { MOVABLE_CLOCK, sixMinutesLater } from '../support/processes/clock.js';
import { describeCoffer, recordsOf, refusesStrangers, requestIdOf } from '../support/processes/coffer.js';

describeCoffer(
  'the own address',
  (coffer) => {
    const ask = ({ api }: Person, email: unknown) => api.post('/auth/email/change', { email });
    const confirm = ({ api }: Person, code: unknown) => api.post('/auth/email/change/confirm', { code });
    const me = async ({ api }: Person) => {
      const { email, email_verified } = must(await api.get('/auth/me')).body;
      return { email, email_verified };
    };

    for (const path of ['/auth/email/change', '/auth/email/change/confirm']) {
      describe(`POST ${path}`, () => refusesStrangers(coffer, 'post', path));
    }

    it('is not changed by a body that does not fit, nor to something that is no address', async () => {
      const ann = await Person.of(coffer, 'ann');
      for (const email of [undefined, null, 'nowhere', `${'x'.repeat(250)}@example.org`]) {
        expectFields(await ask(ann, email), 'email');
      }
      expectFields(await confirm(ann, '12345'), 'code');
      expectProblem(await confirm(ann, '123456'), 401, 'invalid_code');
    });

    it('stays until the new one is verified; then resets go to the new one, and mails tell the reader of the old one', async () => {
      const bea = await Person.of(coffer, 'bea');
      await bea.verifyEmail();
      const other = await bea.anotherSession();
      const code = await bea.beginEmailChange('bea.king@example.org');
      expect((await coffer.mailsTo('bea@example.org')).subject).toMatch(/^Somebody asked to change/);
      expect(await me(bea)).toEqual({ email: 'bea@example.org', email_verified: true });
      const changed = await confirm(bea, code);
      expect(changed.status).toBe(204);
      expect(await recordsOf(coffer.admin, requestIdOf(changed))).toEqual([
        'auth:email-change allowed',
        'auth:email-change succeeded',
      ]);
      expect(await me(bea)).toEqual({ email: 'bea.king@example.org', email_verified: true });
      expect((await coffer.mailsTo('bea@example.org')).subject).toMatch(/was changed$/);
      expectProblem(await other.api.get('/auth/me'), 401, 'unauthenticated');
      expectProblem(await confirm(bea, code), 401, 'invalid_code');
      must(await coffer.nobody.post('/auth/password/forgot', { username: 'bea' }));
      expect(secretIn((await coffer.mailsTo('bea.king@example.org')).text)).toMatch(/^[\w-]+\.[\w-]{43}$/);
    });

    it('gets the same answer if another account has the new one; only a reader of its mail learns that [R15]', async () => {
      const [cal, dan] = [await Person.of(coffer, 'cal'), await Person.of(coffer, 'dan')];
      await cal.verifyEmail();
      const [taken, free] = [await ask(dan, 'cal@example.org'), await ask(dan, 'free@example.org')];
      expect(taken.status).toBe(202);
      expect(told(taken)).toEqual(told(free));
      must(await ask(dan, 'cal@example.org'));
      await cal.mailed();
      expectProblem(await confirm(dan, await cal.mailed()), 409, 'email_taken');
      expect(await me(dan)).toEqual({ email: 'dan@example.org', email_verified: false });
    });

    it('needs a fresh session', async () => {
      const eve = await Person.of(coffer, 'eve');
      await sixMinutesLater(coffer.server);
      for (const answer of [await ask(eve, 'x@example.org'), await confirm(eve, '123456')]) {
        expectProblem(answer, 403, 'reauthentication_required');
      }
      must(await eve.api.post('/auth/reauthenticate', { password: PASSWORD }));
      expect((await ask(eve, 'x@example.org')).status).toBe(202);
    });
  },
  {},
  { mail: true, main: MOVABLE_CLOCK },
);
