import { createHmac, createSecretKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import passport from 'passport';
import { newId, Roots } from '#kernel';
import { ManualClock, someRoots } from '#kernel/testing';
import { ACCESS_TOKEN_STRATEGY, type AccessClaims } from '../domain/tokens/access-claims.js';
import { AUTH_SETTINGS } from '../testing/foundation.js';
import { AccessTokenStrategy } from './access-token.strategy.js';
import { JwtAccessTokenSigner } from './jwt.access-token-signer.js';

const roots = someRoots();
const clock = new ManualClock(Date.now());
const subject = { userId: newId(), sessionId: newId(), generation: 3 };
const HEADER = { alg: 'HS256', typ: 'at+jwt', kid: 'k1' };

function claims(more: object = {}): object {
  const iat = Math.floor(clock.at / 1_000);
  return {
    ...{ iss: 'coffer', aud: 'coffer', iat, exp: iat + 900 },
    ...{ sub: subject.userId, jti: newId(), sid: subject.sessionId, gen: 3 },
    ...more,
  };
}

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

function signed(header: object, payload: object, algorithm = 'sha256', key = roots.jwtKeys[0]?.key): string {
  const text = `${part(header)}.${part(payload)}`;
  return `${text}.${createHmac(algorithm, key ?? '')
    .update(text)
    .digest('base64url')}`;
}

/** Verifies a header through passport, as AuthGuard does. */
function verify(authorization: string | undefined): Promise<AccessClaims | null> {
  return new Promise((resolve) => {
    const done = (error: unknown, user: AccessClaims | false | undefined) => resolve(error || !user ? null : user);
    passport.authenticate(ACCESS_TOKEN_STRATEGY, { session: false }, done)(
      { headers: { authorization } },
      {},
      () => {},
    );
  });
}

const take = (token: string) => verify(`Bearer ${token}`);

describe('the access token strategy', () => {
  const signer = new JwtAccessTokenSigner(new JwtService({}), roots, AUTH_SETTINGS);
  let token: string;

  beforeEach(() => {
    new AccessTokenStrategy(roots, AUTH_SETTINGS, clock);
    clock.at = Date.now();
    token = signer.sign(subject, clock.at).token;
  });

  it('accepts a token of the signer', async () => {
    const exp = Math.floor(clock.at / 1_000) + 900;
    expect(await take(token)).toEqual({ ...subject, via: 'session', expiresAt: exp * 1_000 });
    expect(await take(signed(HEADER, claims()))).toMatchObject(subject);
  });

  it('knows the token of an exchange from that of a session, and refuses what is neither [R139]', async () => {
    expect(await take(signed(HEADER, claims({ via: 'binding' })))).toMatchObject({ via: 'binding' });
    for (const via of ['key', '', null, 1, ['binding']]) expect(await take(signed(HEADER, claims({ via })))).toBeNull();
  });

  it('refuses the algorithm none and every other algorithm, under any key [R27]', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const rs256 = `${part({ ...HEADER, alg: 'RS256' })}.${part(claims())}`;
    for (const refused of [
      `${part({ ...HEADER, alg: 'none' })}.${part(claims())}.`,
      `${part({ ...HEADER, alg: 'none' })}.${part(claims())}.${'A'.repeat(43)}`,
      signed({ ...HEADER, alg: 'HS384' }, claims(), 'sha384'),
      signed({ ...HEADER, alg: 'HS512' }, claims(), 'sha512'),
      signed({ ...HEADER, alg: 'HS384' }, claims()),
      signed({ ...HEADER, alg: 'hs256' }, claims()),
      `${rs256}.${sign('sha256', Buffer.from(rs256), privateKey).toString('base64url')}`,
    ]) {
      expect(await take(refused)).toBeNull();
    }
  });

  it.each([
    { jwk: { kty: 'oct', k: 'AAAA' } },
    { jku: 'https://evil.example/keys' },
    { x5u: 'https://evil.example/cert' },
    { crit: ['exp'] },
    { b64: false },
    { kid: '../../dev/null' },
    { kid: '__proto__' },
    { kid: ['k1'] },
    { kid: undefined },
    { typ: 'JWT' },
    { typ: 'mfa+jwt' },
    { typ: undefined },
  ])('refuses a header with %j [R27][R30][R32]', async (more) => {
    expect(await take(signed({ ...HEADER, ...more }, claims()))).toBeNull();
  });

  it.each(['exp', 'iat', 'iss', 'aud', 'sub', 'jti', 'sid', 'gen'])(
    'refuses a token without %s [R29]',
    async (name) => {
      expect(await take(signed(HEADER, claims({ [name]: undefined })))).toBeNull();
    },
  );

  it.each([
    { iss: 'other' },
    { aud: 'other' },
    { aud: ['coffer', 'other'] },
    { sub: 'root' },
    { sid: { $ne: null } },
    { gen: '3' },
    { exp: 1 },
    { exp: '9999999999' },
    { exp: 1e300 },
  ])('refuses a token with %j [R29]', async (more) => {
    expect(await take(signed(HEADER, claims(more)))).toBeNull();
  });

  it('refuses a token that is signed with another key, changed, or cut [R27]', async () => {
    const [header = '', , signature = ''] = token.split('.');
    const stranger = createSecretKey(randomBytes(32));
    for (const refused of [
      signed(HEADER, claims(), 'sha256', stranger),
      `${header}.${part(claims({ sub: newId() }))}.${signature}`,
      token.slice(0, -1),
    ]) {
      expect(await take(refused)).toBeNull();
    }
  });

  it('refuses padding, spaces and characters that are not base64url [R31]', async () => {
    const spaced = token.replace('.', ' .');
    for (const refused of [`${token}=`, spaced, `${token}\n`, token.replaceAll('-', '+'), `${token}.x`, `.${token}`]) {
      if (refused !== token) expect(await take(refused)).toBeNull();
    }
    const last = token.at(-1) ?? '';
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const sameBits = alphabet[alphabet.indexOf(last) ^ 1] ?? '';
    expect(await take(token.slice(0, -1) + sameBits)).toBeNull();
  });

  it('refuses a token in any other form of the header', async () => {
    for (const header of [undefined, '', token, `Basic ${token}`, `Bearer  ${token}`, `Bearer ${token}, Bearer x`]) {
      expect(await verify(header)).toBeNull();
    }
  });

  it('refuses a token that has expired by our clock, even if the wall clock stepped back [R92]', async () => {
    clock.at += 900_000;
    expect(await take(token)).toBeNull();
  });

  it('accepts a token of now, and no other, by our clock while the wall clock is 8 days ahead [R104]', async () => {
    clock.at = Date.now() - 8 * 86_400_000;
    const made = signer.sign(subject, clock.at).token;
    expect(await take(made)).toMatchObject(subject);
    clock.at += 900_000;
    expect(await take(made)).toBeNull();
  });

  it('accepts the previous key while it is configured, and signs with the newest key [R32]', async () => {
    const fresh = { kid: 'k2', key: createSecretKey(randomBytes(32)) };
    const rotated = new Roots([fresh, ...roots.jwtKeys], roots.peppers);
    new AccessTokenStrategy(rotated, AUTH_SETTINGS, clock);
    expect(await take(token)).toMatchObject(subject);
    const newer = new JwtAccessTokenSigner(new JwtService({}), rotated, AUTH_SETTINGS).sign(subject, clock.at).token;
    expect(await take(newer)).toMatchObject(subject);
    new AccessTokenStrategy(new Roots([fresh], roots.peppers), AUTH_SETTINGS, clock);
    expect(await take(token)).toBeNull();
  });
});
