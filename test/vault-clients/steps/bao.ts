import { type BaoStep, type More, named } from './step.js';

function bao(line: string, { when, ...more }: More & { readonly input?: string } = {}): BaoStep {
  return { client: 'bao', name: named(`bao ${line}`, when ?? more.as), args: line.split(' '), ...more };
}

const TOKEN = [
  'code',
  'out.data.policies.0',
  'out.data.renewable',
  'out.data.ttl',
  'out.data.type',
  'out.data.num_uses',
];
const MOUNT = ['type', 'options.version', 'local'].map((part) => `out.secret/.${part}`);
const LOGIN = ['client_token', 'lease_duration', 'renewable', 'token_type', 'orphan'].map((part) => `out.auth.${part}`);

const SERVER = [
  bao('status -format=json', {
    as: 'nobody',
    look: ['code', 'out.initialized', 'out.sealed', 'out.t', 'out.n', 'out.ha_enabled'],
  }),
  bao('secrets list -format=json', { look: ['code', ...MOUNT] }),
  bao('token lookup -format=json', { look: TOKEN }),
  bao('token lookup -format=json', { when: 'with a forged token', as: 'forged', isRefused: true }),
  bao('token capabilities secret/data/shared/db'),
  bao('token capabilities secret/data/shared/db', { as: 'reader' }),
  bao('login -no-store -format=json -', { when: 'with a token', input: 'writer', look: ['code', ...LOGIN] }),
  bao('login -no-store -format=json -', { when: 'with a forged token', input: 'forged', isRefused: true }),
  bao('write -format=json auth/approle/login role_id={role_id} secret_id={secret_id}', {
    as: 'nobody',
    look: ['code', ...LOGIN],
  }),
  bao('write auth/approle/login role_id={role_id} secret_id=wrong', { as: 'nobody', isRefused: true }),
  bao('write auth/approle/login role_id=unknown secret_id={secret_id}', { as: 'nobody', isRefused: true }),
];

const VALUES = [
  bao('kv put -format=json secret/bao/db username=shop password=s3cr3t'),
  bao('kv get secret/bao/db'),
  bao('kv get -format=json secret/bao/db'),
  bao('kv get -field=password secret/bao/db'),
  bao('kv get -field=none secret/bao/db', { isRefused: true }),
  bao('kv get -mount=secret -format=yaml bao/db'),
  bao('kv put -cas=0 secret/bao/db username=other', { isRefused: true }),
  bao('kv put -cas=7 secret/bao/db username=other', { isRefused: true }),
  bao('kv put -cas=1 secret/bao/db username=shop password=n3w'),
  bao('kv put -cas=0 -format=json secret/bao/new a=b'),
  bao('kv get -version=1 -format=json secret/bao/db'),
  bao('kv get -version=9 secret/bao/db', { isRefused: true }),
  bao('kv patch -format=json secret/bao/db password=third'),
  bao('kv patch -method=rw -format=json secret/bao/db host=db1'),
  bao('kv patch -cas=1 secret/bao/db host=db2', { isRefused: true }),
  bao('kv patch secret/bao/none host=db2', { isRefused: true }),
  bao('kv get -format=json secret/bao/db', { when: 'patched' }),
  bao('kv put secret/bao/nested -', {
    input: '{"a": {"b": [1, "two", null, true]}, "n": 1.50, "big": 12345678901234567890}',
  }),
  bao('kv get -format=json secret/bao/nested'),
  bao('kv put secret/bao/empty -', { input: '{"": "", "space here": "ü\\n"}' }),
  bao('kv get -format=json secret/bao/empty'),
  bao('kv put secret/bao/Upper-Case_1.x a=b'),
  bao('kv get -field=a secret/bao/Upper-Case_1.x'),
  bao('kv get -field=a secret/bao/upper-case_1.x', { isRefused: true }),
  bao('kv get secret/bao/none', { isRefused: true }),
  bao('read -format=json secret/data/bao/db'),
  bao('read -format=json secret/data/bao/none', { isRefused: true }),
  bao('write -format=json secret/data/bao/written -', { input: '{"data": {"a": "b"}, "options": {"cas": 0}}' }),
  bao('write secret/data/bao/written -', { input: '{"a": "b"}', isRefused: true }),
];

