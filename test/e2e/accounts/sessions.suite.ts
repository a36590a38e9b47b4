import { makeAccount, tokensOf } from '../support/people/accounts.js';
import { madeOf, refusalsIn } from '../support/people/raced.js';
import { expectFields, expectProblem } from '../support/processes/api.js';
import { type Coffer, recordsOf, requestIdOf } from '../support/processes/coffer.js';
import { REUSED } from '../support/routes/public-cells.js';

export const sessions = (coffer: Coffer): void =>
  describe('a session', () => {
    beforeAll(async () => {
      await makeAccount(coffer.admin, 'session_ann');
    });

    const refresh = (token: string, route = '/auth/refresh') => coffer.nobody.post(route, { refresh_token: token });
    const isOpen = async (token: string) => (await coffer.nobody.as(token).get('/auth/me')).status === 200;

    describe('POST /auth/refresh', () => {
      it('is refused with anything but a refresh token, and a forged token ends nothing [R37]', async () => {
        const { access_token, refresh_token } = await tokensOf(coffer.nobody, 'session_ann');
        const flipped = refresh_token.slice(0, -2) + (refresh_token.endsWith('AA') ? 'BB' : 'AA');
        for (const token of ['garbage', '', access_token, flipped, `${refresh_token}A`]) {
          expectProblem(await refresh(token), 401, 'invalid_refresh_token');
        }
        expect(await isOpen(access_token)).toBe(true);
        expect((await refresh(refresh_token)).status).toBe(200);
      });

      it('names each invalid field', async () => {
        expectFields(await coffer.nobody.post('/auth/refresh', {}), 'refresh_token');
        expectFields(await coffer.nobody.post('/auth/refresh', { refresh_token: ['x'] }), 'refresh_token');
      });

      it('works once: a used token ends the whole session, and is recorded [R36]', async () => {
        const first = await tokensOf(coffer.nobody, 'session_ann');
        const second = (await refresh(first.refresh_token)).body;
        expect(await isOpen(second.access_token)).toBe(true);
        const reuse = await refresh(first.refresh_token);
        expectProblem(reuse, 401, 'invalid_refresh_token');
        expect(await recordsOf(coffer.admin, requestIdOf(reuse))).toEqual(REUSED);
        expect(await isOpen(second.access_token)).toBe(false);
        expectProblem(await refresh(second.refresh_token), 401, 'invalid_refresh_token');
      });

      it('lets one of twenty simultaneous requests win [R35]', async () => {
        const { refresh_token } = await tokensOf(coffer.nobody, 'session_ann');
        const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(refresh_token)));
        expect(refusalsIn(answers)).toEqual(['401 invalid_refresh_token']);
        expect((await madeOf(coffer.admin, answers)).filter(Boolean)).toHaveLength(1);
      });

      it('has the alias /auth/token', async () => {
        const { refresh_token } = await tokensOf(coffer.nobody, 'session_ann');
        expect((await refresh(refresh_token, '/auth/token')).body.token_type).toBe('bearer');
      });
    });

    describe('POST /auth/logout', () => {
      it('is refused without an access token or a refresh token', async () => {
        expectProblem(await coffer.nobody.post('/auth/logout'), 401, 'unauthenticated');
        expectProblem(await coffer.nobody.send('post', '/auth/logout'), 401, 'unauthenticated');
        expectProblem(await coffer.nobody.post('/auth/logout', { refresh_token: 'x' }), 401, 'unauthenticated');
        expectFields(await coffer.nobody.post('/auth/logout', { refresh_token: null }), 'refresh_token');
      });

      it('ends this session with both of its tokens at once, and no other session [R33]', async () => {
        const mine = await tokensOf(coffer.nobody, 'session_ann');
        const other = await tokensOf(coffer.nobody, 'session_ann');
        expect(await isOpen(mine.access_token)).toBe(true);
        expect((await coffer.nobody.as(mine.access_token).send('post', '/auth/logout')).status).toBe(204);
        expect(await isOpen(mine.access_token)).toBe(false);
        expectProblem(await refresh(mine.refresh_token), 401, 'invalid_refresh_token');
        expect(await isOpen(other.access_token)).toBe(true);
      });

      it('wins over a refresh that races with it [R39]', async () => {
        for (let round = 0; round < 10; round++) {
          const { access_token, refresh_token } = await tokensOf(coffer.nobody, 'session_ann');
          const [refreshed, left] = await Promise.all([
            refresh(refresh_token),
            coffer.nobody.as(access_token).send('post', '/auth/logout'),
          ]);
          const [isLeft] = await madeOf(coffer.admin, [left, refreshed]);
          // A logout that a starved engine refused has won nothing.
          if (!isLeft) expect(left.status).toBe(503);
          if (!isLeft || refreshed.status !== 200) continue;
          expect(await isOpen(refreshed.body.access_token)).toBe(false);
          expectProblem(await refresh(refreshed.body.refresh_token), 401, 'invalid_refresh_token');
        }
      });

      it('also takes the refresh token, and gives the same answer when it is repeated', async () => {
        const { access_token, refresh_token } = await tokensOf(coffer.nobody, 'session_ann');
        for (const _ of ['once', 'again']) {
          expect((await coffer.nobody.post('/auth/logout', { refresh_token })).status).toBe(204);
        }
        expect(await isOpen(access_token)).toBe(false);
      });
    });
  });
