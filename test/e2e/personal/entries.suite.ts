import { eventually } from '../../faults/support/eventually.js';
import { must } from '../support/people/accounts.js';
import { allEntries, keptEntry, sealed, someone } from '../support/people/entries.js';
import { madeOf, refusalsIn } from '../support/people/raced.js';
import { type Api, expectFields, expectProblem, type Method } from '../support/processes/api.js';
import { type Coffer, recordsOf, refusesStrangers, requestIdOf } from '../support/processes/coffer.js';
import { NOWHERE } from '../support/routes/route-under-test.js';
import { keptBy } from '../support/traces/kept.js';
import { findIn } from '../support/traces/traces.js';

const base64 = (bytes: number) => Buffer.alloc(bytes, 7).toString('base64');

export const entries = (coffer: Coffer): void =>
  describe('entries', () => {
    let ann: Api;
    let bob: Api;
    beforeAll(async () => {
      ann = await someone(coffer, 'entry_ann');
      bob = await someone(coffer, 'entry_bob');
    });

    describe('POST /entries', () => {
      refusesStrangers(coffer, 'post', '/entries');

      it('refuses anything but canonical base64 of the right size, and repeats none of it [R58]', async () => {
        for (const [field, value] of [
          ['iv', base64(11)],
          ['iv', base64(13)],
          ['iv', 'hunter2hunter2!!'],
          ['tag', base64(16).slice(0, -2)],
          ['tag', base64(16).replace('w==', 'x==')],
          ['tag', `${base64(16)}\n`],
          ['ciphertext', ''],
          ['ciphertext', 'hunter2-hunter2_'],
          ['ciphertext', base64(262_145)],
          ['ciphertext', { $ne: null }],
          ['meta', base64(4_097)],
          ['name', 'a'.repeat(257)],
          ['id', '01936f3c-8f4e-4a51-9b1c-2f6d1c0e4b7a'],
          ['generation', '1'],
          ['ownerId', NOWHERE],
          ['deleted', false],
        ] as const) {
          const answer = await ann.post('/entries', sealed({ [field]: value }));
          expectFields(answer, field);
          expect(answer.text).not.toContain('hunter2');
        }
        expectFields(await ann.post('/entries', {}), 'ciphertext', 'iv', 'tag');
        expect((await allEntries(ann)).items).toEqual([]);
      });

      it('keeps the sealed entry unchanged, under the id of the client or of the server', async () => {
        const id = '01936f3c-8f4e-7a51-9b1c-2f6d1c0e4b7b';
        const blob = sealed({ id, name: 'läptop 💻', meta: base64(4_096), ciphertext: base64(262_144), generation: 1 });
        const answer = must(await ann.post('/entries', blob));
        expect(answer.status).toBe(201);
        expect(answer.headers.etag).toBe('"1"');
        expect(answer.headers.location).toBe(`/api/v1/entries/${id}`);
        const { created_at } = answer.body;
        expect(answer.body).toEqual({ ...blob, revision: 1, deleted: false, created_at, updated_at: created_at });
        expect((await ann.get(`/entries/${id}`)).body).toEqual(answer.body);
        const made = await keptEntry(ann);
        expect(made).toMatchObject({ name: null, meta: null, generation: 1 });
        expect(await recordsOf(coffer.admin, requestIdOf(answer))).toEqual([
          'entry:create allowed',
          'entry:create succeeded',
        ]);
      });

      it('refuses an id that the caller has used before; another account may use the same id', async () => {
        const { id } = await keptEntry(ann);
        expectProblem(await ann.post('/entries', sealed({ id })), 409, 'id_taken');
        must(await ann.delete(`/entries/${id}`));
        expectProblem(await ann.post('/entries', sealed({ id })), 409, 'id_taken');
        expect((await keptEntry(bob, { id })).revision).toBe(1);
        expectProblem(await ann.get(`/entries/${id}`), 404, 'not_found');
        must(await bob.delete(`/entries/${id}`));
      });

      it('creates one entry for an Idempotency-Key, and refuses the key for another entry [R88]', async () => {
        for (const [key, id] of [
          ['key-1', undefined],
          ['key-2', '01936f3c-8f4e-7a51-9b1c-2f6d1c0e4b7d'],
        ] as const) {
          const blob = sealed({ id });
          const post = (body: object, by = ann) => by.post('/entries', body, { 'idempotency-key': key });
          const first = must(await post(blob));
          const again = must(await post(blob));
          expect({ ...again, headers: null }).toEqual({ ...first, headers: null });
          expect(again.headers.location).toBe(first.headers.location);
          expectProblem(await post(sealed()), 422, 'idempotency_key_reused');
          expect(must(await post(blob, bob)).status).toBe(201);
          expect((await bob.get(`/entries/${first.body.id}`)).status).toBe(id ? 200 : 404);
          must(await ann.delete(`/entries/${first.body.id}`));
          expectProblem(await post(blob), 409, 'conflict');
        }
        const answer = await ann.post('/entries', sealed(), { 'idempotency-key': 'ü'.repeat(2) });
        expectFields(answer, 'Idempotency-Key');
      });
    });

    describe('one entry', () => {
      const ROUTES: [Method, string][] = [
        ['get', ''],
        ['get', '/history'],
        ['put', ''],
        ['delete', ''],
      ];
      for (const [method, path] of ROUTES) {
        describe(`${method.toUpperCase()} /entries/{id}${path}`, () => {
          refusesStrangers(coffer, method, `/entries/${NOWHERE}${path}`);

          it("is 404 for another's, the administrator's eyes included, with one record [R45]", async () => {
            const { id } = await keptEntry(ann);
            const body = method === 'put' ? sealed() : undefined;
            for (const [api, place] of [
              [bob, id],
              [coffer.admin, id],
              [ann, NOWHERE],
              [ann, 'garbage'],
            ] as const) {
              const answer = await api.send(method, `/entries/${place}${path}`, { body });
              const { decision_id, detail } = expectProblem(answer, 404, 'not_found');
              expect({ decision_id, detail }).toEqual({ decision_id: expect.any(String), detail: expect.any(String) });
              const records = await recordsOf(coffer.admin, requestIdOf(answer));
              expect(records).toEqual([expect.stringMatching(/^entry:\w+ denied$/)]);
            }
            expect((await ann.get(`/entries/${id}`)).body.revision).toBe(1);
          });
        });
      }
    });

    describe('PUT /entries/{id}', () => {
      it('is refused without If-Match, with `*`, with an old revision and with an invalid one', async () => {
        const { id } = await keptEntry(ann);
        const put = (tag?: string) => ann.put(`/entries/${id}`, sealed(), tag === undefined ? {} : { 'if-match': tag });
        expectProblem(await put(), 428, 'precondition_required');
        expectProblem(await put('*'), 428, 'precondition_required');
        expectFields(await put('7'), 'If-Match');
        const changed = must(await put('"1"'));
        expect([changed.headers.etag, changed.body.revision]).toEqual(['"2"', 2]);
        for (const tag of ['"1"', '"3"']) expectProblem(await put(tag), 412, 'precondition_failed');
        const refused = await put('"1"');
        expect(await recordsOf(coffer.admin, requestIdOf(refused))).toEqual([
          'entry:update allowed',
          'entry:update failed',
        ]);
      });

      it('replaces the whole entry: one of many simultaneous writers wins, and other entries cause no conflict', async () => {
        const { id, created_at } = await keptEntry(ann, { name: 'one', meta: base64(7) });
        const blobs = Array.from({ length: 6 }, () => sealed());
        const others = Array.from({ length: 6 }, () => keptEntry(ann));
        const tries = blobs.map((blob) => ann.put(`/entries/${id}`, blob, { 'if-match': '"1"' }));
        const [answers] = await Promise.all([Promise.all(tries), Promise.all(others)]);
        expect(refusalsIn(answers)).toEqual(['412 precondition_failed']);
        const made = await madeOf(coffer.admin, answers);
        expect(made.filter(Boolean)).toHaveLength(1);
        const won = blobs[made.indexOf(true)];
        const shown = (await ann.get(`/entries/${id}`)).body;
        expect(shown).toMatchObject({ ...won, name: null, meta: null, revision: 2, created_at });
      });
    });

    describe('GET /entries/{id}/history', () => {
      it('shows the last 10 revisions, the newest first', async () => {
        const { id } = await keptEntry(ann, { name: '1' });
        for (let revision = 1; revision <= 11; revision += 1) {
          must(await ann.put(`/entries/${id}`, sealed({ name: `${revision + 1}` }), { 'if-match': `"${revision}"` }));
        }
        const { items } = (await ann.get(`/entries/${id}/history`)).body;
        expect(items.map(({ name, revision }: { name: string; revision: number }) => [name, revision])).toEqual(
          [12, 11, 10, 9, 8, 7, 6, 5, 4, 3].map((revision) => [`${revision}`, revision]),
        );
        expect(items[0]).toEqual((await ann.get(`/entries/${id}`)).body);
      });
    });

    describe('DELETE /entries/{id}', () => {
      it('is refused for an old revision, and also deletes the history', async () => {
        const { id } = await keptEntry(ann);
        must(await ann.put(`/entries/${id}`, sealed(), { 'if-match': '"1"' }));
        expectProblem(await ann.delete(`/entries/${id}`, { 'if-match': '"1"' }), 412, 'precondition_failed');
        const gone = await ann.delete(`/entries/${id}`, { 'if-match': '"2"' });
        expect(gone.status).toBe(204);
        for (const path of ['', '/history']) expectProblem(await ann.get(`/entries/${id}${path}`), 404, 'not_found');
        expectProblem(await ann.delete(`/entries/${id}`), 404, 'not_found');
        expectProblem(await ann.put(`/entries/${id}`, sealed(), { 'if-match': '"2"' }), 404, 'not_found');
      });
    });

    describe('GET /entries', () => {
      refusesStrangers(coffer, 'get', '/entries');

      it('refuses an invalid number and a cursor of another list', async () => {
        for (const since of ['-1', '01', 'x', '1e3']) expectFields(await ann.get(`/entries?since=${since}`), 'since');
        const eve = await someone(coffer, 'entry_eve');
        for (let count = 0; count < 3; count += 1) await keptEntry(eve);
        const { next_cursor } = (await eve.get('/entries?limit=1')).body;
        expectFields(await eve.get(`/entries?since=1&cursor=${next_cursor}`), 'cursor');
        expectFields(await ann.get(`/entries?cursor=${next_cursor}`), 'cursor');
        expect((await eve.get(`/entries?cursor=${next_cursor}`)).body.items).toHaveLength(2);
      });

      it('is empty and complete for an account without entries', async () => {
        const dan = await someone(coffer, 'entry_dan');
        const nothing = { items: [], next_cursor: null, revision: 0, generation: 1, full: true };
        expect((await dan.get('/entries')).body).toEqual(nothing);
        expect((await dan.get('/entries?since=0')).body).toEqual(nothing);
      });

      it('lists all entries in the order of their changes, and with `since` only later changes, deletions included', async () => {
        const fay = await someone(coffer, 'entry_fay');
        const made = [await keptEntry(fay), await keptEntry(fay), await keptEntry(fay), await keptEntry(fay)];
        const [a, b, c, d] = made.map(({ id }) => id);
        const first = await allEntries(fay, 'limit=3');
        expect(first).toMatchObject({ items: made, full: true, pages: 2 });

        const changed = must(await fay.put(`/entries/${a}`, sealed(), { 'if-match': '"1"' })).body;
        must(await fay.delete(`/entries/${c}`));
        const fresh = await keptEntry(fay);
        const since = await allEntries(fay, `since=${first.revision}&limit=2`);
        const nothing = { name: null, ciphertext: null, iv: null, tag: null, meta: null, generation: null };
        const deleted = { id: c, revision: 1, deleted: true, ...nothing, created_at: null, updated_at: null };
        expect(since).toMatchObject({ items: [changed, deleted, fresh], full: false, pages: 2 });
        expect((await allEntries(fay, `since=${since.revision}`)).items).toEqual([]);
        expect((await allEntries(fay)).items.map(({ id }) => id)).toEqual([b, d, a, fresh.id]);
        expect((await fay.get(`/entries?since=${since.revision + 1}`)).body).toMatchObject({ full: true });
      });

      it('returns short pages if entries are large', async () => {
        const gus = await someone(coffer, 'entry_gus');
        const large = { ciphertext: Buffer.alloc(262_144).toString('base64') };
        for (let count = 0; count < 13; count += 1) await keptEntry(gus, large);
        const { items, pages } = await allEntries(gus, 'limit=200');
        expect([new Set(items.map(({ id }) => id)).size, pages]).toEqual([13, 5]);
      });
    });

    it('are deleted with their account, which can keep nothing more', async () => {
      const hal = await someone(coffer, 'entry_hal');
      const { ciphertext } = await keptEntry(hal, { name: 'hals-very-own' });
      const { id } = (await hal.get('/auth/me')).body;
      must(await coffer.admin.delete(`/users/${id}`));
      expectProblem(await hal.get('/entries'), 401, 'unauthenticated');
      expectProblem(await hal.post('/entries', sealed()), 401, 'unauthenticated');
      // SQLite's log and file hold older pages until the log is emptied into the file.
      const traces = new Map(Object.entries({ ciphertext, name: 'hals-very-own' }));
      await eventually(async () => expect(findIn(await keptBy(coffer.site), traces)).toEqual([]));
    });

    it('appear neither in the log nor in the audit [R58]', async () => {
      const { ciphertext, iv, tag } = await keptEntry(ann, { name: 'canary-name', meta: base64(7) });
      await ann.post('/entries', { ciphertext: 'canary-not-base64', iv, tag });
      const { text } = must(await coffer.admin.get('/audit/logs?limit=200'));
      for (const canary of [ciphertext, tag, 'canary-name', 'canary-not-base64']) {
        expect([coffer.server.output().includes(canary), text.includes(canary)]).toEqual([false, false]);
      }
    });
  });
