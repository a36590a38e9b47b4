import { makeAccount, makePolicy, makeRole, must, newAccount } from '../support/people/accounts.js';
import { Person } from '../support/people/person.js';
import { type Api, accountWith, type Body, expectProblem, PASSWORD } from '../support/processes/api.js';
import type { Coffer } from '../support/processes/coffer.js';

const allow = (actions: string[], resources: string[]): Body => ({ effect: 'allow', actions, resources });
const MANAGES = allow(['user:*', 'role:*', 'policy:*'], ['user:**', 'role:**', 'policy:**']);
const HOLDS = allow(['secret:read', 'secret:list'], ['secret:team/**']);
const HELD: Body[] = [
  HOLDS,
  allow(['secret:read'], ['secret:team/db/*']),
  { effect: 'deny', actions: ['secret:*'], resources: ['secret:**'] },
];
const NOT_HELD: Body[] = [
  allow(['secret:reveal'], ['secret:team/**']),
  allow(['secret:read'], ['secret:**']),
  allow(['secret:read'], ['secret:*/db']),
  allow(['*'], ['**']),
  allow(['audit:read'], ['audit:**']),
];

export const grants = (coffer: Coffer): void =>
  describe('nobody grants what they do not hold [R51]', () => {
    let manager: Api;

    beforeAll(async () => {
      manager = await accountWith(coffer.admin, 'manager', [MANAGES, HOLDS]);
      await makePolicy(coffer.admin, 'held', [HOLDS]);
      await makePolicy(coffer.admin, 'beyond', [allow(['secret:reveal'], ['secret:**'])]);
      await makePolicy(coffer.admin, 'denying', [
        { effect: 'deny', actions: ['secret:reveal'], resources: ['secret:**'] },
      ]);
      await makeRole(coffer.admin, 'held', ['held']);
      await makeRole(coffer.admin, 'beyond', ['beyond']);
    });

    it('by writing a policy', async () => {
      for (const statement of NOT_HELD) {
        const answer = await manager.post('/policies', { name: 'mine', statements: [HOLDS, statement] });
        expect(expectProblem(answer, 403, 'forbidden').decision_id).toEqual(expect.any(String));
      }
      expect((await manager.post('/policies', { name: 'mine', statements: HELD })).status).toBe(201);
    });

    it('by rewriting one', async () => {
      const { body } = await makePolicy(coffer.admin, 'rewritten', [HOLDS]);
      const path = `/policies/${body.id}`;
      for (const statement of NOT_HELD)
        expectProblem(await manager.put(path, { statements: [statement] }), 403, 'forbidden');
      expect((await manager.put(path, { statements: HELD })).status).toBe(200);
    });

    it('by removing a deny that covers more than they hold', async () => {
      const statements = [HOLDS, { effect: 'deny', actions: ['secret:reveal'], resources: ['secret:**'] }];
      const { body } = await makePolicy(coffer.admin, 'undenied', statements);
      expectProblem(await manager.put(`/policies/${body.id}`, { statements: [HOLDS] }), 403, 'forbidden');
      expect((await coffer.admin.put(`/policies/${body.id}`, { statements: [HOLDS] })).status).toBe(200);
    });

    it('by making or changing a role', async () => {
      expectProblem(await manager.post('/roles', { name: 'mine', policies: ['held', 'beyond'] }), 403, 'forbidden');
      const made = await manager.post('/roles', { name: 'mine', policies: ['held'] });
      expect(made.status).toBe(201);
      const path = `/roles/${made.body.id}`;
      expectProblem(await manager.put(path, { policies: ['administrator'] }), 403, 'forbidden');
      expect((await manager.put(path, { policies: ['held', 'member'] })).status).toBe(200);
    });

    it('by assigning a role, to another account or their own', async () => {
      const { id } = (await manager.get('/auth/me')).body;
      const { body } = await makeAccount(coffer.admin, 'given_to');
      for (const role of ['beyond', 'auditor', 'administrator']) {
        expectProblem(await manager.put(`/users/${body.id}`, { roles: [role] }), 403, 'forbidden');
        expectProblem(await manager.put(`/users/${id}`, { roles: ['manager-role', role] }), 403, 'forbidden');
        expectProblem(await manager.post('/users', newAccount('made_with', { roles: [role] })), 403, 'forbidden');
      }
      expect((await manager.put(`/users/${body.id}`, { roles: ['held', 'member'] })).status).toBe(200);
    });

    it('by removing a role whose denies cover more than they hold', async () => {
      await makeRole(coffer.admin, 'held_back', ['denying']);
      const { body } = await makeAccount(coffer.admin, 'held_back', { roles: ['held_back', 'beyond'] });
      expectProblem(await manager.put(`/users/${body.id}`, { roles: ['beyond'] }), 403, 'forbidden');
    });

    it('and nobody gives a demand for a second factor away [R95]', async () => {
      await makePolicy(coffer.admin, 'everything', [allow(['*'], ['**'])]);
      must(await coffer.admin.post('/roles', { name: 'behind', policies: ['everything'], mfa_required: true }));
      await makeRole(coffer.admin, 'free', ['everything']);
      const person = await Person.of(coffer, 'behind_factor', { roles: ['behind'] });
      await person.enrolApp();
      const role = { name: 'same', policies: ['everything'] };
      for (const answer of [
        await person.api.post('/roles', { ...role, mfa_required: false }),
        await person.api.post('/policies', { name: 'same', statements: [allow(['*'], ['**'])] }),
        await person.api.post('/users', newAccount('without_factor', { roles: ['free'] })),
        await person.api.put(`/users/${person.id}`, { roles: ['free'] }),
      ]) {
        expectProblem(answer, 403, 'forbidden');
      }
      expect(must(await person.api.post('/roles', role)).body.mfa_required).toBe(true);
      must(await person.api.post('/users', newAccount('with_factor', { roles: ['same'] })));
      const other = await coffer.nobody.login('with_factor', PASSWORD);
      expectProblem(await other.get('/users'), 403, 'second_factor_required');
    });

    it('and only administrators change the roles and policies that administrators hold [R94]', async () => {
      const DENY = { effect: 'deny', actions: ['*'], resources: ['**'] };
      const policy = (await makePolicy(coffer.admin, 'behind-mfa', [HOLDS])).body;
      const role = (await makeRole(coffer.admin, 'behind-mfa', ['behind-mfa'])).body;
      const { body: held } = await makeAccount(coffer.admin, 'held_admin', { roles: ['administrator', 'behind-mfa'] });
      for (const answer of [
        await manager.put(`/policies/${policy.id}`, { statements: [DENY] }),
        await manager.put(`/roles/${role.id}`, { policies: ['behind-mfa', 'denying'] }),
        await manager.put(`/roles/${role.id}`, { policies: ['behind-mfa'], mfa_required: true }),
        await manager.delete(`/policies/${policy.id}`),
        await manager.delete(`/roles/${role.id}`),
      ]) {
        expectProblem(answer, 403, 'forbidden');
      }
      // Another administrator stays able to administer, so an administrator may bar this one.
      must(await coffer.admin.put(`/policies/${policy.id}`, { statements: [DENY] }));
      must(await coffer.admin.put(`/users/${held.id}`, { roles: [] }));
      expect((await manager.put(`/policies/${policy.id}`, { statements: [HOLDS] })).status).toBe(403);
      must(await coffer.admin.put(`/policies/${policy.id}`, { statements: [HOLDS] }));
      expect((await manager.put(`/policies/${policy.id}`, { statements: [HOLDS] })).status).toBe(200);
    });

    it('and nobody takes from the last administrator what administering needs [R94]', async () => {
      const { id } = (await coffer.admin.get('/auth/me')).body;
      const DENY = { effect: 'deny', actions: ['user:write'], resources: ['user:**'], conditions: { ip: ['::/0'] } };
      const policy = (await makePolicy(coffer.admin, 'barring', [DENY])).body;
      await makeRole(coffer.admin, 'barring', ['barring']);
      expectProblem(
        await coffer.admin.put(`/users/${id}`, { roles: ['administrator', 'barring'] }),
        409,
        'last_administrator',
      );
      must(await coffer.admin.put(`/policies/${policy.id}`, { statements: [HOLDS] }));
      must(await coffer.admin.put(`/users/${id}`, { roles: ['administrator', 'barring'] }));
      expectProblem(
        await coffer.admin.put(`/policies/${policy.id}`, { statements: [DENY] }),
        409,
        'last_administrator',
      );
      const other = (await makeAccount(coffer.admin, 'second_admin', { roles: ['administrator'] })).body;
      must(await coffer.admin.put(`/policies/${policy.id}`, { statements: [DENY] }));
      const second = await coffer.nobody.login('second_admin', PASSWORD);
      for (const answer of [
        await second.put(`/users/${other.id}`, { roles: [] }),
        await second.put(`/users/${other.id}`, { roles: ['administrator', 'barring'] }),
        await second.post(`/users/${other.id}/disable`),
        await second.delete(`/users/${other.id}`),
      ]) {
        expectProblem(answer, 409, 'last_administrator');
      }
      must(await second.put(`/users/${id}`, { roles: ['administrator'] }));
      must(await coffer.admin.put(`/users/${other.id}`, { roles: [] }));
    });

    it('and only administrators touch administrators', async () => {
      const { body } = await makeAccount(coffer.admin, 'other_admin', { roles: ['administrator'] });
      const path = `/users/${body.id}`;
      for (const answer of [
        await manager.put(path, { email: 'x@example.org' }),
        await manager.put(path, { roles: [] }),
        await manager.post(`${path}/disable`),
        await manager.post(`${path}/enable`),
        await manager.delete(path),
      ]) {
        expectProblem(answer, 403, 'forbidden');
      }
      expect((await coffer.admin.get(path)).body).toMatchObject({ state: 'active', roles: ['administrator'] });
    });
  });
