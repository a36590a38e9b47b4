import { setTimeout as pause } from 'node:timers/promises';
import { SignJWT } from 'jose';
import { signingKey } from '#service-accounts/testing';
import { describeWithEngines } from '../../engines/engines.js';
import { must } from '../support/people/accounts.js';
import { type Answer, Api, setUp } from '../support/processes/api.js';
import { productionSite, type Site } from '../support/processes/pairs.js';

/** Milliseconds after which every other node knows of a change: it uses nothing that it read more than 1 s ago. */
const KNOWN_AFTER_MS = 1_000;
const ALGORITHMS = { algorithms: ['ES256'] };
const LIFETIME = '1h';

/** A program with a key and an exchanged token, and what each end is sent to. */
interface Program {
  readonly account: string;
  readonly key: string;
  readonly binding: string;
  readonly provider: string;
  readonly providerBody: object;
  readonly byKey: Api;
  readonly byToken: Api;
}
type Works = readonly [byKey: boolean, byToken: boolean];
type Ending = readonly [what: string, end: (api: Api, program: Program) => Promise<Answer>, afterwards: Works];

/** What ends the use of both, of the key alone, or of the exchanged token alone. */
const ENDINGS: readonly Ending[] = [
  ['the account is disabled', (api, { account }) => api.send('post', `${account}/disable`), [false, false]],
  ['the account is deleted', (api, { account }) => api.delete(account), [false, false]],
  ['the key is ended', (api, { key }) => api.delete(key), [false, true]],
  ['the binding is ended', (api, { binding }) => api.delete(binding), [true, false]],
  [
    'the binding is changed',
    (api, { binding }) => api.put(binding, { claims: { sub: 'ci', team: 'other' } }),
    [true, false],
  ],
  [
    'the identity provider is changed',
    (api, { provider, providerBody }) => api.put(provider, { ...providerBody, algorithms: ['ES256', 'RS256'] }),
    [true, false],
  ],
  ['the identity provider is deleted', (api, { provider }) => api.delete(provider), [true, false]],
];

describeWithEngines('what ends the use of a service account', () => {
  let site: Site;
  let one: Api;
  let two: Api;
  let signing: Awaited<ReturnType<typeof signingKey>>;
  let serial = 0;

  beforeAll(async () => {
    site = await productionSite({ ACCESS_TOKEN_EXPIRES_IN: LIFETIME });
    const nodes = [await site.start(), await site.start()] as const;
    one = await setUp(nodes[0]);
    two = (await Api.of(nodes[1])).as(null);
    signing = await signingKey('two-nodes');
  });
  afterAll(() => site?.clear());

  /** Made on the first node, and used on the second. */
  const program = async (): Promise<Program> => {
    serial += 1;
    const [name, issuer] = [`bot_${serial}`, `https://issuer-${serial}.example.org`];
    const keys = { jwks: { keys: [signing.jwk] } };
    const providerBody = { name: `issuer-${serial}`, issuer, audience: 'coffer', ...ALGORITHMS, ...keys };
    const provider = must(await one.post('/identity-providers', providerBody)).body.id;
    must(await one.post('/service-accounts', { name, roles: [] }));
    const account = `/service-accounts/${name}`;
    const key = must(await one.post(`${account}/keys`, { name: 'deploy' })).body;
    const bound = { provider, claims: { sub: 'ci' }, ttl: LIFETIME };
    const binding = must(await one.post(`${account}/bindings`, bound)).body.id;
    const subject = { subject_token: await subjectToken(issuer), service_account: name };
    const { access_token } = must(await two.post('/auth/token/exchange', subject)).body;
    return {
      ...{ account, key: `${account}/keys/${key.id}`, binding: `${account}/bindings/${binding}` },
      ...{ provider: `/identity-providers/${provider}`, providerBody },
      ...{ byKey: two.as(key.key), byToken: two.as(access_token) },
    };
  };
  const subjectToken = (issuer: string) =>
    new SignJWT({ sub: 'ci' })
      .setProtectedHeader({ alg: signing.algorithm, kid: signing.kid })
      .setIssuer(issuer)
      .setAudience('coffer')
      .setIssuedAt()
      .setExpirationTime(LIFETIME)
      .sign(signing.privateKey);
  const statusesOf = async ({ byKey, byToken }: Program) => [
    (await byKey.get('/auth/me')).status,
    (await byToken.get('/auth/me')).status,
  ];

  it.each(ENDINGS)('is known on the other node within a second: %s [R136][R139]', async (_, end, afterwards) => {
    const made = await program();
    expect(await statusesOf(made)).toEqual([200, 200]);
    must(await end(one, made));
    await pause(KNOWN_AFTER_MS);
    expect(await statusesOf(made)).toEqual(afterwards.map((works) => (works ? 200 : 401)));
  });
});
