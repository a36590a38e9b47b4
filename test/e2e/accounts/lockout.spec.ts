import { makeAccount, must } from '../support/people/accounts.js';
import { Person } from '../support/people/person.js';
import { told } from '../support/people/told.js';
import { type Answer, type Api, type Body, expectProblem, PASSWORD } from '../support/processes/api.js';
import { MOVABLE_CLOCK, sixMinutesLater } from '../support/processes/clock.js';
import { describeCoffer, recordsOf, requestIdOf } from '../support/processes/coffer.js';

const MAX_FAILED_LOGINS = 5;
/** The limit over all networks together. */
const PER_ACCOUNT = 50;
const WRONG = 'Wrong-Horse-42-Staple';
const HOME = '198.51.100.7';

/** Addresses in `count` networks that no other test uses. */
function networks(count: number, test: number): string[] {
  return Array.from({ length: count }, (_, index) => `10.${test}.${index}.1`);
}

describeCoffer(
  'the lockout',
  (coffer) => {
    const from = (address: string) => ({ 'x-forwarded-for': address });
    const logIn = (username: string, password: string, address: string): Promise<Answer> =>
      coffer.nobody.post('/auth/login', { username, password }, from(address));
    const fail = async (username: string, address: string, times = MAX_FAILED_LOGINS): Promise<Answer> => {
      for (let time = 1; time < times; time++) await logIn(username, WRONG, address);
      return logIn(username, WRONG, address);
    };
    const sessionOf = async (username: string, address: string): Promise<Api> =>
      coffer.nobody.as(must(await logIn(username, PASSWORD, address)).body.access_token);
    const make = async (username: string, fields: Body = {}): Promise<string> =>
      (await makeAccount(coffer.admin, username, fields)).body.id;

    it('refuses the right password after 5 wrong ones, with the same answer and record [R11][R13]', async () => {
      await make('ann');
      const [home] = networks(1, 1);
      const wrong = await fail('ann', String(home));
      const right = await logIn('ann', PASSWORD, String(home));
      const unknown = await fail('nobody', String(home), MAX_FAILED_LOGINS + 1);
      expectProblem(wrong, 401, 'invalid_credentials');
      expect(told(right)).toEqual(told(wrong));
      expect(told(unknown)).toEqual(told(wrong));
      for (const answer of [wrong, right]) {
        expect(await recordsOf(coffer.admin, requestIdOf(answer))).toEqual(['auth:login failed']);
      }
    });

    it('counts by the network of the address, and locks no other network [R14]', async () => {
      await make('bob');
      await fail('bob', '203.0.113.1', 3);
      await fail('bob', '203.0.113.250', 2);
      expectProblem(await logIn('bob', PASSWORD, '203.0.113.99'), 401, 'invalid_credentials');
      await fail('bob', '2001:db8:0:1::1');
      expectProblem(await logIn('bob', PASSWORD, '2001:db8:0:1:ffff::2'), 401, 'invalid_credentials');
      expect((await logIn('bob', PASSWORD, '203.0.114.1')).status).toBe(200);
      expect((await logIn('bob', PASSWORD, '2001:db8:0:2::1')).status).toBe(200);
    });

    it('counts every form of a name as one [R10]', async () => {
      await make('cal');
      for (const name of ['cal', 'CAL', ' cal', 'Cal ', 'ｃａｌ'])
        expectProblem(await logIn(name, WRONG, HOME), 401, 'invalid_credentials');
      for (const name of ['cal', 'cAl']) expectProblem(await logIn(name, PASSWORD, HOME), 401, 'invalid_credentials');
    });

    it('counts a login secret as it counts a password', async () => {
      await make('pat');
      for (let time = 0; time < MAX_FAILED_LOGINS; time++) {
        const given = { username: 'pat', login_secret: 'A'.repeat(43) };
        expectProblem(await coffer.nobody.post('/auth/login', given, from(HOME)), 401, 'invalid_credentials');
      }
      expectProblem(await logIn('pat', PASSWORD, HOME), 401, 'invalid_credentials');
    });

    it('clears its count after a complete login, but not after a right password alone', async () => {
      await make('dan');
      for (let round = 0; round < 3; round++) {
        await fail('dan', HOME, MAX_FAILED_LOGINS - 1);
        expect((await logIn('dan', PASSWORD, HOME)).status).toBe(200);
      }
    });

    it('lets no stranger lock the owner out, and keeps the sessions of the owner alive [R14]', async () => {
      await make('eve');
      const eve = await sessionOf('eve', HOME);
      const { refresh_token } = must(await logIn('eve', PASSWORD, HOME)).body;
      const strangers = networks(PER_ACCOUNT / MAX_FAILED_LOGINS, 2);
      await Promise.all(strangers.map((address) => fail('eve', address)));
      const [another] = networks(1, 3);
      expectProblem(await logIn('eve', PASSWORD, String(another)), 401, 'invalid_credentials');

      expect((await logIn('eve', PASSWORD, HOME)).status).toBe(200);
      expect((await eve.get('/auth/me')).status).toBe(200);
      expect((await coffer.nobody.post('/auth/refresh', { refresh_token }, from(String(another)))).status).toBe(200);
      const proof = await eve.post('/auth/reauthenticate', { password: PASSWORD }, from(HOME));
      expect(proof.status).toBe(200);
    });

    it('also covers a password change and reauthentication [R12]', async () => {
      await make('fay');
      const fay = await sessionOf('fay', HOME);
      const change = { current_password: PASSWORD, new_password: 'Copper-Lantern-77-Meadow' };
      const prove = (password: string) => fay.post('/auth/reauthenticate', { password }, from(HOME));
      for (let time = 0; time < 3; time++) expectProblem(await prove(WRONG), 401, 'invalid_credentials');
      for (let time = 0; time < 2; time++) {
        const wrong = await fay.post('/auth/password', { ...change, current_password: WRONG }, from(HOME));
        expectProblem(wrong, 401, 'invalid_credentials');
      }
      expectProblem(await prove(PASSWORD), 401, 'invalid_credentials');
      expectProblem(await fay.post('/auth/password', change, from(HOME)), 401, 'invalid_credentials');
      expectProblem(await logIn('fay', PASSWORD, HOME), 401, 'invalid_credentials');
      expect((await fay.get('/auth/me')).status).toBe(200);
    });

    it('also covers the second step of a login: a new challenge brings no new attempts [R12][R20]', async () => {
      const gus = await Person.of(coffer, 'gus');
      await gus.enrolApp();
      for (let time = 0; time < MAX_FAILED_LOGINS; time++) {
        const body = { mfa_token: await gus.mfaToken(), method: 'totp', code: gus.shown(-9) };
        expectProblem(await coffer.nobody.post('/auth/mfa/verify', body), 401, 'invalid_code');
      }
      expectProblem(await gus.logIn(), 401, 'invalid_credentials');
      must(await coffer.admin.send('post', `/users/${gus.id}/unlock`));
      const mfa_token = await gus.mfaToken();
      for (let time = 0; time < MAX_FAILED_LOGINS; time++) {
        const body = { mfa_token, method: 'recovery', code: 'aaaaa-aaaaa' };
        expectProblem(await coffer.nobody.post('/auth/mfa/verify', body), 401, 'invalid_code');
      }
      const right = { mfa_token, method: 'totp', code: gus.shown(1) };
      expectProblem(await coffer.nobody.post('/auth/mfa/verify', right), 401, 'invalid_code');
    });

    it('is lifted by an administrator, and not without the permission', async () => {
      const id = await make('hal');
      await fail('hal', HOME);
      await make('ivy');
      const ivy = await sessionOf('ivy', HOME);
      expectProblem(await ivy.send('post', `/users/${id}/unlock`), 403, 'forbidden');
      expectProblem(await logIn('hal', PASSWORD, HOME), 401, 'invalid_credentials');
      const answer = await coffer.admin.send('post', `/users/${id}/unlock`);
      expect(answer.status).toBe(204);
      expect(await recordsOf(coffer.admin, requestIdOf(answer))).toEqual([
        'user:unlock allowed',
        'user:unlock succeeded',
      ]);
      expect((await logIn('hal', PASSWORD, HOME)).status).toBe(200);
    });

    it('ends with its window, which failures do not prolong', async () => {
      await make('jan');
      await fail('jan', HOME, 2 * MAX_FAILED_LOGINS);
      await sixMinutesLater(coffer.server);
      expect((await logIn('jan', PASSWORD, HOME)).status).toBe(200);
    });
  },
  { TRUSTED_PROXIES: '127.0.0.0/8', LOCKOUT_MINUTES: '5' },
  { main: MOVABLE_CLOCK },
);
