import { createSecretKey, randomBytes } from 'node:crypto';
import { newId } from '#kernel';
import { makeRefreshToken, readRefreshToken } from './refresh-token.js';

const KEY = createSecretKey(randomBytes(32));

describe('a refresh token', () => {
  const id = newId();
  const { token, hash } = makeRefreshToken(KEY, id, 7);

  it('is invalid under another key, and with any character changed [R37]', () => {
    expect(readRefreshToken(createSecretKey(randomBytes(32)), token)).toBeNull();
    for (let at = 0; at < token.length; at++) {
      const other = token[at] === 'A' ? 'B' : 'A';
      expect(readRefreshToken(KEY, token.slice(0, at) + other + token.slice(at + 1))).toBeNull();
    }
  });

  it.each([`${token} `, `${token}=`, ` ${token}`, `${token}\n`, token.slice(1), '', '.', `${token}.`])(
    'is not read from %j [R31]',
    (text) => {
      expect(readRefreshToken(KEY, text)).toBeNull();
    },
  );

  it('names its session and generation, and its stored hash is not the token [R34]', () => {
    expect(readRefreshToken(KEY, token)).toEqual({ sessionId: id, generation: 7, hash });
    expect(token).not.toContain(hash);
  });

  it('has 256 random bits: two tokens of one session and generation differ [R34]', () => {
    expect(makeRefreshToken(KEY, id, 7).token).not.toBe(token);
  });
});
