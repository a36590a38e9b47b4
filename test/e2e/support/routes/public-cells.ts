import { must, tokensOf } from '../people/accounts.js';
import { Person, secretIn } from '../people/person.js';
import { type Answer, PASSWORD } from '../processes/api.js';
import type { Coffer } from '../processes/coffer.js';

const NEXT = 'Copper-Lantern-77-Meadow';
/** What is recorded of a used refresh token that comes again. */
export const REUSED = ['auth:session-end allowed', 'auth:session-end succeeded', 'auth:refresh denied'];

/** Checks one cell: the answer and its audit records. */
export type Hold = (who: string, answer: Answer, status: number, records: string[]) => Promise<void>;

/** The cells of the routes without a token. They need the account `roleless`, open registration and mail. */
export function publicCells(coffer: Coffer, hold: Hold): void {
  const post = (path: string, body: object) => coffer.nobody.post(path, body);

  it('without a token is recorded [R71]', async () => {
    const account = { username: 'roleless', password: PASSWORD };
    await hold('login', await post('/auth/login', account), 200, ['auth:login allowed', 'auth:login succeeded']);
    await hold('a guess', await post('/auth/login', { ...account, password: 'x' }), 401, ['auth:login failed']);
    await hold('no name', await post('/auth/login', { ...account, username: 'x' }), 401, ['auth:login failed']);
    for (const path of ['/auth/refresh', '/auth/token']) {
      const { refresh_token } = await tokensOf(coffer.nobody, 'roleless');
      const refreshed = await post(path, { refresh_token });
      await hold('refresh', refreshed, 200, ['auth:refresh allowed', 'auth:refresh succeeded']);
      await hold('reuse', await post(path, { refresh_token }), 401, REUSED);
      await hold('no token', await post(path, { refresh_token: 'x' }), 401, []);
    }
    const { refresh_token } = await tokensOf(coffer.nobody, 'roleless');
    const logout = await post('/auth/logout', { refresh_token });
    await hold('logout', logout, 204, ['auth:logout allowed', 'auth:logout succeeded']);
    const forged = { subject_token: 'x.y.z', service_account: 'none' };
    await hold('exchange', await post('/auth/token/exchange', forged), 401, ['auth:exchange denied']);
    const setup = { token: 'x', username: 'second', email: 'x@example.org', password: PASSWORD };
    await hold('setup', await post('/setup', setup), 404, []);
    await hold('a witness', await post('/witness/add-checkpoint', {}), 400, []);
    await hold('keys of a witness', await coffer.nobody.get('/witness/keys'), 404, []);
    await hold('health', await coffer.nobody.get('./health'), 200, []);
    await hold('readiness', await coffer.nobody.get('./health/ready'), 200, []);
  });

  it('that ends a key is recorded, and has one answer for every text [R71][R136]', async () => {
    const { body } = must(await coffer.admin.post('/service-accounts', { name: 'matrix_leaky', roles: [] }));
    const { key } = must(await coffer.admin.post(`/service-accounts/${body.id}/keys`, { name: 'leaky' })).body;
    const unknown = await post('/auth/keys/leaked', { key: 'x' });
    await hold('no key', unknown, 202, ['auth:key-leaked failed']);
    const ended = await post('/auth/keys/leaked', { key });
    await hold('a key', ended, 202, ['auth:key-leaked allowed', 'auth:key-leaked succeeded']);
    const again = await post('/auth/keys/leaked', { key });
    await hold('an ended key', again, 202, ['auth:key-leaked succeeded']);
    expect([ended.text, again.text]).toEqual([unknown.text, unknown.text]);
  });

  it('that makes an account is recorded [R71]', async () => {
    const given = { username: 'matrix_new', email: 'new@example.org', password: PASSWORD };
    const made = ['auth:register allowed', 'auth:register succeeded'];
    await hold('register', await post('/auth/register', given), 201, made);
    await hold('a taken name', await post('/auth/register', given), 409, ['auth:register failed']);
    await hold('no account', await post('/auth/register', { ...given, password: 'x' }), 400, []);
    for (const username of ['matrix_new', 'none']) {
      await hold('prelogin', await post('/auth/prelogin', { username }), 200, []);
    }
  });

  it('that completes a login leaves the records of what it did [R71]', async () => {
    const ann = await Person.of(coffer, 'matrix_ann');
    await ann.enrolApp();
    await ann.enrolEmail();
    const began = await ann.logIn();
    await hold('login', began, 200, ['auth:mfa-challenge allowed', 'auth:mfa-challenge succeeded']);
    const { mfa_token } = began.body;
    const sent = await post('/auth/mfa/email/send', { mfa_token });
    await hold('send', sent, 202, ['auth:mfa-code allowed', 'auth:mfa-code succeeded']);
    await hold('send for nothing', await post('/auth/mfa/email/send', { mfa_token: 'x' }), 401, []);
    const given = { mfa_token, method: 'email', code: await ann.mailed() };
    const wrong = { ...given, code: given.code === '000000' ? '000001' : '000000' };
    const failed = ['auth:mfa-verify allowed', 'auth:mfa-verify failed'];
    await hold('a guess', await post('/auth/mfa/verify', wrong), 401, failed);
    const passed = ['auth:mfa-verify allowed', 'auth:mfa-verify succeeded'];
    await hold('verify', await post('/auth/mfa/verify', given), 200, passed);
    await hold('verify again', await post('/auth/mfa/verify', given), 401, []);
  });

  it('that resets a password leaves the records of what it did [R71]', async () => {
    const bob = await Person.of(coffer, 'matrix_bob');
    await bob.verifyEmail();
    for (const username of ['matrix_bob', 'none']) {
      await hold('forgot', await post('/auth/password/forgot', { username }), 202, ['auth:password-forgot succeeded']);
    }
    const given = { token: await bob.mailed(), new_password: NEXT };
    await hold('no token', await post('/auth/password/reset', { ...given, token: 'x' }), 401, []);
    const reset = ['auth:password-reset allowed', 'auth:password-reset succeeded'];
    await hold('reset', await post('/auth/password/reset', given), 204, reset);
    await hold('reset again', await post('/auth/password/reset', given), 401, ['auth:password-reset failed']);
  });

  it('that opens what was handed over leaves the records of what it did [R71]', async () => {
    const { token } = await (await Person.of(coffer, 'matrix_dan')).share();
    await hold('no token', await post('/unwrap', { token: 'x' }), 401, []);
    await hold('open', await post('/unwrap', { token }), 200, ['wrap:open allowed', 'wrap:open succeeded']);
    await hold('open again', await post('/unwrap', { token }), 410, ['wrap:open failed']);
  });

  it('that accepts an invitation leaves the records of what it did [R71]', async () => {
    must(await coffer.admin.post('/users', { username: 'matrix_cy', email: 'matrix_cy@example.org', roles: [] }));
    const given = { token: secretIn((await coffer.mailsTo('matrix_cy@example.org')).text), password: NEXT };
    const path = '/auth/invitation/accept';
    await hold('no invitation', await post(path, { ...given, token: 'x' }), 401, []);
    const joined = ['auth:invitation-accept allowed', 'auth:invitation-accept succeeded'];
    await hold('join', await post(path, given), 204, joined);
    await hold('join again', await post(path, given), 401, ['auth:invitation-accept failed']);
  });
}
