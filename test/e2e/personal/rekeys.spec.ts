import { must } from '../support/people/accounts.js';
import { allEntries, keptEntry, sealed, someone, stageAll } from '../support/people/entries.js';
import { type Api, expectFields, expectProblem, type Method } from '../support/processes/api.js';
import { MOVABLE_CLOCK, sixMinutesLater } from '../support/processes/clock.js';
import { describeCoffer, recordsOf, refusesStrangers, requestIdOf } from '../support/processes/coffer.js';
import { NOWHERE } from '../support/routes/route-under-test.js';

const WRAPPED = Buffer.alloc(60, 7).toString('base64');

const ROUTES: [Method, string, object?][] = [
  ['post', '/entries/rekeys', { wrapped_key: WRAPPED }],
  ['put', `/entries/rekeys/${NOWHERE}/entries`, { entries: [sealed({ id: NOWHERE, revision: 1 })] }],
  ['post', `/entries/rekeys/${NOWHERE}/publish`, { manifest: [] }],
  ['delete', `/entries/rekeys/${NOWHERE}`],
  ['get', '/entries/generations'],
  ['post', '/entries/generations/1/restore'],
];

const suite = (coffer: Parameters<Parameters<typeof describeCoffer>[1]>[0]) => {
  let ann: Api;
  beforeAll(async () => {
    ann = await someone(coffer, 'ann');
  });

  const begin = async (api: Api) => must(await api.post('/entries/rekeys', { wrapped_key: WRAPPED })).body;
  const publish = (api: Api, id: string, manifest: string[]) => api.post(`/entries/rekeys/${id}/publish`, { manifest });

  for (const [method, path] of ROUTES) {
    describe(`${method.toUpperCase()} ${path.replace(NOWHERE, '{id}')}`, () => refusesStrangers(coffer, method, path));
  }

  describe('the routes of a re-key', () => {
    it("are 404 for another's, one that is over, and none, with one record [R45]", async () => {
      const { id } = await begin(ann);
      const bob = await someone(coffer, 'bob');
      for (const [method, path, body] of ROUTES.filter(([, place]) => place.includes(NOWHERE))) {
        for (const [api, rekey] of [
          [bob, id],
          [ann, NOWHERE],
          [ann, 'garbage'],
        ] as const) {
          const place = path.replace(NOWHERE, rekey);
          const answer = await api.send(method, place, { body });
          expectProblem(answer, 404, 'not_found');
          const records = await recordsOf(coffer.admin, requestIdOf(answer));
          expect(records).toEqual([expect.stringMatching(/^vault:rekey-\w+ denied$/)]);
        }
      }
      for (const n of ['1', '2', '0', 'x']) {
        expectProblem(await ann.send('post', `/entries/generations/${n}/restore`), 404, 'not_found');
      }
      expect((await ann.delete(`/entries/rekeys/${id}`)).status).toBe(204);
      expectProblem(await ann.delete(`/entries/rekeys/${id}`), 404, 'not_found');
      expectProblem(await publish(ann, id, []), 404, 'not_found');
    });

    it('answer 400 to invalid input', async () => {
      for (const wrapped_key of [undefined, '', 'x', Buffer.alloc(1_025).toString('base64'), 'AAF=']) {
        expectFields(await ann.post('/entries/rekeys', { wrapped_key }), 'wrapped_key');
      }
      const { id } = await begin(ann);
      const put = (entries: unknown) => ann.put(`/entries/rekeys/${id}/entries`, { entries });
      for (const entries of [undefined, [], 'x', Array(101).fill(sealed({ id: NOWHERE, revision: 1 }))]) {
        expectFields(await put(entries), 'entries');
      }
      for (const entries of [[null], [[]]]) expectFields(await put(entries), 'entries[0]');
      expectFields(await put([sealed({ id: NOWHERE, revision: 0 })]), 'entries[0].revision');
      expectFields(await put([sealed({ id: NOWHERE, revision: 1, iv: 'x' })]), 'entries[0].iv');
      const twice = sealed({ id: NOWHERE, revision: 1 });
      expectFields(await put([twice, twice]), 'entries');
      for (const manifest of [undefined, 'x', [NOWHERE], [`${NOWHERE}:1`, `${NOWHERE}:2`]]) {
        expectFields(await ann.post(`/entries/rekeys/${id}/publish`, { manifest }), 'manifest');
      }
      expectFields(await ann.post(`/entries/rekeys/${id}/publish`, { manifest: [null] }), 'manifest[0]');
      must(await ann.delete(`/entries/rekeys/${id}`));
    });
  });

  describe('a re-key', () => {
    it('runs one at a time, and starts once for an Idempotency-Key [R88]', async () => {
      const post = (key: string) => ann.post('/entries/rekeys', { wrapped_key: WRAPPED }, { 'idempotency-key': key });
      const first = must(await post('key-1'));
      expect(first.status).toBe(201);
      expect(first.headers.location).toBe(`/api/v1/entries/rekeys/${first.body.id}`);
      expect((await post('key-1')).body).toEqual(first.body);
      expectProblem(await post('key-2'), 409, 'rekey_open');
      const { rekey } = (await ann.get('/entries/generations')).body;
      expect(rekey).toEqual({ id: first.body.id, generation: first.body.generation });
      must(await ann.delete(`/entries/rekeys/${first.body.id}`));
    });

    it('of 300 entries is staged in batches, refused as a whole while an entry is stale, and published at once', async () => {
      const kim = await someone(coffer, 'kim');
      for (let from = 0; from < 300; from += 10) {
        await Promise.all(Array.from({ length: 10 }, () => keptEntry(kim)));
      }
      const before = await allEntries(kim, 'limit=200');
      expect(before.items).toHaveLength(300);
      const rekey = await begin(kim);
      expect(rekey).toEqual({ id: expect.any(String), generation: 2, base_revision: before.revision + 1 });
      const manifest = await stageAll(kim, rekey.id, before.items);
      expect((await allEntries(kim, 'limit=200')).items).toEqual(before.items);

      const [changed, gone] = before.items;
      must(await kim.put(`/entries/${changed.id}`, sealed({ generation: 1 }), { 'if-match': '"1"' }));
      must(await kim.delete(`/entries/${gone.id}`));
      const made = await keptEntry(kim, { generation: 1 });
      const { errors } = expectProblem(await publish(kim, rekey.id, manifest), 409, 'manifest_mismatch');
      expect(errors.map(({ field, code }: { field: string; code: string }) => `${code} ${field}`).sort()).toEqual([
        `extra manifest.${gone.id}`,
        `missing manifest.${made.id}`,
        `stale manifest.${changed.id}`,
      ]);
      expect((await kim.get('/entries/generations')).body).toMatchObject({ generation: 1, previous: null });

      const news = await allEntries(kim, `since=${before.revision}`);
      await stageAll(
        kim,
        rekey.id,
        news.items.filter(({ deleted }) => !deleted),
      );
      const present = (await allEntries(kim, 'limit=200')).items.map(({ id, revision }) => `${id}:${revision}`);
      const published = must(await publish(kim, rekey.id, present)).body;
      expect(published).toEqual({ generation: 2, revision: expect.any(Number), entries: 300 });

      const after = await allEntries(kim, `since=${news.revision}&limit=200`);
      expect([after.items.length, after.revision, after.full]).toEqual([300, published.revision, false]);
      expect(new Set(after.items.map(({ generation }) => generation))).toEqual(new Set([2]));
      expect(after.items.find(({ id }) => id === changed.id).revision).toBe(3);
      const oldOnes = new Set(before.items.map(({ ciphertext }) => ciphertext));
      expect(after.items.filter(({ ciphertext }) => oldOnes.has(ciphertext))).toEqual([]);
    });

    it('refuses later writes that name the earlier generation or none', async () => {
      const kim = await coffer.nobody.login('kim', 'Correct-Horse-42-Staple');
      const [entry] = (await kim.get('/entries?limit=1')).body.items;
      for (const generation of [1, 3, undefined]) {
        expectProblem(await kim.post('/entries', sealed({ generation })), 409, 'generation_stale');
        const put = kim.put(`/entries/${entry.id}`, sealed({ generation }), { 'if-match': `"${entry.revision}"` });
        expectProblem(await put, 409, 'generation_stale');
      }
      expect((await keptEntry(kim, { generation: 2 })).generation).toBe(2);
    });

    it('can be undone for 30 days, and the undo too', async () => {
      const kim = await coffer.nobody.login('kim', 'Correct-Horse-42-Staple');
      const { body: shown } = await kim.get('/entries/generations');
      expect(shown).toEqual({
        generation: 2,
        wrapped_key: WRAPPED,
        revision: expect.any(Number),
        previous: {
          generation: 1,
          wrapped_key: null,
          entries: 300,
          superseded_at: expect.any(String),
          restorable_until: expect.any(String),
        },
        rekey: null,
      });
      const days =
        (Date.parse(shown.previous.restorable_until) - Date.parse(shown.previous.superseded_at)) / 86_400_000;
      expect(days).toBe(30);
      const second = (await allEntries(kim, 'limit=200')).items;

      const open = await begin(kim);
      expect(open.generation).toBe(3);
      expectProblem(await kim.send('post', '/entries/generations/1/restore'), 409, 'rekey_open');
      must(await kim.delete(`/entries/rekeys/${open.id}`));

      const back = must(await kim.send('post', '/entries/generations/1/restore'));
      expect(back.body).toMatchObject({ generation: 1, entries: 300 });
      const first = await allEntries(kim, `since=${shown.revision}&limit=200`);
      expect(first.items.filter(({ deleted }) => deleted)).toHaveLength(1);
      expect(first.items.filter(({ generation }) => generation === 1)).toHaveLength(300);
      expectProblem(await kim.send('post', '/entries/generations/1/restore'), 404, 'not_found');
      must(await kim.send('post', '/entries/generations/2/restore'));
      const again = (await allEntries(kim, 'limit=200')).items;
      const byId = (items: typeof again) => new Map(items.map((item) => [item.id, item]));
      expect(byId(again)).toEqual(byId(second));
    });
  });

  it('needs a fresh session on every route that changes something [R25]', async () => {
    await sixMinutesLater(coffer.server);
    for (const [method, path, body] of ROUTES.filter(([method]) => method !== 'get')) {
      const answer = await ann.send(method, path, { body });
      expectProblem(answer, 403, 'reauthentication_required');
    }
    // A client that syncs needs the wrapped key that another device has published.
    for (const path of ['/entries', '/entries/generations']) expect((await ann.get(path)).status).toBe(200);
  });
};

describeCoffer('re-keys', suite, {}, { main: MOVABLE_CLOCK });
