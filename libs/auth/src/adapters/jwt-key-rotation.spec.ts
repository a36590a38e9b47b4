import { createSecretKey, randomBytes } from 'node:crypto';
import passport from 'passport';
import { Roots } from '#kernel';
import { aRequest, ManualClock } from '#kernel/testing';
import { publishModel } from '#policies/testing';
import { ACCESS_TOKEN_STRATEGY } from '../domain/tokens/access-claims.js';
import { AUTH_SETTINGS } from '../testing/foundation.js';
import { addUser, identityNode, logInWith } from '../testing/identity-node.js';
import { identityStores } from '../testing/identity-stores.js';
import { AccessTokenStrategy } from './access-token.strategy.js';

const key = (kid: string) => ({ kid, key: createSecretKey(randomBytes(32)) });
const [first, second, third] = [key('first'), key('second'), key('third')];
const peppers = [{ version: 1, key: createSecretKey(randomBytes(32)) }];

/** Whether a process with these keys accepts the token, as AuthGuard asks. */
function takes(roots: Roots, clock: ManualClock, token: string): Promise<boolean> {
  new AccessTokenStrategy(roots, AUTH_SETTINGS, clock);
  return new Promise((resolve) => {
    const done = (error: unknown, user: unknown) => resolve(!error && Boolean(user));
    const request = { headers: { authorization: `Bearer ${token}` } };
    passport.authenticate(ACCESS_TOKEN_STRATEGY, { session: false }, done)(request, {}, () => {});
  });
}

function keyIdIn(token: string): unknown {
  return JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid;
}

describe('a change of JWT_SECRET', () => {
  const clock = new ManualClock(Date.now());
  const stores = identityStores();
  const before = new Roots([first], peppers);
  const after = new Roots([second, first], peppers);
  const later = new Roots([third, second], peppers);

  beforeAll(async () => {
    await publishModel(stores.models);
    await addUser(identityNode(stores, before, clock), 'ada');
  });

  const logIn = () => logInWith(identityNode(stores, before, clock), 'ada');

  it('ends tokens under a key that is no longer configured [R32]', async () => {
    const { accessToken } = await logIn();
    expect(await takes(later, clock, accessToken)).toBe(false);
  });

  it('lets tokens under the previous key work until they expire, and no longer [R32]', async () => {
    const { accessToken, expiresIn } = await logIn();
    expect(keyIdIn(accessToken)).toBe('first');
    expect(await takes(after, clock, accessToken)).toBe(true);
    expect(await takes(after, new ManualClock(clock.at + expiresIn * 1_000), accessToken)).toBe(false);
  });

  it('accepts no token under one key that names the other key [R27] [R32]', async () => {
    const { accessToken } = await logIn();
    const [, payload, signature] = accessToken.split('.');
    const header = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'at+jwt', kid: 'second' })).toString('base64url');
    expect(await takes(after, clock, `${header}.${payload}.${signature}`)).toBe(false);
  });

  it('exchanges an earlier refresh token for a token under the new key [R32]', async () => {
    const tokens = await logIn();
    const refreshed = await identityNode(stores, after, clock).refresh.refresh(aRequest(), tokens.refreshToken);
    expect(keyIdIn(refreshed.accessToken)).toBe('second');
    expect(await takes(after, clock, refreshed.accessToken)).toBe(true);
    expect(await takes(later, clock, refreshed.accessToken)).toBe(true);
    expect(await takes(before, clock, refreshed.accessToken)).toBe(false);
  });
});
