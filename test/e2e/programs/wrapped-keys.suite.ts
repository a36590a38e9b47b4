import { randomUUID } from 'node:crypto';
import { must } from '../support/people/accounts.js';
import { expectFields, expectProblem } from '../support/processes/api.js';
import type { Coffer } from '../support/processes/coffer.js';

export const wrappedKeys = (coffer: Coffer): void =>
  describe('keys that are handed over', () => {
    const KEYS = '/service-accounts/wrapped-bot/keys';
    const create = (query: string, headers = {}) => coffer.admin.post(`${KEYS}${query}`, { name: 'deploy' }, headers);
    const unwrap = (token: string) => coffer.nobody.post('/unwrap', { token });

    beforeAll(async () => {
      must(await coffer.admin.post('/service-accounts', { name: 'wrapped-bot', description: 'A bot', roles: [] }));
    });

    it.each(['', '59s', '25h', '1.5h', '10', 'x'])('refuse wrap=%s', async (wrap) => {
      expectFields(await create(`?wrap=${wrap}`), 'wrap');
    });

    it('are shown to the program alone, once, and work [R112]', async () => {
      const answer = must(await create('?wrap=10m'));
      const { key, wrap_token: token, id } = answer.body;
      expect([answer.status, key]).toEqual([201, null]);
      expect(answer.text).not.toMatch(/coffer_sk_[0-9A-Za-z]{71}/);
      const opened = must(await unwrap(token)).body;
      expect(opened).toMatchObject({
        kind: 'service_account_key',
        name: 'wrapped-bot/deploy',
        version: null,
        views_left: 0,
      });
      const me = must(await coffer.nobody.as(opened.value).get('/auth/me')).body;
      expect(me.username).toBe('wrapped-bot');
      expectProblem(await unwrap(token), 410, 'already_unwrapped');
      const { items } = must(await coffer.admin.get(KEYS)).body;
      const listed = items.find((one: { id: string }) => one.id === id);
      expect(listed.handed_over).toMatchObject({ state: 'opened', opened_at: expect.any(String) });
      expect(JSON.stringify(items)).not.toContain(opened.value);
    });

    it('are given to nobody after they were ended', async () => {
      const { wrap_token: token, id } = must(await create('?wrap=10m')).body;
      must(await coffer.admin.delete(`${KEYS}/${id}`));
      expectProblem(await unwrap(token), 401, 'invalid_wrap_token');
    });

    it('have no second token for a repeated request with the same Idempotency-Key', async () => {
      const once = { 'idempotency-key': randomUUID() };
      const first = must(await create('?wrap=10m', once)).body;
      const again = must(await create('?wrap=10m', once)).body;
      expect([again.id, again.key, again.wrap_token]).toEqual([first.id, null, null]);
      must(await unwrap(first.wrap_token));
    });

    it('are not handed over unless it is asked for', async () => {
      const { key, wrap_token: token, wrap_expires_at: end, id } = must(await create('')).body;
      expect([typeof key, token, end]).toEqual(['string', null, null]);
      const { items } = must(await coffer.admin.get(KEYS)).body;
      expect(items.find((one: { id: string }) => one.id === id).handed_over).toBeNull();
    });
  });
