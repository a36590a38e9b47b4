import { must } from '../support/people/accounts.js';
import { Person } from '../support/people/person.js';
import { keep } from '../support/people/secrets.js';
import { type Answer, Api, expectFields, expectProblem, setUp } from '../support/processes/api.js';
import { describeCoffer, recordsOf, refusesStrangers, requestIdOf } from '../support/processes/coffer.js';
import { embeddedSite } from '../support/processes/pairs.js';

const VALUE = 'shared-canary-value\nof two lines';
/** An outcome that a starved store may answer: it says nothing about the claim, except that the value was not shown. */
const UNSURE = /^(busy|outcome_unknown|outcome_unrecorded|audit_unavailable|store_unavailable)$/;

describeCoffer(
  'shares of secrets',
  (coffer) => {
    let serial = 0;
    const secret = async (): Promise<string> => {
      serial += 1;
      return must(await keep(coffer.admin, `shares/s${serial}`, { value: VALUE })).body.id;
    };
    const share = (id: string, body: object = {}, api = coffer.admin) => api.post(`/secrets/${id}/share`, body);
    const unwrap = (token: unknown, api = coffer.nobody) => api.post('/unwrap', { token });
    const sharesOf = async (id: string) => must(await coffer.admin.get(`/secrets/${id}/shares`)).body.items;

    refusesStrangers(coffer, 'post', '/secrets/x/share');
    refusesStrangers(coffer, 'get', '/secrets/x/shares');
    refusesStrangers(coffer, 'delete', '/secrets/x/shares/y');

    it.each([
      ['expires_in', { expires_in: '8d' }],
      ['expires_in', { expires_in: '59s' }],
      ['expires_in', { expires_in: '1.5h' }],
      ['expires_in', { expires_in: 3_600 }],
      ['expires_in', { expires_in: null }],
      ['views', { views: 0 }],
      ['views', { views: 11 }],
      ['views', { views: 1.5 }],
      ['views', { views: '1' }],
      ['views', { views: null }],
      ['recipient_note', { recipient_note: '' }],
      ['recipient_note', { recipient_note: 'x'.repeat(501) }],
      ['value', { value: 'x' }],
    ])('refuse a wrong %s: %j', async (field, body) => {
      expectFields(await share(await secret(), body), field);
    });

    it('refuse tokens by one answer: unknown, of an ended share, of a deleted secret', async () => {
      const [ended, deleted] = [await secret(), await secret()];
      const one = must(await share(ended)).body;
      const other = must(await share(deleted)).body;
      must(await coffer.admin.delete(`/secrets/${ended}/shares/${one.id}`));
      must(await coffer.admin.delete(`/secrets/${deleted}`));
      const answers: Answer[] = [];
      for (const token of ['', 'x', 'x'.repeat(108), `${one.token}A`, one.token, other.token]) {
        answers.push(await unwrap(token));
      }
      for (const answer of answers) {
        expectProblem(answer, 401, 'invalid_wrap_token');
        expect({ ...answer.body, request_id: null }).toEqual({ ...answers[0]?.body, request_id: null });
      }
      must(await coffer.admin.send('post', `/secrets/${deleted}/restore`));
      expectProblem(await unwrap(other.token), 401, 'invalid_wrap_token');
      expectFields(await unwrap(7), 'token');
      expectFields(await unwrap('x'.repeat(2_049)), 'token');
    });

    it('open once by default, without an account and without a cookie, and then say so [R112]', async () => {
      const id = await secret();
      const answer = must(await share(id, { recipient_note: 'For Grace', expires_in: '7d' }));
      const { url, token, ...made } = answer.body;
      expect(answer.status).toBe(200);
      expect(url).toBe(`https://coffer.example.org/share/#${token}`);
      expect(answer.text).not.toContain('canary');
      expect(made).toMatchObject({ state: 'open', views: 1, version: 1, opened_at: [], recipient_note: 'For Grace' });
      expect(await sharesOf(id)).toEqual([made]);

      const opened = must(await unwrap(token));
      expect(opened.headers).not.toHaveProperty('set-cookie');
      expect(opened.body).toEqual({
        ...{ kind: 'secret', name: `shares/s${serial}`, version: 1, value: VALUE, recipient_note: 'For Grace' },
        ...{ views_left: 0, created_at: made.created_at, expires_at: made.expires_at },
      });
      const again = await unwrap(token);
      expectProblem(again, 410, 'already_unwrapped');
      expect(again.text).not.toContain('canary');
      expect(await recordsOf(coffer.admin, requestIdOf(again))).toEqual(['wrap:open failed']);
      const [shown] = await sharesOf(id);
      expect(shown).toMatchObject({
        state: 'opened',
        opened_at: [expect.any(String)],
        tried_again_at: expect.any(String),
      });
    });

    it('are named in the audit of the secret, when they are made and when they are opened', async () => {
      const id = await secret();
      const { token } = must(await share(id)).body;
      must(await unwrap(token));
      const { items } = must(await coffer.admin.get(`/audit/logs?resource=shares/s${serial}`)).body;
      const told = items.map(({ action, outcome }: { action: string; outcome: string }) => `${action} ${outcome}`);
      expect(told).toEqual([
        ...['wrap:open succeeded', 'wrap:open allowed', 'secret:share succeeded', 'secret:share allowed'],
        ...['secret:write succeeded', 'secret:write allowed'],
      ]);
    });

    it('mail their maker once when a spent token is used, and name neither the token nor the value [R112]', async () => {
      const maker = await Person.of(coffer, 'share_maker');
      await maker.verifyEmail();
      const { token, name } = await maker.share();
      must(await unwrap(token));
      for (let turn = 0; turn < 3; turn += 1) expectProblem(await unwrap(token), 410, 'already_unwrapped');
      const { text } = await coffer.mailsTo('share_maker@example.org');
      expect(text).toContain(`${name}, version 1`);
      for (const secretText of [token, 'shared']) expect(text).not.toContain(secretText);
      // The next mail is another one: the tries sent no second mail.
      must(await maker.api.send('post', '/auth/email/change', { body: { email: 'share_maker.new@example.org' } }));
      expect((await coffer.mailsTo('share_maker@example.org')).text).toContain('address');
    });

    it('open to nobody while their maker is disabled, and are gone with the account', async () => {
      const maker = await Person.of(coffer, 'share_leaver');
      const { token } = await maker.share();
      must(await coffer.admin.send('post', `/users/${maker.id}/disable`));
      expectProblem(await unwrap(token), 401, 'invalid_wrap_token');
      must(await coffer.admin.send('post', `/users/${maker.id}/enable`));
      must(await unwrap(token));
      const { swept } = must(await coffer.admin.delete(`/users/${maker.id}`)).body;
      expect(JSON.stringify(swept ?? {})).toContain('"wraps":1');
      expectProblem(await unwrap(token), 401, 'invalid_wrap_token');
    });

    it.each([1, 3])(
      'are opened by exactly %i of 50 at once, and the value is in no other answer [R112]',
      async (views) => {
        const id = await secret();
        const { token } = must(await share(id, { views })).body;
        const answers = await Promise.all(Array.from({ length: 50 }, () => unwrap(token)));
        const opened = answers.filter(({ status }) => status === 200);
        const others = answers.filter(({ status }) => status !== 200);
        const unsure = others.filter(({ body }) => UNSURE.test(body.code));
        for (const { status, text, body } of others) {
          expect(text).not.toContain('canary');
          if (!UNSURE.test(body.code)) expect([status, body.code]).toEqual([410, 'already_unwrapped']);
        }
        for (const { body } of opened) expect(body.value).toBe(VALUE);
        expect(opened.length).toBeLessThanOrEqual(views);
        const [shown] = await sharesOf(id);
        // An opening whose outcome is unknown may have used a view up.
        expect(shown.opened_at.length).toBeGreaterThanOrEqual(opened.length);
        expect(shown.opened_at.length).toBeLessThanOrEqual(Math.min(views, opened.length + unsure.length));
        if (unsure.length === 0) expect(opened).toHaveLength(views);
      },
    );

    it('are opened by exactly as many over two nodes, and end on both at once', async () => {
      if (coffer.site.pair === 'embedded') return;
      const other = (await Api.of(await coffer.site.start())).as(null);
      const id = await secret();
      const { token } = must(await share(id, { views: 5 })).body;
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, turn) => unwrap(token, turn % 2 ? other : coffer.nobody)),
      );
      const opened = answers.filter(({ status }) => status === 200).length;
      const unsure = answers.filter(({ body }) => UNSURE.test(body.code)).length;
      expect(opened).toBeLessThanOrEqual(5);
      expect(opened + unsure).toBeGreaterThanOrEqual(5);
      const next = must(await share(id)).body;
      must(await coffer.admin.delete(`/secrets/${id}/shares/${next.id}`));
      expectProblem(await unwrap(next.token, other), 401, 'invalid_wrap_token');
    });

    it('are at most 100 of an account that can still be opened, and one that was opened makes room', async () => {
      const { api } = await Person.of(coffer, 'share_many', { roles: ['administrator'] });
      const id = await secret();
      const [first] = await Promise.all(Array.from({ length: 100 }, () => share(id, {}, api)));
      const made = await share(id, {}, api);
      // Of many at once, more may be refused than have to be.
      if (made.status !== 200) expectProblem(made, 409, 'limit_reached');
      for (let turn = 0; turn < 20; turn += 1) await share(id, {}, api);
      expectProblem(await share(id, {}, api), 409, 'limit_reached');
      const { items } = must(await api.get(`/secrets/${id}/shares?limit=200`)).body;
      expect(items.length).toBeLessThanOrEqual(100);
      const open = items.find((one: { id: string }) => one.id === first?.body.id) ?? items[0];
      must(await api.delete(`/secrets/${id}/shares/${open.id}`));
      must(await share(id, {}, api));
    });

    it('open after the ring of the secrets was rotated', async () => {
      const { token } = must(await share(await secret())).body;
      must(await coffer.admin.send('post', '/keys/secrets/rotate'));
      expect(must(await unwrap(token)).body.value).toBe(VALUE);
    });
  },
  { REQUESTS_AT_ONCE: '0' },
  { mail: true },
);

describe('a server without PUBLIC_URL', () => {
  it('shares nothing, and names the setting', async () => {
    const site = await embeddedSite();
    const admin = await setUp(await site.start({ PUBLIC_URL: '' }));
    const { id } = must(await keep(admin, 'shares/none')).body;
    const answer = await admin.post(`/secrets/${id}/share`, {});
    expectProblem(answer, 409, 'public_url_missing');
    expect(answer.body.detail).toContain('PUBLIC_URL');
    await site.clear();
  });
});
