import { makeAccount, must, newAccount } from '../support/people/accounts.js';
import { type Answer, accountWith, expectFields, expectProblem, PASSWORD } from '../support/processes/api.js';
import { type Coffer, refusesStrangers } from '../support/processes/coffer.js';

const PROGRAMS = '/service-accounts';

/** What a caller can tell answers apart by. */
const told = ({ status, body: { request_id: _, decision_id: __, ...body } }: Answer) => ({ status, body });

export const serviceAccounts = (coffer: Coffer): void =>
  describe('service accounts', () => {
    const create = (fields: object) => coffer.admin.post(PROGRAMS, { name: 'somebody', roles: [], ...fields });

    describe('POST /service-accounts', () => {
      refusesStrangers(coffer, 'post', PROGRAMS);

      it('names each field that is missing, wrong, null or unknown [R72][R75][R134]', async () => {
        expectFields(await coffer.admin.post(PROGRAMS, {}), 'name', 'roles');
        const id = '01935b2f-5c1e-7a3b-9c4d-2f6a8e0b1c2d';
        for (const name of ['ab', 'a'.repeat(129), 'with space', '-dash', 'a/b', 'ci@example.org', id]) {
          expectFields(await create({ name }), 'name');
        }
        for (const owner of ['nobody', '', null]) expectFields(await create({ owner }), 'owner');
        for (const roles of [['administrator'], 'administrator', null]) expectFields(await create({ roles }), 'roles');
        expectFields(await create({ roles: ['unknown'] }), 'roles[0]');
        expectFields(await create({ description: 'x'.repeat(1_001) }), 'description');
        expectFields(await create({ expires_at: '2020-01-01T00:00:00Z' }), 'expires_at');
        expectFields(await create({ password: PASSWORD }), 'password');
        must(await coffer.admin.post('/roles', { name: 'sa-guarded', policies: [], mfa_required: true }));
        expectFields(await create({ roles: ['sa-guarded'] }), 'roles');
      });

      it('shares the names of people [R47]', async () => {
        await makeAccount(coffer.admin, 'sa_person');
        expectProblem(await create({ name: ' SA_Person ' }), 409, 'username_taken');
        must(await create({ name: 'sa_program' }));
        expectProblem(await coffer.admin.post('/users', newAccount('sa_program')), 409, 'username_taken');
      });

      it('gives nobody more than they hold [R51]', async () => {
        const actions = ['service_account:write', 'service_account:read'];
        const clerk = await accountWith(coffer.admin, 'sa_clerk', [
          { effect: 'allow', actions, resources: ['service_account:sa-of-clerk*'] },
        ]);
        const [policy] = must(await coffer.admin.get('/policies')).body.items;
        must(await coffer.admin.post('/roles', { name: 'sa-strong', policies: [policy.name] }));
        expectProblem(await clerk.post(PROGRAMS, { name: 'sa-of-clerk', roles: ['sa-strong'] }), 403, 'forbidden');
        expectProblem(await clerk.post(PROGRAMS, { name: 'sa-of-others', roles: [] }), 403, 'forbidden');
        const made = must(await clerk.post(PROGRAMS, { name: 'sa-of-clerk', roles: [] }));
        expect(made.body).toMatchObject({ owner: 'sa_clerk', state: 'active', roles: [], description: '' });
        expectFields(await clerk.put(`${PROGRAMS}/sa-of-clerk`, { owner: 'root' }), 'owner');
        expectProblem(await clerk.put(`${PROGRAMS}/sa-of-clerk`, { roles: ['sa-strong'] }), 403, 'forbidden');
      });
    });

    describe('a service account', () => {
      it('is named in a path by its id or its name, and is changed, disabled, enabled and deleted', async () => {
        const { id } = must(await create({ name: 'sa-life', description: 'Deploys.' })).body;
        const shown = must(await coffer.admin.get(`${PROGRAMS}/SA-Life`));
        expect(shown.body).toMatchObject({ id, name: 'sa-life', description: 'Deploys.', owner: 'root_admin' });
        const stale = { 'if-match': '"77"' };
        expectProblem(
          await coffer.admin.put(`${PROGRAMS}/${id}`, { description: 'x' }, stale),
          412,
          'precondition_failed',
        );
        const fresh = { 'if-match': String(shown.headers.etag) };
        must(await coffer.admin.put(`${PROGRAMS}/sa-life`, { description: 'Builds.' }, fresh));
        expectFields(await coffer.admin.put(`${PROGRAMS}/sa-life`, {}), 'description');
        expect(must(await coffer.admin.post(`${PROGRAMS}/sa-life/disable`)).body.state).toBe('disabled');
        expect(must(await coffer.admin.post(`${PROGRAMS}/${id}/enable`)).body.state).toBe('active');
        expect((await coffer.admin.delete(`${PROGRAMS}/sa-life`)).status).toBe(204);
        expectProblem(await coffer.admin.get(`${PROGRAMS}/${id}`), 404, 'not_found');
        const byName = await coffer.admin.get(`${PROGRAMS}/sa-life`);
        expectProblem(byName, 404, 'not_found');
        expect(byName.body.detail).not.toContain('UUID');
        must(await create({ name: 'sa-life' }));
      });

      it('is like nobody for every route of people [R13][R134]', async () => {
        const { id } = must(await create({ name: 'sa-hidden' })).body;
        const nowhere = '01936f3c-8f4e-7a51-9b1c-2f6d1c0e4b7a';
        const { admin, nobody } = coffer;
        for (const call of [
          (one: string) => admin.get(`/users/${one}`),
          (one: string) => admin.put(`/users/${one}`, { roles: ['administrator'] }),
          (one: string) => admin.post(`/users/${one}/disable`),
          (one: string) => admin.post(`/users/${one}/reset-password`),
          (one: string) => admin.post(`/users/${one}/reset-factors`),
          (one: string) => admin.post(`/users/${one}/unlock`),
          (one: string) => admin.post(`/users/${one}/invitation`),
          (one: string) => admin.delete(`/users/${one}`),
        ]) {
          expect(told(await call(id))).toEqual(told(await call(nowhere)));
          expect((await call(id)).status).toBe(404);
        }
        for (const call of [
          (username: string) => nobody.post('/auth/login', { username, password: PASSWORD }),
          (username: string) => nobody.post('/auth/password/forgot', { username }),
        ]) {
          expect(told(await call('sa-hidden'))).toEqual(told(await call('sa-absent')));
        }
        const prelogin = async (username: string) => must(await nobody.post('/auth/prelogin', { username })).body;
        const [first, again] = [await prelogin('sa-hidden'), await prelogin('sa-hidden')];
        expect(again).toEqual(first);
        must(await admin.delete(`${PROGRAMS}/${id}`));
        // The made-up salt of the name, before and after.
        expect(await prelogin('sa-hidden')).toEqual(first);
        expect(must(await admin.get('/users?q=sa-hid')).body.items).toEqual([]);
      });

      it('is refused where people look after their own account, and may see who it is [R134]', async () => {
        must(await create({ name: 'sa-keyed' }));
        const { key } = must(await coffer.admin.post(`${PROGRAMS}/sa-keyed/keys`, { name: 'one' })).body;
        const program = coffer.nobody.as(key);
        expectProblem(await program.get('/auth/sessions'), 403, 'person_required');
        expectProblem(await program.get('/sensitive-data'), 403, 'person_required');
        expectProblem(await program.post('/auth/logout'), 403, 'person_required');
        const me = must(await program.get('/auth/me')).body;
        expect(me).toMatchObject({ kind: 'service', username: 'sa-keyed', session_id: null, credential: null });
      });

      it('outlives its owner, and a filter finds it [R134]', async () => {
        const { body: owner } = await makeAccount(coffer.admin, 'sa_owner');
        for (const name of ['sa-left-1', 'sa-left-2']) must(await create({ name, owner: 'sa_owner' }));
        const names = async (query: string) =>
          must(await coffer.admin.get(`${PROGRAMS}?${query}`)).body.items.map(({ name }: { name: string }) => name);
        expect(await names('owner=sa_owner')).toEqual(['sa-left-1', 'sa-left-2']);
        expect(await names('q=SA-LEFT&state=active&limit=1')).toEqual(['sa-left-1']);
        expect(await names('owner=sa_absent')).toEqual([]);
        expectFields(await coffer.admin.get(`${PROGRAMS}?owner=root&without_owner=true`), 'owner');
        const { swept } = must(await coffer.admin.delete(`/users/${owner.id}`)).body;
        expect(swept.ownerships).toBe(2);
        expect(await names('without_owner=true&q=sa-left')).toEqual(['sa-left-1', 'sa-left-2']);
        expect(must(await coffer.admin.get(`${PROGRAMS}/sa-left-1`)).body).toMatchObject({
          owner: null,
          state: 'active',
        });
      });
    });

    it('the audit finds what was done by one session', async () => {
      const { credential_id: credential } = must(await coffer.admin.get('/auth/me')).body;
      must(await create({ name: 'sa-recorded' }));
      const { items } = must(
        await coffer.admin.get(`/audit/logs?credential=${credential}&action=service_account:write`),
      ).body;
      expect(items[0]).toMatchObject({ resource_name: 'sa-recorded', outcome: 'succeeded', credential_id: credential });
      const other = must(await coffer.admin.get('/audit/logs?credential=01936f3c-8f4e-7a51-9b1c-2f6d1c0e4b7a')).body;
      expect(other.items).toEqual([]);
    });
  });
