import { modelOf, policyOf, roleOf } from '#policies/testing';
import { secretsUnderTest } from '#secrets/testing';
import { OwnCapabilities } from './own-capabilities.js';
import { OwnToken } from './tokens/own-token.js';

type Secrets = Awaited<ReturnType<typeof secretsUnderTest>>;

const roles = { writer: ['write'], rotator: ['rotate'], patcher: ['rotate', 'reveal'], deleter: ['delete'] };
const MODEL = modelOf({
  roles: Object.keys(roles).map((name) => roleOf(name, [name])),
  policies: Object.entries(roles).map(([name, verbs]) =>
    policyOf(name, [{ effect: 'allow', actions: verbs.map((verb) => `secret:${verb}`), resources: ['secret:a/**'] }]),
  ),
});

function ownCapabilities({ authorizer, audit, clock }: Secrets): OwnCapabilities {
  const token = new OwnToken(audit.trail, undefined as never);
  return new OwnCapabilities(authorizer, { mount: 'secret' }, token, clock);
}

it.each([
  ['writer', { data: ['create'], metadata: ['create', 'patch', 'update'], subkeys: ['deny'] }],
  ['rotator', { data: ['update'], metadata: ['deny'], subkeys: ['deny'] }],
  ['patcher', { data: ['patch', 'read', 'update'], metadata: ['deny'], subkeys: ['read'] }],
  ['deleter', { data: ['delete'], metadata: ['delete'], undelete: ['update'], destroy: ['deny'] }],
] as const)('has the capabilities of all that its roles open, and of nothing else: %s', async (role, expected) => {
  const secrets = await secretsUnderTest({ model: MODEL });
  const own = ownCapabilities(secrets);
  const paths = Object.keys(expected).map((part) => `secret/${part}/a/b`);
  expect([...(await own.at(secrets.as(role), paths)).values()]).toEqual(Object.values(expected));
  const elsewhere = paths.map((path) => path.replace('/a/b', '/b'));
  expect([...(await own.at(secrets.as(role), elsewhere)).values()]).toEqual(paths.map(() => ['deny']));
});

it('gives way before each decision: under the widest policies, one takes up to 5 ms', async () => {
  const secrets = await secretsUnderTest({ model: MODEL });
  const decide = jest.spyOn(secrets.authorizer, 'decide');
  const scope = jest.spyOn(secrets.authorizer, 'scope');
  const paths = Array.from({ length: 16 }, (_, at) => [`secret/metadata/a/${at}`, `secret/metadata/a/${at}/`]).flat();
  await ownCapabilities(secrets).at(secrets.as('writer'), paths);
  const decisions = decide.mock.calls.length + scope.mock.calls.length;
  jest.restoreAllMocks();
  expect(decisions).toBeGreaterThan(paths.length);
  expect(secrets.clock.gaveWay).toBeGreaterThanOrEqual(decisions);
});
