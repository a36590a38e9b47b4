import { toBase64Url, utf8 } from '../crypto/bytes.js';
import { accountOf, tokenOf } from './token-account.js';

const jwt = (claims: unknown) => `e30.${toBase64Url(utf8(JSON.stringify(claims)))}.x-_`;

describe('the account of an access token', () => {
  it('is the claim sub, beside any other claims', () => {
    for (const name of ['', 'a', 'ab', 'ключ 🔑?>']) expect(accountOf(jwt({ name, sub: 'u1' }))).toBe('u1');
  });

  it.each(['', 'coffer_sk_x', 'a.b', 'a.b.c', 'e30.e30.x', 'e30.bnVsbA.x', jwt({ sub: 1 }), jwt([]), 'e30.gA.x'])(
    'is unknown for %j, which is then of no other account',
    (token) => {
      expect(accountOf(token)).toBeNull();
      expect(tokenOf('u1', token)).toBe(token);
    },
  );

  it('must be the one that a call is for, if it names one', () => {
    const token = jwt({ sub: 'u1' });
    expect([tokenOf('u1', token), tokenOf(undefined, token)]).toEqual([token, token]);
    expect(() => tokenOf('u2', token)).toThrow('Another account is logged in here.');
  });
});
