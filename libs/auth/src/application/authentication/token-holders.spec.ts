import { makeOneTimeToken, newId } from '#kernel';
import { someRoots } from '#kernel/testing';
import { makeRefreshToken } from '../../domain/tokens/refresh-token.js';
import { TokenHolders } from './token-holders.js';

describe('the holder of a token in a body', () => {
  const roots = someRoots();
  const holders = new TokenHolders(roots);
  const id = newId();

  it('is the session of a refresh token, and the challenge of a one-time token', () => {
    const refresh = makeRefreshToken(roots.derive('refresh-token'), id, 3).token;
    expect(holders.holderOf('refresh', refresh)).toBe(id);
    for (const kind of ['mfa-login', 'password-reset', 'invitation'] as const) {
      expect(holders.holderOf(kind, makeOneTimeToken(roots.derive('one-time-token'), kind, id).token)).toBe(id);
    }
  });

  it('is nobody for a forged token, and for one of another kind', () => {
    const refresh = makeRefreshToken(roots.derive('refresh-token'), id, 3).token;
    const forged = `${refresh.slice(0, -1)}${refresh.endsWith('A') ? 'B' : 'A'}`;
    expect(holders.holderOf('refresh', forged)).toBeNull();
    expect(holders.holderOf('mfa-login', refresh)).toBeNull();
    const reset = makeOneTimeToken(roots.derive('one-time-token'), 'password-reset', id).token;
    expect(holders.holderOf('mfa-login', reset)).toBeNull();
    expect(holders.holderOf('refresh', '')).toBeNull();
  });
});
