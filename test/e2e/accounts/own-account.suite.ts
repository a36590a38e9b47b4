import { makeAccount, makePolicy, makeRole, tokensOf } from '../support/people/accounts.js';
import { expectFields, expectProblem, type Method, PASSWORD } from '../support/processes/api.js';
import { type Coffer, recordsOf, refusesStrangers, requestIdOf } from '../support/processes/coffer.js';
import { BEFORE_PASSWORD_CHANGE } from '../support/routes/thresholds.js';

const NEXT = 'Copper-Lantern-77-Meadow';

export const ownAccount = (coffer: Coffer): void =>
  describe("one's own account", () => {
    describe('GET /auth/me', () => {
      refusesStrangers(coffer, 'get', '/auth/me');

      it('shows the account and the permissions that its roles allow on anything', async () => {
        await makePolicy(coffer.admin, 'reads', [
          { effect: 'allow', actions: ['secret:read', 'secret:list'], resources: ['secret:prod/**'] },
        ]);
        await makeRole(coffer.admin, 'readers', ['reads']);
        const { body: made } = await makeAccount(coffer.admin, 'ann', { roles: ['readers'] });
        const ann = await coffer.admin.login('ann', PASSWORD);
        const { body } = await ann.get('/auth/me');
        expect(body).toEqual({
          id: made.id,
          kind: 'person',
          username: 'ann',
          email: 'ann@example.org',
          email_verified: false,
          credential: 'password',
          expiring_roles: [],
          expires_at: null,
          roles: ['readers'],
          permissions: ['secret:list', 'secret:read'],
          mfa_methods: [],
          password_change_required: false,
          session_id: expect.any(String),
          credential_id: body.session_id,
          created_at: made.created_at,
        });
      });
    });

    describe('POST /auth/password', () => {
      refusesStrangers(coffer, 'post', '/auth/password');

      it('is refused without the current password, and recorded [R8]', async () => {
        await makeAccount(coffer.admin, 'bob');
        const bob = await coffer.admin.login('bob', PASSWORD);
        const answer = await bob.post('/auth/password', { current_password: 'x', new_password: NEXT });
        expectProblem(answer, 401, 'invalid_credentials');
        expect(await recordsOf(coffer.admin, requestIdOf(answer))).toEqual(['auth:password failed']);
      });

      it('is refused with a new password that is weak, contextual, unchanged or too long', async () => {
        const bob = await coffer.admin.login('bob', PASSWORD);
        for (const password of [
          'short',
          'all-lower-case-letters',
          'Bob-Likes-7-Bobs!',
          PASSWORD,
          `aA1!${'é'.repeat(253)}`,
        ]) {
          expectFields(
            await bob.post('/auth/password', { current_password: PASSWORD, new_password: password }),
            'new_password',
          );
        }
        expectFields(
          await bob.post('/auth/password', {}),
          'current_password',
          'current_login_secret',
          'new_password',
          'new_login_secret',
        );
        const current = { current_password: PASSWORD };
        expectFields(await bob.post('/auth/password', current), 'new_password', 'new_login_secret');
        expectFields(
          await bob.post('/auth/password', { current_password: PASSWORD, new_password: null }),
          'new_password',
        );
      });

      it('ends all other sessions and not this one [R41]', async () => {
        const other = await tokensOf(coffer.nobody, 'bob');
        const bob = await coffer.admin.login('bob', PASSWORD);
        expect((await coffer.nobody.as(other.access_token).get('/auth/me')).status).toBe(200);
        expect((await bob.post('/auth/password', { current_password: PASSWORD, new_password: NEXT })).status).toBe(204);
        expect((await bob.get('/auth/me')).status).toBe(200);
        expectProblem(await coffer.nobody.as(other.access_token).get('/auth/me'), 401, 'unauthenticated');
        const refreshed = await coffer.nobody.post('/auth/refresh', { refresh_token: other.refresh_token });
        expectProblem(refreshed, 401, 'invalid_refresh_token');
        expectProblem(
          await coffer.nobody.post('/auth/login', { username: 'bob', password: PASSWORD }),
          401,
          'invalid_credentials',
        );
        await tokensOf(coffer.nobody, 'bob', NEXT);
      });

      it('keeps every character, in one Unicode form [R2]', async () => {
        await makeAccount(coffer.admin, 'eve');
        const eve = await coffer.admin.login('eve', PASSWORD);
        const long = `Ünïcode-7!${'x'.repeat(80)}`;
        await eve.post('/auth/password', { current_password: PASSWORD, new_password: long.normalize('NFD') });
        await tokensOf(coffer.nobody, 'eve', long.normalize('NFC'));
        const cut = await coffer.nobody.post('/auth/login', { username: 'eve', password: long.slice(0, -1) });
        expectProblem(cut, 401, 'invalid_credentials');
      });
    });

    describe('made by an administrator', () => {
      it('can use no route before its owner has changed the password [R26]', async () => {
        const { body } = await makeAccount(coffer.admin, 'dan', {
          password_change_required: undefined,
          roles: ['administrator'],
        });
        expect(body.password_change_required).toBe(true);
        const tokens = await tokensOf(coffer.nobody, 'dan');
        const dan = coffer.nobody.as(tokens.access_token);
        expect((await dan.get('/auth/me')).body.password_change_required).toBe(true);

        const closed = coffer.admin.conformance.secured.filter((key) => !BEFORE_PASSWORD_CHANGE.has(key));
        expect(closed.length).toBeGreaterThan(20);
        for (const key of closed) {
          const [method = '', path = ''] = key.split(' ');
          const asked = path.replace(/\{\w+\}/g, body.id);
          if (asked.startsWith('/v1/')) {
            const { status, text } = await dan.send(method as Method, `.${asked}`);
            expect([status, text]).toEqual([403, expect.stringContaining('password')]);
            continue;
          }
          const answer = await dan.send(method as Method, asked.replace('/api/v1', ''));
          const { decision_id } = expectProblem(answer, 403, 'password_change_required');
          expect(decision_id).toEqual(expect.any(String));
        }
        expect((await dan.post('/auth/password', { current_password: PASSWORD, new_password: NEXT })).status).toBe(204);
        expect((await dan.get('/users')).status).toBe(200);
      });

      it('may log out before that', async () => {
        await makeAccount(coffer.admin, 'fay', { password_change_required: true });
        const fay = await coffer.admin.login('fay', PASSWORD);
        expect((await fay.send('post', '/auth/logout')).status).toBe(204);
      });
    });
  });