const METADATA = [
  bao('kv list -format=json secret/bao'),
  bao('kv list secret/'),
  bao('kv list -format=json secret/none', { isRefused: true }),
  bao('kv metadata get -format=json secret/bao/db'),
  bao('kv metadata get secret/bao/new', { look: ['code', 'err'] }),
  bao('kv metadata put -custom-metadata=team=shop -custom-metadata=env=prod secret/bao/db'),
  bao('kv metadata get -format=json secret/bao/db', { when: 'with metadata' }),
  bao('kv metadata patch -custom-metadata=team=bank secret/bao/db'),
  bao('kv get -format=json secret/bao/db', { when: 'with metadata' }),
  bao('kv metadata patch -remove-custom-metadata=env secret/bao/db'),
  bao('kv metadata get -format=json secret/bao/db', { when: 'with less metadata' }),
  bao('kv metadata put -max-versions=2 secret/bao/db'),
  bao('kv metadata put -cas-required=true secret/bao/db'),
  bao('kv metadata put -delete-version-after=1h secret/bao/db'),
  bao('kv metadata put -custom-metadata=team=shop secret/bao/later'),
];

const ENDS = [
  bao('kv put secret/bao/end a=1'),
  bao('kv put secret/bao/end a=2'),
  bao('kv put secret/bao/end a=3'),
  bao('kv delete -versions=1 secret/bao/end'),
  bao('kv get -format=json -version=1 secret/bao/end', { when: 'version deleted' }),
  bao('kv undelete -versions=1 secret/bao/end'),
  bao('kv get -format=json -version=1 secret/bao/end', { when: 'version undeleted' }),
  bao('kv destroy -versions=1 secret/bao/end'),
  bao('kv get -format=json -version=1 secret/bao/end', { when: 'version destroyed' }),
  bao('kv metadata get -format=json secret/bao/end', { when: 'version destroyed' }),
  bao('kv rollback -version=2 -format=json secret/bao/end'),
  bao('kv get -field=a secret/bao/end', { when: 'rolled back' }),
  bao('kv delete secret/bao/end'),
  bao('kv delete secret/bao/end', { when: 'again' }),
  bao('kv get -format=json secret/bao/end', { when: 'deleted' }),
  bao('kv get -field=a secret/bao/end', { when: 'deleted', isRefused: true }),
  bao('kv metadata get -format=json secret/bao/end', { when: 'deleted' }),
  bao('kv list -format=json secret/bao', { when: 'one deleted' }),
  bao('kv undelete -versions=4 secret/bao/end'),
  bao('kv get -field=a secret/bao/end', { when: 'undeleted' }),
  bao('kv destroy -versions=4 secret/bao/end'),
  bao('kv get -format=json secret/bao/end', { when: 'current version destroyed' }),
  bao('kv delete secret/bao/new'),
  bao('kv put -format=json secret/bao/new a=c', { when: 'after its deletion' }),
  bao('kv metadata delete secret/bao/new'),
  bao('kv get secret/bao/new', { when: 'metadata deleted', isRefused: true }),
  bao('kv metadata get secret/bao/new', { when: 'metadata deleted', isRefused: true }),
  bao('kv put -cas=0 -format=json secret/bao/new a=d', { when: 'after the end of its metadata' }),
];

const REFUSALS = [
  bao('kv put secret/shared/db a=b'),
  bao('kv get -field=a secret/shared/db', { as: 'reader' }),
  bao('kv list -format=json secret/shared', { as: 'reader' }),
  bao('kv put secret/shared/db a=c', { as: 'reader', isRefused: true }),
  bao('kv get secret/bao/db', { as: 'reader', isRefused: true }),
  bao('kv list secret/bao', { as: 'reader', isRefused: true }),
  bao('kv get secret/shared/db', { as: 'forged', isRefused: true }),
  bao('kv get secret/shared/db', { as: 'nobody', isRefused: true }),
  bao('kv get other/shared/db', { isRefused: true }),
  bao('read transit/keys/none', { isRefused: true }),
  bao('policy list', { isRefused: true }),
  bao('token create', { isRefused: true }),
];

const TOKENS = [
  bao('token lookup -format=json', { when: 'logged in', as: 'leaver', look: TOKEN }),
  bao('token renew -format=json', { as: 'leaver', look: ['code', ...LOGIN] }),
  bao('kv get -field=a secret/shared/db', { when: 'logged in', as: 'leaver' }),
  bao('token revoke -self', { as: 'leaver' }),
  bao('kv get -field=a secret/shared/db', { when: 'logged out', as: 'leaver', isRefused: true }),
];

/** The command `bao`. */
export const BAO_STEPS: readonly BaoStep[] = [...SERVER, ...VALUES, ...METADATA, ...ENDS, ...REFUSALS, ...TOKENS];
