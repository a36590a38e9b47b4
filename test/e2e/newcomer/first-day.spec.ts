import { type Api, accountWith, setUp } from '../support/processes/api.js';
import { describePairs, type Site } from '../support/processes/pairs.js';

describePairs('the first day', (open) => {
  let site: Site;
  let admin: Api;

  beforeAll(async () => {
    site = await open();
    admin = await setUp(await site.start());
  });
  afterAll(() => site?.clear());

  it('leads from a new server to a secret that a colleague reveals, and an auditor sees who did it', async () => {
    const ann = await accountWith(admin, 'ann', [
      { effect: 'allow', actions: ['secret:*'], resources: ['secret:prod/**'] },
    ]);
    const created = await ann.post('/secrets', { path: 'prod/db/password', value: 'first value' });
    expect(created.status).toBe(201);
    expect(created.headers.location).toBe(`/api/v1/secrets/${created.body.id}`);
    const { id } = created.body;

    const listed = await ann.get('/secrets?prefix=prod/');
    expect(listed.body.items).toEqual([created.body]);
    const revealed = await ann.get(`/secrets/${id}/reveal`);
    expect(revealed.body).toEqual({ id, path: 'prod/db/password', version: 1, value: 'first value', format: 'text' });
    const rotated = await ann.put(`/secrets/${id}/rotate`, { value: 'second value' });
    expect(rotated.body).toMatchObject({ version: 2, versions_kept: 2, value: null, masked: true });
    expect((await ann.get(`/secrets/${id}/reveal`)).body.value).toBe('second value');
    const versions = await ann.get(`/secrets/${id}/versions`);
    expect(versions.body.items).toMatchObject([
      { version: 2, state: 'current' },
      { version: 1, state: 'archived' },
    ]);

    const audit = await admin.get(`/audit/logs?resource=${id}`);
    const told = audit.body.items.map((item: { action: string; outcome: string }) => `${item.action} ${item.outcome}`);
    expect(told).toEqual([
      'secret:read succeeded',
      'secret:reveal succeeded',
      'secret:rotate succeeded',
      'secret:rotate allowed',
      'secret:reveal succeeded',
      'secret:write succeeded',
      'secret:write allowed',
    ]);
    expect(new Set(audit.body.items.map((item: { actor_name: string }) => item.actor_name))).toEqual(new Set(['ann']));
  });
});
