import { modelOf, policyOf, roleOf } from '#policies/testing';
import { secretsUnderTest } from '#secrets/testing';
import { OwnCapabilities } from './own-capabilities.js';
import { OwnToken } from './tokens/own-token.js';

const roles = { writer: ['write'], rotator: ['rotate'], patcher: ['rotate', 'reveal'], deleter: ['delete'] };
const MODEL = modelOf({
  roles: Object.keys(roles).map((name) => roleOf(name, [name])),
  policies: Object.entries(roles).map(([name, verbs]) =>
    policyOf(name, [{ effect: 'allow', actions: verbs.map((verb) => `secret:${verb}`), resources: ['secret:a/**'] }]),
  ),
});

it.each([
  ['writer', { data: ['create'], metadata: ['create', 'patch', 'update'], subkeys: ['deny'] }],
  ['rotator', { data: ['update'], metadata: ['deny'], subkeys: ['deny'] }],
  ['patcher', { data: ['patch', 'read', 'update'], metadata: ['deny'], subkeys: ['read'] }],
  ['deleter', { data: ['delete'], metadata: ['delete'], undelete: ['update'], destroy: ['deny'] }],
] as const)('has the capabilities of all that its roles open, and of nothing else: %s', async (role, expected) => {
  const secrets = await secretsUnderTest({ model: MODEL });
  const token = new OwnToken(secrets.audit.trail, undefined as never);
  const own = new OwnCapabilities(secrets.authorizer, { mount: 'secret' }, token);
  const paths = Object.keys(expected).map((part) => `secret/${part}/a/b`);
  expect([...(await own.at(secrets.as(role), paths)).values()]).toEqual(Object.values(expected));
  const elsewhere = paths.map((path) => path.replace('/a/b', '/b'));
  expect([...(await own.at(secrets.as(role), elsewhere)).values()]).toEqual(paths.map(() => ['deny']));
});
