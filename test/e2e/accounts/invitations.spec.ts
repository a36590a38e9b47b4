import { must } from '../support/people/accounts.js';
import { secretIn } from '../support/people/person.js';
import { type Answer, type Body, expectFields, expectProblem } from '../support/processes/api.js';
import { describeCoffer, recordsOf, refusesStrangers, requestIdOf } from '../support/processes/coffer.js';

const NOWHERE = '01936f3c-8f4e-7a51-9b1c-2f6d1c0e4b7a';
const PASSWORD = 'Copper-Lantern-77-Meadow';

describeCoffer(
  'an invitation',
  (coffer) => {
    const invite = (username: string, fields: Body = {}) =>
      coffer.admin.post('/users', { username, email: `${username}@example.org`, roles: [], ...fields });
    const mailed = async (username: string) => secretIn((await coffer.mailsTo(`${username}@example.org`)).text);
    const accept = (token: unknown, fields: Body = { password: PASSWORD }): Promise<Answer> =>
      coffer.nobody.post('/auth/invitation/accept', { token, ...fields });
    const logIn = (username: string) => coffer.nobody.post('/auth/login', { username, password: PASSWORD });

    for (const method of ['post', 'delete'] as const) {
      describe(`${method} /users/{id}/invitation`, () =>
        refusesStrangers(coffer, method, `/users/${NOWHERE}/invitation`));
    }

    it('is refused with a body that does not fit, and each field is named', async () => {
      expectFields(await invite('ann', { password_change_required: true }), 'password_change_required');
      expectFields(await invite('ann', { password: null }), 'password');
      expectFields(await accept(undefined), 'token');
      expectFields(await accept('x', {}), 'password', 'login_secret');
    });

    it('is mailed, lets the user choose a password once, and shows the account as invited until then', async () => {
      const { status, body } = await invite('bea', { roles: ['auditor'] });
      expect(status).toBe(201);
      const invitation = { delivery: 'mail', invitation_token: null, expires_at: expect.any(String) };
      expect(body).toMatchObject({ state: 'invited', password_change_required: false, invitation });
      const listed = (await coffer.admin.get('/users?state=invited')).body.items;
      expect(listed.map(({ username }: Body) => username)).toContain('bea');
      expectProblem(await logIn('bea'), 401, 'invalid_credentials');
      const token = await mailed('bea');
      expectFields(await accept(token, { password: 'short' }), 'password');
      const joined = await accept(token);
      expect({ status: joined.status, text: joined.text }).toEqual({ status: 204, text: '' });
      expect(await recordsOf(coffer.admin, requestIdOf(joined))).toEqual([
        'auth:invitation-accept allowed',
        'auth:invitation-accept succeeded',
      ]);
      expectProblem(await accept(token), 401, 'invalid_invitation');
      const bea = coffer.nobody.as(must(await logIn('bea')).body.access_token);
      expect((await bea.get('/auth/me')).body).toMatchObject({ roles: ['auditor'], password_change_required: false });
      expect((await coffer.admin.get(`/users/${body.id}`)).body.state).toBe('active');
    });

    it('is sent again and withdrawn, which ends every earlier one; for an active account both are 409', async () => {
      const { id } = must(await invite('cal')).body;
      const first = await mailed('cal');
      const again = must(await coffer.admin.send('post', `/users/${id}/invitation`));
      expect(again.body).toEqual({ delivery: 'mail', invitation_token: null, expires_at: expect.any(String) });
      const second = await mailed('cal');
      expectProblem(await accept(first), 401, 'invalid_invitation');
      expect((await coffer.admin.delete(`/users/${id}/invitation`)).status).toBe(204);
      expectProblem(await accept(second), 401, 'invalid_invitation');
      must(await coffer.admin.send('post', `/users/${id}/invitation`));
      expect((await accept(await mailed('cal'))).status).toBe(204);
      expectProblem(await coffer.admin.send('post', `/users/${id}/invitation`), 409, 'conflict');
      const refused = await coffer.admin.delete(`/users/${id}/invitation`);
      expectProblem(refused, 409, 'conflict');
      // Nobody has changed anything.
      expect(refused.body.title).toBe('Not possible in the present state');
    });

    it('is void for a disabled and for a deleted account', async () => {
      const { id } = must(await invite('dan')).body;
      const token = await mailed('dan');
      must(await coffer.admin.post(`/users/${id}/disable`));
      expectProblem(await accept(token), 401, 'invalid_invitation');
      expect((await coffer.admin.post(`/users/${id}/enable`)).body.state).toBe('invited');
      expectProblem(await accept(token), 401, 'invalid_invitation');
      must(await coffer.admin.send('post', `/users/${id}/invitation`));
      const next = await mailed('dan');
      must(await coffer.admin.delete(`/users/${id}`));
      expectProblem(await accept(next), 401, 'invalid_invitation');
    });
  },
  {},
  { mail: true },
);

describeCoffer('an invitation on a server without mail', (coffer) => {
  it('is shown once to the administrator, and not for a repeated Idempotency-Key', async () => {
    const account = { username: 'eve', email: 'eve@example.org', roles: [] };
    const create = () => coffer.admin.post('/users', account, { 'idempotency-key': 'once' });
    const { body } = must(await create());
    expect(body.invitation).toMatchObject({ delivery: 'response', invitation_token: expect.any(String) });
    expect(must(await create()).body).toMatchObject({ id: body.id, invitation: null });
    const accept = { token: body.invitation.invitation_token, password: PASSWORD };
    expect((await coffer.nobody.post('/auth/invitation/accept', accept)).status).toBe(204);
  });
});
