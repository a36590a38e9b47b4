import { makeAccount, must } from '../support/people/accounts.js';
import { type Api, type Body, expectFields, expectProblem, PASSWORD, setUp } from '../support/processes/api.js';
import { describePairs, type Site } from '../support/processes/pairs.js';
import type { Server } from '../support/processes/server.js';
import { NOWHERE } from '../support/routes/route-under-test.js';
import { keptBy } from '../support/traces/kept.js';
import { findIn } from '../support/traces/traces.js';

/** What a caller reads about a record that is not there, and about what cannot be an id. */
const ABSENT = 'There is no such object, or you may not see it.';
const NO_ID = 'In this path, {id} is a UUID and no name: GET /api/v1/sensitive-data shows it.';

const CARD = '4929123456785678';
const IBAN = 'GB82WEST12345698765432';
const VALUES: readonly [string, string, string, string][] = [
  ['card_number', '4929 1234-5678 5678', CARD, '************5678'],
  ['iban', 'gb82 west 1234 5698 7654 32', IBAN, '************5432'],
  ['national_id', 'QX-77-41-98-02', 'QX-77-41-98-02', '************8-02'],
  ['phone', '+44 (20) 7946-0958', '+442079460958', '************0958'],
  ['text', 'The spare key is under the third stone.', 'The spare key is under the third stone.', '************'],
];

