import { type CofferError } from '#kernel';
import { proofOf, type ReauthenticateRequest } from './reauthentication.requests.js';

function refusalOf(body: ReauthenticateRequest): unknown {
  try {
    return proofOf(body);
  } catch (error) {
    const { code, details } = error as CofferError;
    return [code, details.fields?.map(({ field }) => field)];
  }
}

describe('the proof in a body', () => {
  const REFUSED = ['validation_failed', ['password', 'login_secret', 'method', 'code']];

  it.each<ReauthenticateRequest>([
    {},
    { method: 'totp' },
    { code: '123456' },
    { password: 'p', login_secret: 's' },
    { password: 'p', method: 'totp', code: '123456' },
    { password: 'p', code: '123456' },
    { login_secret: 's', method: 'recovery' },
  ])('is refused unless it is exactly one complete proof: %j', (body) => {
    expect(refusalOf(body)).toEqual(REFUSED);
  });

  it('is a password, a login secret, or a code of a method', () => {
    expect(proofOf({ password: '' })).toEqual({ kind: 'password', text: '' });
    expect(proofOf({ login_secret: 's' })).toEqual({ kind: 'login_secret', text: 's' });
    expect(proofOf({ method: 'recovery', code: 'c' })).toEqual({ method: 'recovery', code: 'c' });
  });
});
