import { type CallStep, type More, named } from './step.js';

type Args = Readonly<Record<string, unknown>>;

function call(method: string, args: Args, { when, strict = true, ...more }: More & { readonly strict?: boolean } = {}) {
  const text = Object.entries(args).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const name = named(`hvac ${method}(${text.join(', ')})`, when ?? more.as);
  return { client: 'hvac', name, method, args, strict, ...more } as const;
}

const kv = (method: string, args: Args, more?: Parameters<typeof call>[2]) =>
  call(`secrets.kv.v2.${method}`, args, more);
const path = 'py/db';

/** hvac as an application uses it, with `strict_http=True`. */
export const HVAC_STEPS: readonly CallStep[] = [
  call('is_authenticated', {}),
  call('is_authenticated', {}, { as: 'forged' }),
  kv('create_or_update_secret', { path, secret: { username: 'shop', password: 's3cr3t' }, cas: 0 }),
  kv('create_or_update_secret', { path, secret: { username: 'other' }, cas: 0 }, { isRefused: true }),
  kv('create_or_update_secret', { path, secret: { username: 'shop', password: 'n3w' } }),
  kv('read_secret_version', { path, raise_on_deleted_version: true }),
  kv('read_secret_version', { path, version: 1, raise_on_deleted_version: true }),
  kv('patch', { path, secret: { password: 'third' } }),
  kv('read_secret', { path, raise_on_deleted_version: false }, { when: 'patched' }),
  kv('list_secrets', { path: 'py' }),
  kv('list_secrets', { path: 'py' }, { when: 'with the method LIST', strict: false }),
  kv('list_secrets', { path: 'none' }, { isRefused: true }),
  kv('read_secret_metadata', { path }),
  kv('update_metadata', { path, custom_metadata: { team: 'shop' } }),
  kv('read_secret_metadata', { path }, { when: 'with metadata' }),
  kv('read_configuration', {}),
  kv('delete_secret_versions', { path, versions: [1] }),
  kv('undelete_secret_versions', { path, versions: [1] }),
  kv('destroy_secret_versions', { path, versions: [1] }),
  kv('delete_latest_version_of_secret', { path }),
  kv('read_secret_version', { path, raise_on_deleted_version: true }, { when: 'deleted', isRefused: true }),
  kv('read_secret_version', { path, raise_on_deleted_version: false }, { when: 'deleted' }),
  kv('undelete_secret_versions', { path, versions: [3] }),
  kv('read_secret_version', { path, raise_on_deleted_version: true }, { when: 'undeleted' }),
  kv('delete_metadata_and_all_versions', { path }),
  kv('read_secret_version', { path, raise_on_deleted_version: true }, { when: 'metadata deleted', isRefused: true }),
  kv('read_secret_version', { path, raise_on_deleted_version: true }, { as: 'reader', isRefused: true }),
  call(
    'auth.approle.login',
    { role_id: '{role_id}', secret_id: '{secret_id}' },
    { look: ['answer.auth.client_token'] },
  ),
  call('auth.jwt.jwt_login', { role: '{role}', jwt: '{jwt}' }, { look: ['answer.auth.client_token'] }),
  call('auth.token.lookup_self', {}, { look: ['answer.data.ttl', 'answer.data.type', 'answer.data.renewable'] }),
  call(
    'sys.read_health_status',
    { method: 'GET' },
    { look: ['answer.initialized', 'answer.sealed', 'answer.standby'] },
  ),
  call('sys.is_initialized', {}),
  call('sys.is_sealed', {}),
  call(
    'sys.get_capabilities',
    { paths: ['secret/metadata/py/db'] },
    { look: ['answer.data.capabilities.0', 'answer.data.capabilities.1'] },
  ),
  call(
    'sys.list_mounted_secrets_engines',
    {},
    { look: ['type', 'options.version'].map((part) => `answer.data.secret/.${part}`) },
  ),
];