describePairs('sensitive data', (open) => {
  let site: Site;
  let server: Server;
  let admin: Api;
  let ann: Api;
  let bob: Api;

  beforeAll(async () => {
    site = await open();
    server = await site.start();
    admin = await setUp(server);
    [ann, bob] = [await person('ann'), await person('bob')];
  });
  afterAll(() => site?.clear());

  async function person(username: string): Promise<Api> {
    await makeAccount(admin, username);
    return admin.login(username, PASSWORD);
  }
  const keep = async (api: Api, value = CARD, data_type = 'card_number') =>
    must(await api.post('/sensitive-data', { data_type, value }));
  const audited = async (query: string): Promise<Body[]> => (await admin.get(`/audit/logs?${query}`)).body.items;

  it('is refused without a token', async () => {
    const nobody = ann.as(null);
    expectProblem(await nobody.post('/sensitive-data', { data_type: 'text', value: 'x' }), 401, 'unauthenticated');
    expectProblem(await nobody.get('/sensitive-data'), 401, 'unauthenticated');
    expectProblem(await nobody.get(`/sensitive-data/${NOWHERE}`), 401, 'unauthenticated');
  });

  it('of another account is not found, even by an administrator, at the same audit cost as an absent record', async () => {
    const { id } = (await keep(ann)).body;
    for (const api of [bob, admin]) {
      for (const asked of [id, NOWHERE, 'no-id']) {
        const answers = [
          await api.get(`/sensitive-data/${asked}`),
          await api.get(`/sensitive-data/${asked}?masked=true`),
          await api.put(`/sensitive-data/${asked}`, { value: CARD }),
          await api.delete(`/sensitive-data/${asked}`),
        ];
        for (const answer of answers) {
          const { request_id, detail } = expectProblem(answer, 404, 'not_found');
          expect(detail).toBe(asked === 'no-id' ? `${ABSENT} ${NO_ID}` : ABSENT);
          const records = await audited(`request_id=${request_id}`);
          expect(records.map(({ outcome }) => outcome)).toEqual(['denied']);
        }
      }
    }
    const seen: Body[] = [];
    for (const api of [bob, admin]) seen.push(...(await api.get('/sensitive-data')).body.items);
    expect(seen).toEqual([]);
    expect((await ann.get(`/sensitive-data/${id}`)).body.value).toBe(CARD);
  });

  it.each<[string, Body, string[]]>([
    ['a short card', { data_type: 'card_number', value: '4929 1234 5678 567' }, ['value']],
    ['wrong check digits', { data_type: 'iban', value: 'GB82WEST12345698765433' }, ['value']],
    ['no country code', { data_type: 'phone', value: '020 7946 0958' }, ['value']],
    ['another form', { data_type: 'national_id', value: 'a b c d e f g' }, ['value']],
    ['nothing', { data_type: 'text', value: '' }, ['value']],
    ['a text of 16,386 bytes', { data_type: 'text', value: '€'.repeat(5_462) }, ['value']],
    ['an unknown type', { data_type: 'my-passport', value: 'x' }, ['data_type']],
    ['an operator', { data_type: ['text'], value: { $ne: null } }, ['data_type', 'value']],
    ['an owner', { data_type: 'text', value: 'of mine alone', owner_id: NOWHERE }, ['owner_id']],
    ['no fields', {}, ['data_type', 'value']],
  ])('is refused with %s, and the answer repeats no value [R72][R76]', async (_, body, fields) => {
    const answer = await ann.post('/sensitive-data', body);
    expectFields(answer, ...fields);
    if (typeof body.value === 'string' && body.value.length > 1) expect(answer.text).not.toContain(body.value);
    expect(answer.text).not.toContain('my-passport');
  });

  it.each(['1', 'TRUE', '', 'true&masked=false'])('refuses masked=%s', async (masked) => {
    expectProblem(await ann.get(`/sensitive-data?masked=${masked}`), 400, 'validation_failed');
  });

  it.each(VALUES)(
    'of type %s is returned in its canonical form, whole or masked',
    async (data_type, typed, whole, mask) => {
      const made = await keep(bob, typed, data_type);
      expect(made.headers.location).toBe(`/api/v1/sensitive-data/${made.body.id}`);
      expect(made.body).toMatchObject({ data_type, value: whole });
      const place = `/sensitive-data/${made.body.id}`;
      const shown = await bob.get(place);
      expect(shown.body).toEqual(made.body);
      expect(shown.headers['cache-control']).toBe('no-store');
      expect((await bob.get(`${place}?masked=false`)).body).toEqual(made.body);
      expect((await bob.get(`${place}?masked=true`)).body).toEqual({ ...made.body, value: mask });
    },
  );

  it('is listed in pages, whole or masked, and a cursor works for its own list only', async () => {
    const first = await bob.get('/sensitive-data?limit=2&masked=true');
    expect(first.body.items.map(({ value }: Body) => value)).toEqual(VALUES.slice(0, 2).map(([, , , mask]) => mask));
    const next = encodeURIComponent(first.body.next_cursor);
    expectFields(await bob.get(`/sensitive-data?limit=2&cursor=${next}`), 'cursor');
    expectFields(await ann.get(`/sensitive-data?masked=true&cursor=${next}`), 'cursor');
    const rest = await bob.get(`/sensitive-data?masked=true&cursor=${next}`);
    expect(rest.body.items.map(({ data_type }: Body) => data_type)).toEqual(['national_id', 'phone', 'text']);
    expect(rest.body.next_cursor).toBeNull();
    const whole = await bob.get('/sensitive-data');
    expect(whole.body.items.map(({ value }: Body) => value)).toEqual(VALUES.map(([, , value]) => value));
  });

  it('is replaced by a value of its type, and not over an unseen change', async () => {
    const made = await keep(ann);
    const place = `/sensitive-data/${made.body.id}`;
    expectFields(await ann.put(place, { data_type: 'text', value: 'x' }), 'data_type');
    expectFields(await ann.put(place, { value: 'x' }), 'value');
    const next = { data_type: 'card_number', value: '5500005555555559' };
    const changed = await ann.put(place, next, { 'if-match': made.headers.etag ?? '' });
    expect(changed.body).toMatchObject({ id: made.body.id, ...next, created_at: made.body.created_at });
    const late = await ann.put(place, { value: CARD }, { 'if-match': made.headers.etag ?? '' });
    expectProblem(late, 412, 'precondition_failed');
    expect((await ann.get(place)).body.value).toBe(next.value);
  });

  it('is deleted for good', async () => {
    const place = `/sensitive-data/${(await keep(ann)).body.id}`;
    const gone = await ann.delete(place);
    expect([gone.status, Object.keys(gone.body)]).toEqual([200, ['message']]);
    expectProblem(await ann.get(place), 404, 'not_found');
    expectProblem(await ann.delete(place), 404, 'not_found');
  });

  it('is audited by action, with the intent before the outcome', async () => {
    const { body } = await keep(ann);
    await ann.get(`/sensitive-data/${body.id}`);
    await ann.put(`/sensitive-data/${body.id}`, { value: CARD });
    await ann.delete(`/sensitive-data/${body.id}`);
    const records = await audited(`resource=${body.id}`);
    expect(records.reverse().map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
      ...['sensitive-data:create allowed', 'sensitive-data:create succeeded', 'sensitive-data:read succeeded'],
      ...['sensitive-data:update allowed', 'sensitive-data:update succeeded'],
      ...['sensitive-data:delete allowed', 'sensitive-data:delete succeeded'],
    ]);
    expect(new Set(records.map(({ resource_type }) => resource_type))).toEqual(new Set(['sensitive-data']));
  });

  it('is deleted with its owner, and the receipt counts it', async () => {
    const carol = await person('carol');
    for (let made = 0; made < 3; made += 1) await keep(carol);
    const { id } = (await carol.get('/auth/me')).body;
    const receipt = must(await admin.delete(`/users/${id}`)).body;
    expect(receipt.swept).toMatchObject({ sensitive_data: 3 });
    expectProblem(await carol.get('/sensitive-data'), 401, 'unauthenticated');
  });

  it('is nowhere in clear text in stored data, output or audit [R84]', async () => {
    const told = (await admin.get('/audit/logs/export?format=ndjson')).text;
    expect(await server.stop()).toBe(0);
    const places = await keptBy(site);
    places.set('the output', Buffer.from(server.output()));
    places.set('the audit', Buffer.from(told));
    const secrets = new Map(
      VALUES.flatMap(([type, typed, whole]) => [
        [`${type} as typed`, typed] as const,
        [`${type} in its form`, whole] as const,
      ]),
    );
    expect(findIn(places, secrets)).toEqual([]);
    expect(findIn(places, new Map([['a type', 'national_id']])).length).toBeGreaterThan(0);
  });
});

describePairs('sensitive data with types that the operator has configured', (open) => {
  let site: Site;
  let admin: Api;
  beforeAll(async () => {
    site = await open({ SENSITIVE_CARD_LUHN: 'true', NATIONAL_ID_PATTERN: '^\\d{11}$' });
    admin = await setUp(await site.start());
  });
  afterAll(() => site?.clear());

  it('refuses a card without its check digit, and a national id of another form', async () => {
    expectFields(await admin.post('/sensitive-data', { data_type: 'card_number', value: CARD }), 'value');
    expectFields(await admin.post('/sensitive-data', { data_type: 'national_id', value: 'AB-12-34-56' }), 'value');
    must(await admin.post('/sensitive-data', { data_type: 'card_number', value: '4111111111111111' }));
    must(await admin.post('/sensitive-data', { data_type: 'national_id', value: '12345678901' }));
  });
});
