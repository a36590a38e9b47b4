import { unknownPathWords } from './unknown-path.js';

const words = (path: string) =>
  unknownPathWords('team/kv', path).replace('Coffer has no such path of the Vault API. ', '');

it.each([
  ['/v1/auth/token/create', /^Coffer makes no child tokens/],
  ['/v1/auth/token/create-orphan', /^Coffer makes no child tokens/],
  ['/v1/auth/token/lookup', /lookup-self/],
  ['/v1/auth/ldap/login/ada', /^The auth methods are/],
  ['/v1/auth/team/jwt/login', /^The auth methods are/],
  ['/v1/auth/approle/role/x/secret-id', /^Accounts, keys/],
  ['/v1/sys/leases/renew', /^Coffer has no leases/],
  ['/v1/sys/policies/acl/x', /^Policies are/],
  ['/v1/sys/wrapping/unwrap', /^Coffer wraps no answers/],
  ['/v1/sys/raft/join', /^Of sys there are/],
  ['/v1/cubbyhole/x', /^The one secrets engine/],
  ['/v1/team/kv/config', /^Secrets are at team\/kv\/data\/<path>/],
  ['/v1/secret/data/x?version=1', /^Secrets are at team\/kv\/data/],
  ['/v1/', /^Secrets are at/],
])('says what is not there: %s', (path, expected) => {
  expect(words(path)).toMatch(expected);
});

it('shows nothing of the path', () => {
  expect(unknownPathWords('secret', '/v1/auth/hunter2/login/hunter2?hunter2')).not.toContain('hunter2');
});
