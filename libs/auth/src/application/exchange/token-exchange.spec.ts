import type { JWTPayload } from 'jose';
import { type CofferError, newId } from '#kernel';
import { aRequest, ManualClock, someRoots } from '#kernel/testing';
import { publishModel } from '#policies/testing';
import {
  aBinding,
  addServiceAccount,
  aProvider,
  LocalIssuer,
  signingKey,
  type TokenOptions,
} from '#service-accounts/testing';
import type { User } from '#users';
import { callerAs, withState } from '#users/testing';
import { type AccessClaims, claimsOf } from '../../domain/tokens/access-claims.js';
import { addUser, type IdentityNode, identityNode } from '../../testing/identity-node.js';
import { identityStores } from '../../testing/identity-stores.js';

const AUDIENCE = 'https://coffer.example.org';
const RUN = { repository_id: '74', repository_owner_id: '65', environment: 'production' };
const MINUTE = 60_000;

describe('the exchange of a token of an identity provider', () => {
  let issuer: LocalIssuer;
  let node: IdentityNode;
  let clock: ManualClock;
  let ci: User;
  let provider: ReturnType<typeof aProvider>;
  let binding: ReturnType<typeof aBinding>;
  beforeAll(async () => {
    issuer = await LocalIssuer.open();
  });
  afterAll(() => issuer.close());
  beforeEach(async () => {
    issuer.handlers.clear();
    await issuer.rotate({ keeps: 0 });
    issuer.requests.length = 0;
    clock = new ManualClock();
    node = identityNode(identityStores(), someRoots(), clock);
    await publishModel(node.stores.models);
    ci = await addServiceAccount(node, 'ci-deploy');
    const trusted = { issuer: issuer.url, audience: AUDIENCE, discovery: issuer.discovery, jwksUri: null };
    provider = aProvider({ ...trusted, name: 'github', privateNetwork: true, ca: issuer.ca });
    await node.stores.identityProviders.providers.insert(provider, newId());
    const rules = Object.entries(RUN).map(([claim, value]) => ({ claim, values: [value] }));
    binding = aBinding({ accountId: ci.id, providerId: provider.id, claims: rules });
    await node.stores.bindings.bindings.insert(binding, newId());
    node.records.length = 0;
  });

  const token = (claims: JWTPayload = {}, options: TokenOptions = {}) =>
    issuer.token({ aud: AUDIENCE, sub: 'repo:octo/shop', ...RUN, ...claims }, { at: clock.at, ...options });
  const exchange = (subject: string, account = 'ci-deploy', at = node) =>
    at.exchange.exchange({ ...aRequest(), anonymous: true }, subject, account);
  const refusalOf = (work: Promise<unknown>) =>
    work.then(
      () => null,
      ({ code, message }: CofferError) => ({ code, message }),
    );
  const reason = () => String(node.records.at(-1)?.reason).replace('the token of the program was not accepted: ', '');
  const message =
    'The subject_token gives no access to this service_account. An auditor finds the reason by the decision_id.';
  const ONE = { code: 'invalid_subject_token', message };
  const claimsIn = (accessToken: string): AccessClaims => {
    const payload = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString());
    return claimsOf(payload) as AccessClaims;
  };
  const works = async (claims: AccessClaims, at = node) => {
    try {
      return (await at.authentication.principalOf(claims)).username;
    } catch (error) {
      return (error as CofferError).code;
    }
  };

  it('is refused by a binding that is too wide for the issuer which its provider has now [R139]', async () => {
    const jwks = JSON.stringify(issuer.jwks);
    const open = aProvider({ issuer: 'https://gitlab.com', audience: AUDIENCE, jwksUri: null, jwks });
    await node.stores.identityProviders.providers.insert(open, newId());
    const bind = (...names: string[]) => {
      const claims = names.map((claim) => ({ claim, values: ['production'] }));
      return node.stores.bindings.bindings.insert(aBinding({ accountId: ci.id, providerId: open.id, claims }), newId());
    };
    const subject = await token({ iss: 'https://gitlab.com', project_id: 'production' });
    await bind('environment');
    expect(await refusalOf(exchange(subject))).toEqual(ONE);
    expect(reason()).toBe('anybody can get a token of its issuer, and the binding does not say whose it accepts');
    await bind('environment', 'project_id');
    expect(await refusalOf(exchange(subject))).toBeNull();
  });

  describe('is refused with one answer, and its reason is in the audit alone [R111][R139]:', () => {
    it.each([
      ['no token', async () => 'x', 'it is not a signed JWT'],
      [
        'another issuer',
        () => token({ iss: 'https://evil.example' }),
        'no identity provider has its issuer and its audience',
      ],
      [
        'another audience',
        () => token({ aud: 'https://other.example' }),
        'no identity provider has its issuer and its audience',
      ],
      ['several audiences', () => token({ aud: [AUDIENCE, 'x'] }), 'it has several audiences'],
      ['its end', () => token({}, { at: clock.at - 10 * MINUTE }), 'it has expired, or was issued too long ago'],
      ['half a second left', () => token({ exp: clock.at / 1_000 + 0.5 }), 'it has expired'],
      ['another repository', () => token({ repository_id: '75' }), 'its claims fit no binding of the service account'],
      [
        'an environment less',
        () => token({ environment: undefined }),
        'its claims fit no binding of the service account',
      ],
      [
        'a key of somebody else',
        async () => token({}, { key: await signingKey(issuer.keys[0]?.kid ?? '') }),
        'its signature is wrong',
      ],
      ['an unknown key', async () => token({}, { key: await signingKey('x') }), 'the provider has no key with its kid'],
      ['a key in its header', async () => token({}, { header: { jku: 'https://evil.example' } }), 'its header has jku'],
    ] as [string, () => Promise<string>, string][])('%s', async (_, make, why) => {
      expect(await refusalOf(exchange(await make()))).toEqual(ONE);
      expect(reason()).toBe(why);
      expect(node.records).toMatchObject([
        { action: 'auth:exchange', outcome: 'denied', resourceType: 'service_account' },
      ]);
    });

    it('an account that is unknown, a person, bound to nothing, disabled or deleted', async () => {
      await addUser(node, 'ada');
      await addServiceAccount(node, 'idle');
      const right = await token();
      const asked = async (account: string) => [await refusalOf(exchange(right, account)), reason()];
      const none = 'there is no such service account';
      for (const account of ['nobody', 'ada', newId(), '', '*']) expect(await asked(account)).toEqual([ONE, none]);
      expect(await asked('idle')).toEqual([ONE, 'no binding of the service account is for its provider']);
      await node.accounts.change(ci.id, newId(), (user) => withState(user, 'disabled', 1));
      expect(await asked('ci-deploy')).toEqual([ONE, 'the service account is disabled or has expired']);
      expect(node.records.at(-1)?.resourceId).toBe(ci.id);
    });

    it('a token under another provider with the same issuer: each has its own audience', async () => {
      const other = aProvider({
        issuer: issuer.url,
        audience: 'other',
        jwksUri: issuer.jwksUri,
        privateNetwork: true,
        ca: issuer.ca,
      });
      await node.stores.identityProviders.providers.insert(other, newId());
      expect(await refusalOf(exchange(await token({ aud: 'other' })))).toEqual(ONE);
      expect(reason()).toBe('no binding of the service account is for its provider');
    });

    it('a binding that was ended', async () => {
      await node.stores.bindings.bindings.replace({ ...binding, endedAt: 1 }, 1, newId());
      expect(await refusalOf(exchange(await token()))).toEqual(ONE);
    });
  });

  it('asks nobody about a token of an unknown issuer or audience [R111]', async () => {
    for (const claims of [{ iss: 'https://169.254.169.254' }, { aud: 'x' }])
      await refusalOf(exchange(await token(claims)));
    expect(issuer.requests).toEqual([]);
  });

  it('gives a token that works as the service account, and writes one record and nothing else [R139]', async () => {
    const { accessToken, expiresIn } = await exchange(await token());
    expect(expiresIn).toBe(300);
    const { sessions, challenges, lockouts, creations, bindings } = node.stores;
    const written = [sessions.sessions, challenges.challenges, lockouts.lockouts, creations.creations];
    expect(written.map((documents) => documents.peekAll().length)).toEqual([0, 0, 0, 0]);
    expect(bindings.bindings.peekAll()).toMatchObject([{ revision: 1 }]);
    expect(node.records).toMatchObject([
      {
        ...{ action: 'auth:exchange', outcome: 'succeeded', actorId: ci.id },
        ...{ resourceType: 'binding', resourceId: binding.id, resourceName: 'ci-deploy/github' },
      },
    ]);
    expect(await node.authentication.principalOf(claimsIn(accessToken))).toEqual({
      ...{ kind: 'service', userId: ci.id, username: 'ci-deploy', roles: [], roleEnds: [], credential: binding.id },
      ...{ authenticatedAt: 0, mfaAt: null, passwordChangeRequired: false, validUntil: expect.any(Number) },
    });
  });

  it('may be repeated with the same token until it expires, by the id of the account, too', async () => {
    const right = await token();
    for (const account of ['ci-deploy', 'CI-Deploy', ci.id])
      expect((await exchange(right, account)).expiresIn).toBe(300);
    expect(issuer.requests).toHaveLength(2);
  });

  it.each([
    ['what the subject token has left', 120, 900, 120],
    ['the ttl of the binding', 3_600, 60, 60],
    ['the life of access tokens', 3_600, 3_600, 900],
  ])('gives a token that lives as long as %s allows', async (_, lifetime, ttl, expected) => {
    await node.stores.bindings.bindings.replace({ ...binding, ttl }, 1, newId());
    const { accessToken, expiresIn } = await exchange(await token({}, { lifetime }));
    expect(expiresIn).toBe(expected);
    expect(claimsIn(accessToken).expiresAt).toBe(Math.floor(clock.at / 1_000 + expected) * 1_000);
    const claims = claimsIn(accessToken);
    expect(await works(claims)).toBe('ci-deploy');
    clock.at = claims.expiresAt;
    expect(await works(claims)).toBe('unauthenticated');
  });

  describe('gives a token that ends at once on this node, and within 1 s on others [R139], with', () => {
    const admin = () => ({ ...callerAs(root), request: aRequest({ receivedAt: clock.at }) });
    let root: User;
    beforeEach(async () => {
      root = await addUser(node, 'root', { roles: ['administrator'] });
    });

    it.each([
      ['the end of the binding', () => node.workloads.bindings.end(admin(), 'ci-deploy', binding.id)],
      [
        'a change of the binding',
        () => node.workloads.bindings.replace(admin(), 'ci-deploy', binding.id, { claims: RUN, ttl: '1m' }, null),
      ],
      ['the end of the provider', () => node.workloads.providers.remove(admin(), 'github')],
      [
        'a change of the provider',
        () => node.workloads.providers.replace(admin(), 'github', { ...provider, algorithms: ['ES256'] }, null),
      ],
      ['the account, disabled', () => node.accounts.change(ci.id, newId(), (user) => withState(user, 'disabled', 1))],
      [
        'the account, disabled and enabled again',
        async () => {
          await node.accounts.change(ci.id, newId(), (user) => withState(user, 'disabled', 1));
          await node.accounts.change(ci.id, newId(), (user) => withState(user, 'active', 2));
        },
      ],
    ])('%s', async (_, end) => {
      const other = identityNode(node.stores, node.roots, clock);
      const claims = claimsIn((await exchange(await token())).accessToken);
      expect(await works(claims)).toBe('ci-deploy');
      expect(await works(claims, other)).toBe('ci-deploy');
      await end();
      expect(await works(claims)).toBe('unauthenticated');
      clock.at += 1_000;
      expect(await works(claims, other)).toBe('unauthenticated');
    });
  });

  it('gives a token that ends when the time of its account comes, though nothing has changed [R139]', async () => {
    const expiresAt = clock.at + 5_000;
    await node.accounts.change(ci.id, newId(), (user) => ({ ...user, expiresAt }));
    const claims = claimsIn((await exchange(await token())).accessToken);
    expect(await works(claims)).toBe('ci-deploy');
    clock.at = expiresAt;
    expect(await works(claims)).toBe('unauthenticated');
  });

  it('never lets the token of one binding work as that of another account or generation', async () => {
    const other = await addServiceAccount(node, 'other');
    const claims = claimsIn((await exchange(await token())).accessToken);
    expect(await works({ ...claims, userId: other.id })).toBe('unauthenticated');
    expect(await works({ ...claims, generation: claims.generation + 1 })).toBe('unauthenticated');
    expect(await works({ ...claims, via: 'session' })).toBe('unauthenticated');
    expect(await works({ ...claims, sessionId: newId() })).toBe('unauthenticated');
  });

  it('goes on after the provider has rotated its keys, also if the old key is gone', async () => {
    await exchange(await token());
    await issuer.rotate({ keeps: 0 });
    const newer = await token();
    expect(await refusalOf(exchange(newer))).toEqual(ONE);
    clock.at += 30_000;
    expect((await exchange(newer)).expiresIn).toBe(270);
  });

  it('is 503 if the provider is known and its keys cannot be had, and 401 as soon as they are known [R111]', async () => {
    const message = 'The keys of the identity provider cannot be had now. Try again.';
    const away = { code: 'provider_unavailable', message };
    const right = await token();
    issuer.handlers.set('/.well-known/jwks', (_, response) => void response.writeHead(500).end());
    expect(await refusalOf(exchange(right))).toEqual(away);
    expect(reason()).toBe('the provider answers 500');
    expect(await refusalOf(exchange(right))).toEqual(away);
    issuer.handlers.clear();
    clock.at += 5_000;
    expect((await exchange(right)).expiresIn).toBe(295);
    issuer.handlers.set('/.well-known/jwks', (_, response) => void response.writeHead(500).end());
    clock.at += 30_000;
    expect(await refusalOf(exchange(await token({}, { key: await signingKey('x') })))).toEqual(ONE);
    expect((await exchange(right)).expiresIn).toBe(265);
  });

  it('does not let a flood of unknown keys hammer the provider [R111]', async () => {
    await exchange(await token());
    clock.at += 30_000;
    issuer.requests.length = 0;
    const forge = async (_: unknown, n: number) => token({}, { key: await signingKey(`x${n}`) });
    const forged = await Promise.all(Array.from({ length: 50 }, forge));
    const answers = await Promise.all(forged.map((one) => refusalOf(exchange(one))));
    expect(new Set(answers.map((one) => one?.code))).toEqual(new Set(['invalid_subject_token']));
    expect(issuer.requests).toHaveLength(2);
  });
});
