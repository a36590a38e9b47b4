import { createSecretKey, randomBytes } from 'node:crypto';
import { makeOneTimeToken, newId, readOneTimeToken } from '#kernel';
import { makeRefreshToken, readRefreshToken } from './refresh-token.js';

const KEY = createSecretKey(randomBytes(32));

describe('a one-time token', () => {
  const id = newId();
  const { token, hash } = makeOneTimeToken(KEY, 'mfa-login', id);

  it('is invalid for another purpose and another kind of token, under the same key [R24] [R42]', () => {
    expect(readOneTimeToken(KEY, 'password-reset', token)).toBeNull();
    expect(readOneTimeToken(KEY, 'mfa', token)).toBeNull();
    expect(readRefreshToken(KEY, token)).toBeNull();
    expect(readOneTimeToken(KEY, 'refresh', makeRefreshToken(KEY, id, 1).token)).toBeNull();
  });

  it('is invalid under another key, and if a character was changed, or it was cut, extended or padded', () => {
    expect(readOneTimeToken(createSecretKey(randomBytes(32)), 'mfa-login', token)).toBeNull();
    const changed = [...token].map(
      (character, at) => token.slice(0, at) + (character === 'A' ? 'B' : 'A') + token.slice(at + 1),
    );
    for (const forged of [
      ...changed,
      token.slice(0, -1),
      `${token}A`,
      `${token}=`,
      `${token}\n`,
      ` ${token}`,
      '',
      '.',
    ]) {
      expect(readOneTimeToken(KEY, 'mfa-login', forged)).toBeNull();
    }
  });

  it('names the document that it opens, and its stored hash is not the token', () => {
    expect(readOneTimeToken(KEY, 'mfa-login', token)).toEqual({ id, hash });
    expect(token).toHaveLength(108);
    expect(token).not.toContain(hash);
  });

  it('has 256 random bits: two tokens for one document differ', () => {
    expect(makeOneTimeToken(KEY, 'mfa-login', id).token).not.toBe(token);
  });
});
