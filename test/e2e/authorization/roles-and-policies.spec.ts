import { makeAccount, makePolicy, makeRole, must } from '../support/people/accounts.js';
import { type Body, expectFields, expectProblem } from '../support/processes/api.js';
import { describeCoffer, refusesStrangers } from '../support/processes/coffer.js';

const NOWHERE = '01936f3c-8f4e-7a51-9b1c-2f6d1c0e4b7a';
const READ_PROD = { effect: 'allow', actions: ['secret:read'], resources: ['secret:prod/**'] };

describeCoffer('policies', (coffer) => {
  const create = (statements: unknown, name = 'tried') => coffer.admin.post('/policies', { name, statements });

  for (const method of ['get', 'post'] as const)
    describe(`${method} /policies`, () => refusesStrangers(coffer, method, '/policies'));
  for (const method of ['get', 'put', 'delete'] as const) {
    describe(`${method} /policies/{id}`, () => refusesStrangers(coffer, method, `/policies/${NOWHERE}`));
  }

  it('are refused with an invalid name', async () => {
    for (const name of ['', '-x', 'a/b', 'a*', 'ä', 'x'.repeat(65), null]) {
      expectFields(await coffer.admin.post('/policies', { name, statements: [READ_PROD] }), 'name');
    }
    expectFields(await coffer.admin.post('/policies', {}), 'name', 'statements');
  });

  it('are refused with an unknown action, kind, pattern, condition or field, and each is named', async () => {
    const wrong: [Body, string][] = [
      [{ effect: 'maybe' }, 'statements[0].effect'],
      [{ actions: ['secret:peek'] }, 'statements[0].actions[0]'],
      [{ actions: [] }, 'statements[0].actions'],
      [{ actions: 'secret:*' }, 'statements[0].actions'],
      [{ actions: ['user:read'] }, 'statements[0].actions[0]'],
      [{ resources: ['file:prod/**'] }, 'statements[0].resources[0]'],
      [{ resources: ['secret:pro**'] }, 'statements[0].resources[0]'],
      [{ resources: ['secret:../x'] }, 'statements[0].resources[0]'],
      [{ actions: ['role:read'], resources: ['role:PROD/*'] }, 'statements[0].resources[0]'],
      [{ principals: ['x'] }, 'statements[0].principals'],
      [{ conditions: { country: 'de' } }, 'statements[0].conditions.country'],
      [{ conditions: { ip: ['10.0.0.0/33'] } }, 'statements[0].conditions.ip[0]'],
      [{ conditions: { mfa: false } }, 'statements[0].conditions.mfa'],
      [{ conditions: { mfa_max_age: '60' } }, 'statements[0].conditions.mfa_max_age'],
      [
        { conditions: { time: { days: ['mon'], from: '8', to: '18:00', zone: 'UTC' } } },
        'statements[0].conditions.time.from',
      ],
      [
        { conditions: { time: { days: ['someday'], from: '08:00', to: '18:00', zone: 'UTC' } } },
        'statements[0].conditions.time.days',
      ],
      [
        { conditions: { time: { days: ['mon'], from: '08:00', to: '18:00', zone: 'Moon/Base' } } },
        'statements[0].conditions.time.zone',
      ],
      [{ conditions: null }, 'statements[0].conditions'],
    ];
    for (const [fields, field] of wrong) {
      const answer = await create([{ ...READ_PROD, ...fields }]);
      expect(answer.status).toBe(400);
      expect(answer.body.errors.map((error: Body) => error.field)).toContain(field);
    }
    for (const statements of [[], null, 'x', {}, [null], Array.from({ length: 51 }, () => READ_PROD)]) {
      expect((await create(statements)).status).toBe(400);
    }
  });

  it('are created, read, listed and replaced, each with its ETag', async () => {
    const made = await coffer.admin.post('/policies', { name: 'Read-Prod', description: 'd', statements: [READ_PROD] });
    expect(made.body).toMatchObject({ name: 'read-prod', built_in: false, statements: [READ_PROD] });
    expect(made.headers).toMatchObject({ etag: '"1"', location: `/api/v1/policies/${made.body.id}` });
    const path = `/policies/${made.body.id}`;
    expect((await coffer.admin.get(path)).body).toEqual(made.body);
    const statements = [{ ...READ_PROD, conditions: { ip: ['10.0.0.0/8', 'fd00::/8'], mfa: true } }];
    const changed = await coffer.admin.put(path, { statements }, { 'if-match': '"1"' });
    expect(changed.body).toMatchObject({ name: 'read-prod', description: '', statements });
    expect(changed.headers.etag).toBe('"2"');
    expectProblem(await coffer.admin.put(path, { statements }, { 'if-match': '"1"' }), 412, 'precondition_failed');
    expectProblem(await coffer.admin.delete(path, { 'if-match': '"1"' }), 412, 'precondition_failed');
    expectFields(await coffer.admin.put(path, { name: 'other', statements }), 'name');
    expectFields(await coffer.admin.put(path, { description: null, statements }), 'description');
    const names = (await coffer.admin.get('/policies')).body.items.map(({ name }: { name: string }) => name);
    expect(names).toEqual(['administrator', 'auditor', 'auditor-metadata', 'member', 'read-prod']);
    expect((await coffer.admin.delete(path, { 'if-match': '"2"' })).status).toBe(204);
    expectProblem(await coffer.admin.get(path), 404, 'not_found');
  });

  it('have unique names', async () => {
    await makePolicy(coffer.admin, 'twice', [READ_PROD]);
    for (const name of ['twice', 'TWICE', ' twice ']) expectProblem(await create([READ_PROD], name), 409, 'name_taken');
  });

  it('cannot be deleted while a role refers to them, or if they are built in', async () => {
    const policy = await makePolicy(coffer.admin, 'used', [READ_PROD]);
    const role = await makeRole(coffer.admin, 'user-of-used', ['used']);
    expectProblem(await coffer.admin.delete(`/policies/${policy.body.id}`), 409, 'in_use');
    must(await coffer.admin.delete(`/roles/${role.body.id}`));
    expect((await coffer.admin.delete(`/policies/${policy.body.id}`)).status).toBe(204);
    for (const { id, built_in } of (await coffer.admin.get('/policies')).body.items) {
      if (!built_in) continue;
      expectProblem(await coffer.admin.delete(`/policies/${id}`), 409, 'built_in');
      expectProblem(await coffer.admin.put(`/policies/${id}`, { statements: [READ_PROD] }), 409, 'built_in');
    }
  });
});

