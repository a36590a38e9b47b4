import { createHmac, createPublicKey, type JsonWebKey } from 'node:crypto';
import type { JWK, JWTPayload } from 'jose';
import type { TokenAlgorithm } from '../../domain/workloads/identity-provider.js';
import { LocalIssuer, signingKey, type TokenOptions } from '../../testing/local-issuer.js';
import { JoseSubjectTokens } from './jose.subject-tokens.js';

const AUDIENCE = 'https://coffer.example.org';
const NOW = Date.UTC(2026, 10, 29, 12);
const MINUTE = 60_000;
const DAY = 86_400_000;

describe('the token of an identity provider', () => {
  const tokens = new JoseSubjectTokens();
  let issuer: LocalIssuer;
  beforeAll(async () => {
    issuer = await LocalIssuer.open();
  });
  afterAll(() => issuer.close());

  const make = (claims: JWTPayload = {}, options: TokenOptions = {}) =>
    issuer.token({ aud: AUDIENCE, sub: 'ci', ...claims }, { at: NOW, ...options });
  const reading = async (token: string) => {
    try {
      return tokens.claimed(token);
    } catch (error) {
      return (error as Error).message;
    }
  };
  const verifying = async (token: string, jwks: unknown = issuer.jwks, algorithms: TokenAlgorithm[] = ['ES256']) => {
    const keys = await tokens.keySet(jwks, algorithms);
    if (keys === null) return 'no key set';
    const expected = { issuer: issuer.url, audience: AUDIENCE, algorithms, now: NOW };
    return tokens.verify(token, keys, expected).then(
      ({ claims, expiresAt }) => ({ claims, expiresAt }),
      (error: Error) => `${error.name}: ${error.message}`,
    );
  };
  const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  /** The same payload under another header, with the given signature. */
  const under = (token: string, header: object, signature = token.split('.')[2]) =>
    `${encoded(header)}.${token.split('.')[1]}.${signature}`;

  describe('is not even looked at', () => {
    it.each(['', 'x', 'a.b', 'a.b.c', 'a.b.c.d', 'a..c', '.b.c', 'e30.W10.e30', 'e30.bnVsbA.e30', 'e30.e30.e30='])(
      'if it is %p',
      async (token) => {
        expect(['it is not a signed JWT', 'it has no issuer']).toContain(await reading(token));
      },
    );

    it.each(['jku', 'jwk', 'x5u', 'x5c', 'crit', 'b64', 'zip'])('if its header has %s [R111]', async (name) => {
      const token = under(await make(), { alg: 'ES256', kid: 'k', [name]: 'https://evil.example' });
      expect(await reading(token)).toBe(`its header has ${name}`);
    });

    it.each(['logout+jwt', 'secevent+jwt', 'dpop+jwt', 7])('if its type is %p [R111]', async (typ) => {
      expect(await reading(under(await make(), { alg: 'ES256', typ }))).toBe(
        'its type is not one of a token about a program',
      );
    });

    it.each([
      ['no issuer', { iss: undefined }, 'it has no issuer'],
      ['several issuers', { iss: ['a', 'b'] as unknown as string }, 'it has no issuer'],
      ['no audience', { aud: undefined }, 'it has no audience'],
      ['an empty list of audiences', { aud: [] }, 'it has no audience'],
      ['several audiences', { aud: [AUDIENCE, 'https://other.example'] }, 'it has several audiences'],
    ])('with %s [R111]', async (_, claims, words) => {
      // jose signs no token with a wrong issuer: its payload is replaced.
      const token = await make({ aud: AUDIENCE });
      const payload = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
      const [header, , signature] = token.split('.');
      expect(await reading(`${header}.${encoded({ ...payload, ...claims })}.${signature}`)).toBe(words);
    });

    it('says otherwise whose it claims to be, whatever its signature is', async () => {
      const claimed = { issuer: issuer.url, audience: AUDIENCE };
      expect(await reading(await make())).toEqual(claimed);
      expect(await reading(await make({ aud: [AUDIENCE] }))).toEqual(claimed);
      expect(await reading(under(await make(), { alg: 'none' }, ''))).toEqual(claimed);
    });
  });

  describe('is refused', () => {
    it('without a signature: alg none [R111]', async () => {
      expect(await verifying(under(await make(), { alg: 'none', kid: issuer.keys[0]?.kid }, ''))).toMatch(
        /^TokenRefused/,
      );
      expect(await verifying(under(await make(), { alg: 'None' }))).toMatch(/^TokenRefused/);
    });

    it.each(['HS256', 'HS384', 'HS512'])('if the public key was used as a secret: %s [R111]', async (alg) => {
      const jwk = issuer.keys[0]?.jwk as JsonWebKey & JWK;
      const pem = createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
      const [, payload] = (await make()).split('.');
      const signed = `${encoded({ alg, kid: jwk.kid, typ: 'JWT' })}.${payload}`;
      for (const secret of [pem, JSON.stringify(jwk), Buffer.from(jwk.x ?? '', 'base64url')]) {
        const digest = alg.replace('HS', 'sha');
        const forged = `${signed}.${createHmac(digest, secret).update(signed).digest('base64url')}`;
        expect(await verifying(forged)).toBe('TokenRefused: its algorithm is not one of the provider');
      }
    });

    it('if a key set holds a symmetric key: no algorithm uses it', async () => {
      const secret = { kty: 'oct', k: Buffer.from('secret'.repeat(8)).toString('base64url'), alg: 'HS256', kid: 'h' };
      expect(await tokens.keySet({ keys: [secret] }, ['RS256', 'ES256'])).toMatchObject({ size: 0 });
    });

    it('under an algorithm that the provider does not use, though its key could', async () => {
      expect(await verifying(await make(), issuer.jwks, ['RS256', 'ES384'])).toMatch(/^TokenRefused: its algorithm/);
    });

    it('under a key of the attacker with the kid of a right one [R111]', async () => {
      const forged = await signingKey(issuer.keys[0]?.kid ?? '');
      expect(await verifying(await make({}, { key: forged }))).toBe('TokenRefused: its signature is wrong');
    });

    it('under a key that is not known, told apart since the provider may have a newer one', async () => {
      const key = await signingKey('newer');
      expect(await verifying(await make({}, { key }))).toBe('UnknownKey: the provider has no key with its kid');
      expect(await verifying(under(await make(), { alg: 'ES256', kid: '../../etc/passwd' }))).toMatch(/^UnknownKey/);
    });

    it.each([{}, 7, null, ['key-0']])('with the kid %p', async (kid) => {
      expect(await verifying(under(await make(), { alg: 'ES256', kid }))).toMatch(/^(TokenRefused|UnknownKey)/);
    });

    it('if several keys fit it, or have its kid', async () => {
      const keys = [await signingKey('one'), await signingKey('two'), await signingKey('two')];
      const jwks = { keys: keys.map(({ jwk }) => jwk) };
      const words = 'TokenRefused: several keys of the provider fit it';
      expect(await verifying(await make({}, { key: keys[0], header: { kid: undefined } }), jwks)).toBe(words);
      expect(await verifying(await make({}, { key: keys[1] }), jwks)).toBe(words);
    });

    it.each([
      ['of another issuer', { iss: 'https://other.example' }, 'iss'],
      ['of an issuer with a slash more', { iss: 'https://localhost/' }, 'iss'],
      ['for another audience', { aud: 'https://other.example' }, 'aud'],
      ['for an audience in another case', { aud: AUDIENCE.toUpperCase() }, 'aud'],
      ['without an end', { exp: undefined }, 'exp'],
      ['with an end that is no number', { exp: '9999999999' as unknown as number }, 'exp'],
      ['without a beginning', { iat: undefined }, 'iat'],
      ['that is for later', { nbf: NOW / 1_000 + 31 }, 'nbf'],
      ['that is issued later', { iat: NOW / 1_000 + 31, nbf: undefined }, 'iat'],
    ])('%s [R111]', async (_, claims, claim) => {
      expect(await verifying(await make(claims))).toBe(`TokenRefused: its ${claim} is not as it must be`);
    });

    it('for several audiences, of which one is right', async () => {
      expect(await verifying(await make({ aud: [AUDIENCE, 'b'] }))).toBe('TokenRefused: it has several audiences');
    });

    it('after its end, and 24 hours after it was issued, whatever its end is', async () => {
      const words = 'TokenRefused: it has expired, or was issued too long ago';
      expect(await verifying(await make({}, { at: NOW - 6 * MINUTE }))).toBe(words);
      expect(await verifying(await make({}, { at: NOW - DAY - MINUTE, lifetime: 365 * 86_400 }))).toBe(words);
    });
  });

  it.each(['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'] as const)('is verified under %s', async (algorithm) => {
    const key = await signingKey('k', algorithm);
    const result = await verifying(await make({}, { key }), { keys: [key.jwk] }, [algorithm]);
    expect(result).toEqual({ claims: expect.objectContaining({ sub: 'ci' }), expiresAt: NOW + 5 * MINUTE });
  });

  it('is verified without a kid, if one key fits it', async () => {
    const key = await signingKey('k');
    const { alg: _, use: __, ...bare } = key.jwk;
    const token = await make({ aud: [AUDIENCE] }, { key, header: { kid: undefined, typ: undefined } });
    expect(await verifying(token, { keys: [bare] })).toHaveProperty('claims');
  });

  it.each([null, [], 'x', {}, { keys: {} }, { keys: Array(101).fill({ kty: 'EC' }) }])(
    'has no keys in %p',
    async (jwks) => {
      expect(await tokens.keySet(jwks, ['ES256'])).toBeNull();
    },
  );

  it('is verified with no key that is private, not for signatures, of another kind or far too large', async () => {
    const { jwk } = await signingKey('k');
    const rsa = (await signingKey('r', 'RS256')).jwk;
    const keys = [
      ...[null, 'x', [], {}, { ...jwk, d: 'x' }, { ...jwk, use: 'enc' }, { ...jwk, key_ops: ['sign'] }],
      ...[
        { ...jwk, crv: 'P-384' },
        { ...jwk, crv: 'secp256k1' },
        { ...jwk, alg: 'ES384' },
        { ...jwk, x: 'AAAA' },
      ],
      ...[
        { ...rsa, n: 'A'.repeat(1_400) },
        { ...rsa, e: 'A'.repeat(40) },
        { ...rsa, n: 'AQAB' },
      ],
    ];
    expect(await tokens.keySet({ keys }, ['ES256', 'RS256'])).toMatchObject({ size: 0 });
    expect(await tokens.keySet({ keys: [...keys, jwk, rsa] }, ['ES256', 'RS256'])).toMatchObject({ size: 2 });
  });
});
