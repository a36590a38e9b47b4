import { eventually } from '../../faults/support/eventually.js';
import { makeAccount, makePolicy, makeRole, must, newAccount, tokensOf } from '../support/people/accounts.js';
import { refusalsIn } from '../support/people/raced.js';
import { type Api, accountWith, expectFields, expectProblem, PASSWORD } from '../support/processes/api.js';
import { describeCoffer, recordsOf, refusesStrangers, requestIdOf } from '../support/processes/coffer.js';

const NOWHERE = '01936f3c-8f4e-7a51-9b1c-2f6d1c0e4b7a';

describeCoffer('users', (coffer) => {
  const create = (fields: object) => coffer.admin.post('/users', newAccount('somebody', { ...fields }));

  describe('POST /users', () => {
    refusesStrangers(coffer, 'post', '/users');

    it('names each field that is missing, wrong, null or unknown [R72][R75][R76]', async () => {
      expectFields(await coffer.admin.post('/users', {}), 'username', 'email', 'roles');
      for (const username of [
        'ab',
        'a'.repeat(129),
        'with space',
        '-dash',
        '_line',
        'ünï',
        'a/b',
        'a*b',
        'else@example.org',
        '',
      ]) {
        expectFields(await create({ username }), 'username');
      }
      for (const email of ['', 'x', 'a@b@c', `${'x'.repeat(250)}@example.org`]) {
        expectFields(await create({ email }), 'email');
      }
      for (const password of ['', 'short', 'Somebody-2026!']) {
        expectFields(await create({ password }), 'password');
      }
      expectFields(await create({ roles: ['no such role'] }), 'roles');
      expectFields(await create({ roles: ['unknown'] }), 'roles[0]');
      expectFields(await create({ roles: 'administrator' }), 'roles');
      expectFields(await create({ roles: null }), 'roles');
      expectFields(await create({ password_change_required: null }), 'password_change_required');
      expectFields(await create({ password_change_required: 'no' }), 'password_change_required');
      expectFields(await create({ id: NOWHERE, state: 'active' }), 'id', 'state');
    });

    it('makes an account under the canonical form of its name, and no second one [R47]', async () => {
      const made = await coffer.admin.post('/users', newAccount(' Grace '));
      expect(made.status).toBe(201);
      expect(made.body).toMatchObject({ username: 'grace', state: 'active', roles: [], email_verified: false });
      expect(made.headers).toMatchObject({ location: `/api/v1/users/${made.body.id}`, etag: '"1"' });
      for (const username of ['grace', 'GRACE']) {
        expectProblem(await coffer.admin.post('/users', newAccount(username)), 409, 'username_taken');
      }
    });
  });

  it('with a username that looks like an address logs in by it, and is found by its name in a policy', async () => {
    const name = `First.Last+${NOWHERE.slice(-6)}@Example.org`;
    const made = await makeAccount(coffer.admin, name, { email: name });
    expect(made.body).toMatchObject({ username: name.toLowerCase(), email: name });
    expect(await tokensOf(coffer.admin, ` ${name}`)).toHaveProperty('access_token');
    const clerk = await accountWith(coffer.admin, 'address-clerk', [
      { effect: 'allow', actions: ['user:list', 'user:read'], resources: ['user:first.*@example.org'] },
    ]);
    const { body } = await clerk.get(`/users?q=${encodeURIComponent('LAST+')}`);
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual([made.body.id]);
    expectProblem(await coffer.admin.post('/users', newAccount(name, { email: name })), 409, 'username_taken');
  });

  describe('GET /users', () => {
    refusesStrangers(coffer, 'get', '/users');

    it('names each wrong parameter', async () => {
      for (const limit of ['0', '201', '-1', '1.5', 'ten', '']) {
        expectFields(await coffer.admin.get(`/users?limit=${limit}`), 'limit');
      }
      expectFields(await coffer.admin.get('/users?state=deleted'), 'state');
      expectFields(await coffer.admin.get('/users?sort=name'), 'sort');
      expectFields(await coffer.admin.get('/users?cursor=garbage'), 'cursor');
    });

    it('filters by a part of the name, by role and by state', async () => {
      const { body } = await makeAccount(coffer.admin, 'listed_off', { roles: ['auditor'] });
      await makeAccount(coffer.admin, 'listed_on', { roles: ['auditor'] });
      must(await coffer.admin.post(`/users/${body.id}/disable`));
      const names = async (query: string) =>
        (await coffer.admin.get(`/users?${query}`)).body.items.map(({ username }: { username: string }) => username);
      expect(await names('q=LISTED')).toEqual(['listed_off', 'listed_on']);
      expect(await names('q=listed&state=disabled')).toEqual(['listed_off']);
      expect(await names('role=auditor&state=active')).toEqual(['listed_on']);
      expect(await names('q=%25')).toEqual([]);
      expect(await names('q=li.ted')).toEqual([]);
    });

    it('shows each account once over all pages, and refuses its cursor for another query and another caller', async () => {
      for (const name of ['page_a', 'page_b', 'page_c']) await makeAccount(coffer.admin, name);
      const first = await coffer.admin.get('/users?q=page_&limit=2');
      const cursor = first.body.next_cursor;
      const second = await coffer.admin.get(`/users?q=page_&limit=2&cursor=${cursor}`);
      const seen = [...first.body.items, ...second.body.items].map(({ username }) => username);
      expect(seen).toEqual(['page_a', 'page_b', 'page_c']);
      expect(second.body.next_cursor).toBeNull();
      expectFields(await coffer.admin.get(`/users?q=pag&cursor=${cursor}`), 'cursor');
      expectFields(await coffer.admin.get(`/roles?cursor=${cursor}`), 'cursor');
      const other = await accountWith(coffer.admin, 'lister', [
        { effect: 'allow', actions: ['user:list'], resources: ['user:*'] },
      ]);
      expectFields(await other.get(`/users?q=page_&limit=2&cursor=${cursor}`), 'cursor');
    });
  });

  describe('GET /users/{id}', () => {
    refusesStrangers(coffer, 'get', `/users/${NOWHERE}`);

    it('is 404 for an invalid id and for an unknown one', async () => {
      for (const id of ['x', NOWHERE, NOWHERE.toUpperCase(), '..%2fpolicies', '%00']) {
        expectProblem(await coffer.admin.get(`/users/${id}`), 404, 'not_found');
      }
    });

    it('shows the account with its ETag', async () => {
      const made = await makeAccount(coffer.admin, 'shown');
      const shown = await coffer.admin.get(`/users/${made.body.id}`);
      const { invitation, ...account } = made.body;
      expect({ ...shown.body, invitation }).toEqual({ ...account, invitation: null });
      expect(shown.headers.etag).toBe(made.headers.etag);
    });
  });

  describe('PUT /users/{id}', () => {
    refusesStrangers(coffer, 'put', `/users/${NOWHERE}`);

    it('names each wrong field, and never accepts a password or a name', async () => {
      const { body } = await makeAccount(coffer.admin, 'changed');
      const change = (fields: object) => coffer.admin.put(`/users/${body.id}`, fields);
      expectFields(await change({}), 'email');
      expectFields(await change({ email: null }), 'email');
      expectFields(await change({ roles: null }), 'roles');
      expectFields(await change({ email: 'x' }), 'email');
      expectFields(await change({ roles: ['unknown'] }), 'roles[0]');
      expectFields(await change({ password: PASSWORD, username: 'x' }), 'password', 'username');
    });

    it('changes the address or the roles, and answers 412 after another change', async () => {
      const { body, headers } = await makeAccount(coffer.admin, 'matched');
      const path = `/users/${body.id}`;
      const first = await coffer.admin.put(path, { email: 'new@example.org' }, { 'if-match': headers.etag ?? '' });
      expect(first.body).toMatchObject({ email: 'new@example.org', roles: [] });
      expect(first.headers.etag).toBe('"2"');
      const late = await coffer.admin.put(path, { roles: ['auditor'] }, { 'if-match': headers.etag ?? '' });
      expectProblem(late, 412, 'precondition_failed');
      expect((await coffer.admin.put(path, { roles: ['auditor'] })).body).toMatchObject({
        email: 'new@example.org',
        roles: ['auditor'],
      });
      for (const etag of ['W/"3"', '"x"', '"1", "2"', '""']) {
        expectProblem(await coffer.admin.put(path, { roles: [] }, { 'if-match': etag }), 412, 'precondition_failed');
      }
      for (const etag of ['2', '"1" "2"', 'w/"2"']) {
        expectFields(await coffer.admin.put(path, { roles: [] }, { 'if-match': etag }), 'If-Match');
      }
    });

    it('takes effect from the next request [R46]', async () => {
      await makePolicy(coffer.admin, 'p46', [{ effect: 'allow', actions: ['secret:list'], resources: ['secret:**'] }]);
      await makeRole(coffer.admin, 'r46', ['p46']);
      const { body } = await makeAccount(coffer.admin, 'holder');
      const holder = await coffer.admin.login('holder', PASSWORD);
      for (const roles of [['r46'], [], ['r46']]) {
        must(await coffer.admin.put(`/users/${body.id}`, { roles }));
        expect((await holder.get('/secrets')).status).toBe(roles.length > 0 ? 200 : 403);
      }
    });
  });

  describe('POST /users/{id}/disable and /enable', () => {
    refusesStrangers(coffer, 'post', `/users/${NOWHERE}/disable`);
    refusesStrangers(coffer, 'post', `/users/${NOWHERE}/enable`);

    it('end its sessions at once for good, and let it log in again [R41]', async () => {
      const { body } = await makeAccount(coffer.admin, 'turned');
      const { access_token, refresh_token } = await tokensOf(coffer.nobody, 'turned');
      const turned = coffer.nobody.as(access_token);
      expect((await turned.get('/auth/me')).status).toBe(200);
      expect((await coffer.admin.post(`/users/${body.id}/disable`)).body.state).toBe('disabled');
      expectProblem(await turned.get('/auth/me'), 401, 'unauthenticated');
      expectProblem(await coffer.nobody.post('/auth/refresh', { refresh_token }), 401, 'invalid_refresh_token');
      expect((await coffer.admin.post(`/users/${body.id}/enable`)).body.state).toBe('active');
      expectProblem(await turned.get('/auth/me'), 401, 'unauthenticated');
      expectProblem(await coffer.nobody.post('/auth/refresh', { refresh_token }), 401, 'invalid_refresh_token');
      await tokensOf(coffer.nobody, 'turned');
    });

    it('take no body', async () => {
      const { body } = await makeAccount(coffer.admin, 'bodiless');
      const answer = await coffer.admin.post(`/users/${body.id}/disable`, { reason: 'x' });
      expectProblem(answer, 400, 'malformed_body');
    });
  });

  describe('DELETE /users/{id}', () => {
    refusesStrangers(coffer, 'delete', `/users/${NOWHERE}`);

    it('destroys the key ring, confirms that in a receipt, and leaves only the audit', async () => {
      const { body } = await makeAccount(coffer.admin, 'leaver');
      const leaver = await coffer.admin.login('leaver', PASSWORD);
      expect((await leaver.get('/auth/me')).status).toBe(200);
      const gone = await coffer.admin.delete(`/users/${body.id}`);
      expect(gone.status).toBe(200);
      expect(gone.body).toEqual({
        id: body.id,
        destroyed: expect.arrayContaining(['key_ring', 'password', 'personal_fields', 'sessions']),
        swept: expect.objectContaining({ sessions: 1 }),
        destroyed_at: expect.any(String),
        sample: { opened: false, error: 'The stored value could not be opened.' },
        message: expect.stringContaining(
          'cannot be read again from the store or any of its backups, once keyring backups older than',
        ),
      });
      expect(await recordsOf(coffer.admin, requestIdOf(gone))).toEqual([
        'user:delete allowed',
        'user:delete succeeded',
      ]);
      expectProblem(await leaver.get('/auth/me'), 401, 'unauthenticated');
      expectProblem(await coffer.admin.get(`/users/${body.id}`), 404, 'not_found');
      expectProblem(await coffer.admin.delete(`/users/${body.id}`), 404, 'not_found');
      expect((await coffer.admin.get('/users?q=leaver')).body.items).toEqual([]);
    });

    it('frees the name for a new account', async () => {
      const before = await makeAccount(coffer.admin, 'phoenix');
      must(await coffer.admin.delete(`/users/${before.body.id}`));
      const after = await makeAccount(coffer.admin, 'phoenix');
      expect(after.body.id).not.toBe(before.body.id);
      await tokensOf(coffer.nobody, 'phoenix');
    });
  });

  describe('the last active administrator', () => {
    let rootId: string;
    beforeAll(async () => {
      rootId = (await coffer.admin.get('/auth/me')).body.id;
    });

    it('can be neither demoted, nor disabled, nor deleted', async () => {
      expectProblem(await coffer.admin.put(`/users/${rootId}`, { roles: [] }), 409, 'last_administrator');
      expectProblem(await coffer.admin.post(`/users/${rootId}/disable`), 409, 'last_administrator');
      expectProblem(await coffer.admin.delete(`/users/${rootId}`), 409, 'last_administrator');
      expect((await coffer.admin.get('/auth/me')).body.roles).toEqual(['administrator']);
    });

    it('remains if two administrators demote each other at once [R51]', async () => {
      const { body } = await makeAccount(coffer.admin, 'second', { roles: ['administrator'] });
      const second = await coffer.admin.login('second', PASSWORD);
      const demote = (by: Api, id: string) => by.put(`/users/${id}`, { roles: [] });
      const answers = await Promise.all([demote(coffer.admin, body.id), demote(second, rootId)]);
      expect(refusalsIn(answers).filter((refusal) => !/^(403|404|409) /.test(refusal))).toEqual([]);
      // If an outcome is open, it is known a little later who is left.
      await eventually(async () => {
        const looks = await Promise.all([coffer.admin, second].map((api) => api.get('/users?role=administrator')));
        expect(looks.filter(({ status }) => status === 200).map(({ body: { items } }) => items.length)).toEqual([1]);
      });
    });
  });
});
