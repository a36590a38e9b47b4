import { makeAccount, must, newAccount, tokensOf } from '../support/people/accounts.js';
import { expectFields, expectProblem, PASSWORD } from '../support/processes/api.js';
import { MOVABLE_CLOCK, sixMinutesLater, timeOf } from '../support/processes/clock.js';
import { type Coffer, describeCoffer } from '../support/processes/coffer.js';

const MINUTE = 60_000;

const suite = (coffer: Coffer) => {
  const later = (milliseconds: number) => new Date(timeOf(coffer.server) + milliseconds).toISOString();
  const WRONG = ['2020-01-01T00:00:00Z', 'tomorrow', '2099-01-01', 1_790_000_000, ''];

  it('of an account and of a role is checked, and the error names the field', async () => {
    const { body } = await makeAccount(coffer.admin, 'checked');
    for (const expires_at of WRONG) {
      expectFields(await coffer.admin.post('/users', newAccount('never', { expires_at })), 'expires_at');
      expectFields(await coffer.admin.put(`/users/${body.id}`, { expires_at }), 'expires_at');
      const roles = [{ name: 'auditor', expires_at }];
      const field = expires_at === WRONG[0] ? 'roles[0].expires_at' : 'roles';
      expectFields(await coffer.admin.put(`/users/${body.id}`, { roles }), field);
    }
    for (const role of [
      { name: 'auditor' },
      { expires_at: null },
      { name: 'auditor', expires_at: null, x: 1 },
      7,
      null,
    ]) {
      expectFields(await coffer.admin.put(`/users/${body.id}`, { roles: [role] }), 'roles');
    }
    expectFields(await coffer.admin.get('/users?expires_before=soon'), 'expires_before');
  });

  it('of an account ends its sessions and logins, is shown, found in the list, and taken away by null', async () => {
    const expires_at = later(5 * MINUTE);
    const { body } = await makeAccount(coffer.admin, 'brief', { expires_at });
    expect(body).toMatchObject({ expires_at, state: 'active' });
    const { access_token, refresh_token } = await tokensOf(coffer.nobody, 'brief');
    const brief = coffer.nobody.as(access_token);
    expect((await brief.get('/auth/me')).body).toMatchObject({ expires_at });
    const found = async (before: string) =>
      (await coffer.admin.get(`/users?q=brief&expires_before=${before}`)).body.items.map(
        ({ id }: { id: string }) => id,
      );
    expect([await found(expires_at), await found(later(6 * MINUTE))]).toEqual([[], [body.id]]);

    await sixMinutesLater(coffer.server);
    expectProblem(await brief.get('/auth/me'), 401, 'unauthenticated');
    expectProblem(await coffer.nobody.post('/auth/refresh', { refresh_token }), 401, 'invalid_refresh_token');
    const login = { username: 'brief', password: PASSWORD };
    expectProblem(await coffer.nobody.post('/auth/login', login), 401, 'invalid_credentials');
    const put = must(await coffer.admin.put(`/users/${body.id}`, { expires_at: null }));
    expect(put.body).toMatchObject({ expires_at: null });
    expectProblem(await brief.get('/auth/me'), 401, 'unauthenticated');
    await tokensOf(coffer.nobody, 'brief');
  });

  it('of a role ends what it allows, and keeps the other roles and the session', async () => {
    const end = later(5 * MINUTE);
    const timed = { name: 'auditor', expires_at: end };
    const { body } = await makeAccount(coffer.admin, 'deputy', { roles: [timed] });
    expect(body).toMatchObject({ roles: ['auditor'], expiring_roles: [timed] });
    const deputy = await coffer.admin.login('deputy', PASSWORD);
    expect((await deputy.get('/audit/logs?limit=1')).status).toBe(200);
    const kept = must(await coffer.admin.put(`/users/${body.id}`, { roles: ['auditor'] }));
    expect(kept.body.expiring_roles).toEqual([timed]);

    await sixMinutesLater(coffer.server);
    expectProblem(await deputy.get('/audit/logs?limit=1'), 403, 'forbidden');
    expect((await deputy.get('/auth/me')).body).toMatchObject({ roles: [], expiring_roles: [], permissions: [] });
    expect((await coffer.admin.get(`/users/${body.id}`)).body).toMatchObject({ roles: [], expiring_roles: [] });
    expect((await coffer.admin.get('/users?role=auditor')).body.items).toEqual([]);
    must(await coffer.admin.put(`/users/${body.id}`, { roles: ['auditor'] }));
    expect((await deputy.get('/audit/logs?limit=1')).status).toBe(200);
  });

  it('is not given to the last administrator, in either form [R94]', async () => {
    const { body: me } = await coffer.admin.get('/auth/me');
    const expires_at = later(MINUTE);
    const change = (fields: object) => coffer.admin.put(`/users/${me.id}`, fields);
    await makeAccount(coffer.admin, 'second', { roles: [{ name: 'administrator', expires_at }] });
    expectProblem(await change({ expires_at }), 409, 'last_administrator');
    expectProblem(await change({ roles: [{ name: 'administrator', expires_at }] }), 409, 'last_administrator');
    await makeAccount(coffer.admin, 'third', { roles: ['administrator'] });
    must(await change({ expires_at: later(60 * MINUTE) }));
    expectProblem(await change({ expires_at: null }), 403, 'forbidden');
    const third = await coffer.admin.login('third', PASSWORD);
    must(await third.put(`/users/${me.id}`, { expires_at: null }));
  });
};

describeCoffer('the end', suite, {}, { main: MOVABLE_CLOCK });
