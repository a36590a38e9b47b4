import { must } from '../support/people/accounts.js';
import { madeOf, refusalsIn } from '../support/people/raced.js';
import { keep } from '../support/people/secrets.js';
import { expectFields, expectProblem } from '../support/processes/api.js';
import { describeCoffer, refusesStrangers } from '../support/processes/coffer.js';

const NOWHERE = '01936f3c-8f4e-7a51-9b1c-2f6d1c0e4b7a';
const KEPT = 3;

describeCoffer(
  'versions of a secret',
  (coffer) => {
    const rotate = (id: string, value: unknown, headers?: Record<string, string>) =>
      coffer.admin.put(`/secrets/${id}/rotate`, { value }, headers);
    const reveal = (id: string, version?: number) =>
      coffer.admin.get(`/secrets/${id}/reveal${version === undefined ? '' : `?version=${version}`}`);
    const history = async (id: string): Promise<string[]> => {
      const { items } = (await coffer.admin.get(`/secrets/${id}/versions`)).body;
      return items.map(({ version, state }: { version: number; state: string }) => `${version} ${state}`);
    };

    describe('PUT /secrets/{id}/rotate', () => {
      refusesStrangers(coffer, 'put', `/secrets/${NOWHERE}/rotate`);

      it('names each wrong field', async () => {
        const { body } = await keep(coffer.admin, 'rotated/refused');
        for (const value of [undefined, null, 1, 'x'.repeat(65_537)])
          expectFields(await rotate(body.id, value), 'value');
        expectFields(await coffer.admin.put(`/secrets/${body.id}/rotate`, { value: 'x', version: 9 }), 'version');
        expect(await history(body.id)).toEqual(['1 current']);
      });

      it('is 412 after an unseen change', async () => {
        const { body } = await keep(coffer.admin, 'rotated/once');
        const first = await rotate(body.id, 'second', { 'if-match': '"1"' });
        expect(first.headers.etag).toBe('"2"');
        expectProblem(await rotate(body.id, 'third', { 'if-match': '"1"' }), 412, 'precondition_failed');
        expect((await reveal(body.id)).body.value).toBe('second');
      });

      it('keeps the last three versions, as configured, each with its own value', async () => {
        const { body } = await keep(coffer.admin, 'rotated/often', { value: 'value 1' });
        for (const n of [2, 3, 4, 5]) {
          const { body: masked } = must(await rotate(body.id, `value ${n}`));
          expect(masked).toMatchObject({ version: n, versions_kept: Math.min(n, KEPT), value: null });
        }
        expect(await history(body.id)).toEqual(['5 current', '4 archived', '3 archived']);
        for (const n of [3, 4, 5])
          expect((await reveal(body.id, n)).body).toMatchObject({ version: n, value: `value ${n}` });
        for (const n of [1, 2, 6]) expectProblem(await reveal(body.id, n), 404, 'not_found');
      });

      it('accepts each of 20 simultaneous rotations without If-Match, and loses no acknowledged value', async () => {
        const { body } = await keep(coffer.admin, 'rotated/race');
        const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => rotate(body.id, `racer ${n}`)));
        expect(refusalsIn(answers)).toEqual([]);
        const made = (await madeOf(coffer.admin, answers)).filter(Boolean);
        const versions = answers.map(({ status, body: { version } }, n) => ({ status, version, n }));
        const won = versions.filter(({ status }) => status === 200);
        expect(new Set(won.map(({ version }) => version)).size).toBe(won.length);
        // The first version was there before the race.
        const { version: last } = must(await coffer.admin.get(`/secrets/${body.id}`)).body;
        expect(last).toBe(1 + made.length);
        const latest = won.filter(({ version }) => version > last - KEPT);
        expect(latest.length).toBeGreaterThanOrEqual(KEPT - (made.length - won.length));
        for (const { version, n } of latest) expect((await reveal(body.id, version)).body.value).toBe(`racer ${n}`);
      });
    });

    describe('GET /secrets/{id}/versions', () => {
      refusesStrangers(coffer, 'get', `/secrets/${NOWHERE}/versions`);

      it('is listed in pages, with a cursor that works for this secret only', async () => {
        const { body } = await keep(coffer.admin, 'history/one');
        const { body: other } = await keep(coffer.admin, 'history/two');
        for (const n of [2, 3]) must(await rotate(body.id, `${n}`));
        const first = await coffer.admin.get(`/secrets/${body.id}/versions?limit=2`);
        expect(first.body.items.map(({ version }: { version: number }) => version)).toEqual([3, 2]);
        const cursor = first.body.next_cursor;
        const second = await coffer.admin.get(`/secrets/${body.id}/versions?limit=2&cursor=${cursor}`);
        expect(second.body).toMatchObject({ items: [{ version: 1, state: 'archived' }], next_cursor: null });
        expectFields(await coffer.admin.get(`/secrets/${other.id}/versions?limit=2&cursor=${cursor}`), 'cursor');
        expectFields(await coffer.admin.get(`/secrets/${body.id}/versions?limit=201`), 'limit');
      });
    });

    describe('DELETE /secrets/{id}/versions/{n}', () => {
      refusesStrangers(coffer, 'delete', `/secrets/${NOWHERE}/versions/1`);

      it('destroys a version for good, never the current one, and keeps it in the history', async () => {
        const { body } = await keep(coffer.admin, 'destroyed/one', { value: 'value 1' });
        must(await rotate(body.id, 'value 2'));
        expectProblem(await coffer.admin.delete(`/secrets/${body.id}/versions/2`), 409, 'version_current');
        for (const n of ['0', '3', 'x', '-1', '1.5', '%31%30']) {
          expectProblem(await coffer.admin.delete(`/secrets/${body.id}/versions/${n}`), 404, 'not_found');
        }
        for (const _ of ['once', 'again']) {
          expect((await coffer.admin.delete(`/secrets/${body.id}/versions/1`)).status).toBe(204);
        }
        expect(await history(body.id)).toEqual(['2 current', '1 destroyed']);
        expectProblem(await reveal(body.id, 1), 404, 'not_found');
        expect((await reveal(body.id)).body.value).toBe('value 2');
        expect((await coffer.admin.get(`/secrets/${body.id}`)).body.versions_kept).toBe(1);
      });
    });
  },
  { SECRET_VERSIONS_KEPT: String(KEPT) },
);
