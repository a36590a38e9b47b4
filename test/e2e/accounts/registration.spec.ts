import { makeAccount, must } from '../support/people/accounts.js';
import { Person } from '../support/people/person.js';
import { fieldCodes, told } from '../support/people/told.js';
import { type Answer, type Body, expectFields, expectProblem, PASSWORD } from '../support/processes/api.js';
import { describeCoffer, recordsOf, refusesStrangers, requestIdOf } from '../support/processes/coffer.js';

describeCoffer(
  'registration',
  (coffer) => {
    const register = (fields: Body): Promise<Answer> => {
      const linus = { username: 'linus', email: 'kernel@finland.example', password: PASSWORD };
      return coffer.nobody.post('/auth/register', { ...linus, ...fields });
    };

    describe('POST /auth/register', () => {
      it.each([
        ['qvxz wobble', ['digit', 'too_short', 'upper']],
        ['Tr0ub4dor&3', ['too_short']],
        [`aA1!${'é'.repeat(253)}`, ['too_long']],
        ['P@ssw0rd2026!', ['common']],
        ['CHOCOLATE-77-!!', ['common', 'lower']],
        ['My-L1nus-Blanket!7', ['contextual']],
        ['x-K3rnel-Hacker-7', ['contextual']],
        ['In-Finland-77-Saunas', ['contextual']],
        ['This-C0ffer-Is-Mine', ['contextual']],
      ])(
        'names each rule that a password breaks, with leet and decoration undone: %s [R1][R3]',
        async (password, rules) => {
          const answer = await register({ password });
          expectProblem(answer, 400, 'validation_failed');
          expect(fieldCodes(answer)).toEqual(rules.map((rule) => `password password_${rule}`));
          expect(answer.text).not.toContain(JSON.stringify(password).slice(1, -1));
        },
      );

      it('names each invalid field, and refuses fields such as roles [R76]', async () => {
        for (const username of ['x', 'a b c', 'root!', 'x'.repeat(129), 'x@example.org']) {
          expectFields(await register({ username }), 'username');
        }
        for (const email of ['linus', 'linus@', '@example.org', 'a@b@example.org', `${'x'.repeat(250)}@example.org`]) {
          expectFields(await register({ email }), 'email');
        }
        expectFields(await register({ password: undefined }), 'password', 'login_secret');
        expectFields(await register({ login_secret: 'x'.repeat(43) }), 'password', 'login_secret');
        expectFields(await register({ roles: ['administrator'] }), 'roles');
        expectFields(await register({ state: 'active', authEpoch: 7 }), 'state', 'authEpoch');
        expectProblem(await register({ constructor: {} }), 400, 'malformed_body');
      });

      it('is refused for a taken name in every form and state, and recorded [R47]', async () => {
        const { body } = await makeAccount(coffer.admin, 'taken');
        must(await coffer.admin.post(`/users/${body.id}/disable`));
        for (const username of ['taken', 'TAKEN', ' Taken ', 'ｔａｋｅｎ', 'root_admin']) {
          const answer = await register({ username });
          expectProblem(answer, 409, 'username_taken');
          expect(await recordsOf(coffer.admin, requestIdOf(answer))).toEqual(['auth:register failed']);
        }
      });

      it('gives the same answer for an address that another account has verified and for a free one [R15]', async () => {
        await (await Person.of(coffer, 'owner')).verifyEmail();
        const [known, unknown] = [
          await register({ username: 'known', email: 'OWNER@example.org' }),
          await register({ username: 'other', email: 'nobody@example.org' }),
        ];
        const blank = ({ body, ...answer }: Answer) =>
          JSON.stringify(told({ body, ...answer }))
            .replaceAll(body.id, 'id')
            .replaceAll(body.username, 'name');
        expect(known.status).toBe(201);
        expect(blank(known)).toBe(blank(unknown));
        const me = await (await coffer.nobody.login('known', PASSWORD)).get('/auth/me');
        expect(me.body).toMatchObject({ email: 'OWNER@example.org', email_verified: false });
      });

      it('makes an account without any role, which can log in by every form of its name', async () => {
        const answer = await register({ username: ' Linus ' });
        expect(answer.status).toBe(201);
        expect(answer.body).toEqual({ id: expect.any(String), username: 'linus', message: expect.any(String) });
        expect(answer.headers.location).toBe(`/api/v1/users/${answer.body.id}`);
        expect(await recordsOf(coffer.admin, requestIdOf(answer))).toEqual([
          'auth:register allowed',
          'auth:register succeeded',
        ]);
        const linus = await coffer.nobody.login('LINUS', PASSWORD);
        expect((await linus.get('/auth/me')).body).toMatchObject({
          id: answer.body.id,
          ...{ email: 'kernel@finland.example', email_verified: false, credential: 'password' },
          ...{ roles: [], permissions: [], mfa_methods: [], password_change_required: false },
        });
        expectProblem(await linus.get('/users'), 403, 'forbidden');
      });
    });

    describe('POST /tools/passwords', () => {
      refusesStrangers(coffer, 'post', '/tools/passwords');

      it('is refused for lengths and classes that allow no password', async () => {
        for (const length of [7, 257, 12.5, '20', null]) {
          expectFields(await coffer.admin.post('/tools/passwords', { length }), 'length');
        }
        for (const classes of [[], ['upper', 'upper'], ['emoji'], 'upper']) {
          expectFields(await coffer.admin.post('/tools/passwords', { length: 20, classes }), 'classes');
        }
      });

      it('makes a password of the given length and classes, and states its entropy', async () => {
        const digits = must(await coffer.admin.post('/tools/passwords', { length: 10, classes: ['digit'] })).body;
        expect(digits).toEqual({ password: expect.stringMatching(/^\d{10}$/), entropy_bits: 33.2 });
        const { body, headers } = must(await coffer.admin.post('/tools/passwords', { length: 24 }));
        expect([...body.password]).toHaveLength(24);
        expect(body.entropy_bits).toBeGreaterThan(150);
        expect(headers['cache-control']).toBe('no-store');
        expect((await register({ username: 'generated', password: body.password })).status).toBe(201);
        await coffer.nobody.login('generated', body.password);
      });
    });
  },
  { REGISTRATION: 'open' },
  { mail: true },
);