describeCoffer('roles', (coffer) => {
  for (const method of ['get', 'post'] as const)
    describe(`${method} /roles`, () => refusesStrangers(coffer, method, '/roles'));
  for (const method of ['get', 'put', 'delete'] as const) {
    describe(`${method} /roles/{id}`, () => refusesStrangers(coffer, method, `/roles/${NOWHERE}`));
  }

  it('are refused with a wrong name, policy or field', async () => {
    expectFields(await coffer.admin.post('/roles', {}), 'name', 'policies');
    expectFields(await coffer.admin.post('/roles', { name: 'a b', policies: [] }), 'name');
    expectFields(await coffer.admin.post('/roles', { name: 'r', policies: ['none'] }), 'policies[0]');
    expectFields(await coffer.admin.post('/roles', { name: 'r', policies: 'auditor' }), 'policies');
    expectFields(await coffer.admin.post('/roles', { name: 'r', policies: [1] }), 'policies[0]');
    expectFields(await coffer.admin.post('/roles', { name: 'r', policies: [], built_in: true }), 'built_in');
    expectFields(await coffer.admin.post('/roles', { name: 'r', description: null, policies: [] }), 'description');
    expectFields(
      await coffer.admin.post('/roles', { name: 'r', description: 'x'.repeat(1_001), policies: [] }),
      'description',
    );
  });

  it('are created, read, replaced and deleted, each with its ETag', async () => {
    const made = await makeRole(coffer.admin, 'Readers', ['auditor', 'member', 'auditor']);
    expect(made.body).toMatchObject({ name: 'readers', policies: ['auditor', 'member'], built_in: false });
    expect(made.headers).toMatchObject({ etag: '"1"', location: `/api/v1/roles/${made.body.id}` });
    const path = `/roles/${made.body.id}`;
    expect((await coffer.admin.get(path)).body).toEqual(made.body);
    const changed = await coffer.admin.put(path, { policies: [] }, { 'if-match': '"1"' });
    expect(changed.body.policies).toEqual([]);
    expectProblem(await coffer.admin.put(path, { policies: [] }, { 'if-match': '"1"' }), 412, 'precondition_failed');
    expectFields(await coffer.admin.put(path, { name: 'other', policies: [] }), 'name');
    expectProblem(await coffer.admin.delete(path, { 'if-match': '"1"' }), 412, 'precondition_failed');
    expect((await coffer.admin.delete(path, { 'if-match': '"2"' })).status).toBe(204);
    expectProblem(await coffer.admin.delete(path), 404, 'not_found');
  });

  it('have unique names', async () => {
    await makeRole(coffer.admin, 'twice', []);
    expectProblem(await coffer.admin.post('/roles', { name: 'Twice', policies: [] }), 409, 'name_taken');
  });

  it('cannot be deleted while an account has them, or if they are built in', async () => {
    const role = await makeRole(coffer.admin, 'held', []);
    const { body } = await makeAccount(coffer.admin, 'holder', { roles: ['held'] });
    expectProblem(await coffer.admin.delete(`/roles/${role.body.id}`), 409, 'in_use');
    must(await coffer.admin.put(`/users/${body.id}`, { roles: [] }));
    expect((await coffer.admin.delete(`/roles/${role.body.id}`)).status).toBe(204);
    for (const { id, built_in } of (await coffer.admin.get('/roles')).body.items) {
      if (!built_in) continue;
      expectProblem(await coffer.admin.delete(`/roles/${id}`), 409, 'built_in');
      expectProblem(await coffer.admin.put(`/roles/${id}`, { policies: [] }), 409, 'built_in');
    }
  });

  it('are listed in pages, with a cursor that works for this list only', async () => {
    for (const name of ['zz-1', 'zz-2']) await makeRole(coffer.admin, name, []);
    const seen: string[] = [];
    let cursor: string | null = '';
    let pages = 0;
    while (cursor !== null) {
      const { body } = await coffer.admin.get(`/roles?limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.items.map(({ name }: { name: string }) => name));
      if (body.next_cursor) expectFields(await coffer.admin.get(`/policies?cursor=${body.next_cursor}`), 'cursor');
      cursor = body.next_cursor;
      pages += 1;
    }
    expect(seen).toEqual(['administrator', 'auditor', 'member', 'twice', 'zz-1', 'zz-2']);
    expect(pages).toBe(3);
  });
});
