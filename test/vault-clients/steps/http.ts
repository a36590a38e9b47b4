import { type HttpStep, type More, named } from './step.js';

const JSON_BODY = { 'content-type': 'application/json' };

function http(of: string, request: string, more: More & Pick<HttpStep, 'body' | 'headers'> = {}): HttpStep {
  const { when, headers, ...rest } = more;
  const sent = { ...(rest.body === undefined ? {} : JSON_BODY), ...headers };
  return { client: 'http', name: named(`${of}: ${request}`, when ?? rest.as), request, headers: sent, ...rest };
}

const LOGIN = { role_id: '{role_id}', secret_id: '{secret_id}' };
const VALUES = { data: { username: 'shop' } };
const MERGE = { 'content-type': 'application/merge-patch+json' };
/** What `curl -d` sends, and so do the examples of Vault's documentation. */
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/** As the source of vault-action has it, which sends an empty namespace. */
const VAULT_ACTION = [
  http('vault-action', 'POST /v1/auth/approle/login', {
    as: 'nobody',
    body: LOGIN,
    headers: { 'x-vault-namespace': '' },
  }),
  http('vault-action', 'GET /v1/secret/data/shared/db', { as: 'reader', headers: { 'x-vault-namespace': '' } }),
  http('vault-action', 'GET /v1/secret/data/shared/none', { as: 'reader', isRefused: true }),
];

/** As the source of Terraform's provider has it (`vault_kv_secret_v2`), with `skip_child_token = true`. */
const TERRAFORM = [
  http('Terraform', 'GET /v1/auth/token/lookup-self'),
  http('Terraform', 'GET /v1/sys/seal-status'),
  http('Terraform', 'PUT /v1/secret/data/tf/db', { body: { ...VALUES, cas: 0, options: {} } }),
  http('Terraform', 'PUT /v1/secret/metadata/tf/db', { body: { custom_metadata: { team: 'shop' } } }),
  http('Terraform', 'GET /v1/secret/data/tf/db'),
  http('Terraform', 'GET /v1/secret/metadata/tf/db'),
  http('Terraform', 'GET /v1/secret/data/tf/db?version=1'),
  http('Terraform', 'GET /v1/secret/metadata/tf?list=true'),
  http('Terraform', 'DELETE /v1/secret/data/tf/db'),
  http('Terraform', 'GET /v1/secret/data/tf/db', { when: 'deleted', isRefused: true }),
  http('Terraform', 'DELETE /v1/secret/metadata/tf/db'),
  http('Terraform', 'GET /v1/secret/data/tf/db', { when: 'metadata deleted', isRefused: true }),
];

/** As the source of External Secrets' provider for Vault has it. To push, it writes the metadata first. */
const EXTERNAL_SECRETS = [
  http('External Secrets', 'GET /v1/auth/token/lookup-self', { as: 'reader' }),
  http('External Secrets', 'GET /v1/secret/data/shared/db?version=1', { as: 'reader' }),
  http('External Secrets', 'GET /v1/secret/data/shared/none', { as: 'reader', isRefused: true }),
  http('External Secrets', 'GET /v1/secret/metadata/shared/?list=true', { as: 'reader' }),
  http('External Secrets', 'PUT /v1/secret/metadata/eso/new', { body: { custom_metadata: { 'managed-by': 'eso' } } }),
  http('External Secrets', 'PUT /v1/secret/data/eso/new', { body: VALUES }),
  http('External Secrets', 'GET /v1/secret/metadata/eso/new'),
];

const CURL = [
  http('curl -d', 'POST /v1/secret/data/curl/db', { body: VALUES, headers: FORM }),
  http('curl', 'GET /v1/secret/data/curl/db?version=0'),
  http('curl', 'GET /v1/secret/data/curl/db?version=x', { isRefused: true }),
  http('curl', 'GET /v1/secret/metadata/curl/?list=1'),
  http('curl', 'HEAD /v1/sys/health', { as: 'nobody' }),
  http('curl', 'GET /v1/sys/health?standbyok=true', { as: 'nobody' }),
  http('curl', 'GET /v1/secret/config'),
  http('curl', 'PATCH /v1/secret/data/curl/db', { body: { data: { host: 'db1' } }, headers: MERGE }),
  http('curl', 'PATCH /v1/secret/data/curl/db', { when: 'as JSON', body: { data: {} }, isRefused: true }),
  http('curl', 'POST /v1/secret/data/curl/db', { when: 'without data', body: {}, isRefused: true }),
  http('curl', 'POST /v1/secret/data/curl/db', { when: 'data of text', body: { data: 'x' }, isRefused: true }),
  http('curl', 'POST /v1/secret/data/curl/db', { when: 'empty data', body: { data: {} } }),
  http('curl', 'POST /v1/secret/data/curl/db', { when: 'cas of text', body: { ...VALUES, options: { cas: '3' } } }),
  http('curl', 'POST /v1/secret/data/curl/db', {
    when: 'odd cas',
    body: { ...VALUES, options: { cas: 'x' } },
    isRefused: true,
  }),
  http('curl', 'POST /v1/secret/delete/curl/db', { body: { versions: ['1', 2] } }),
  http('curl', 'POST /v1/secret/delete/curl/db', { when: 'without versions', body: {}, isRefused: true }),
  http('curl', 'GET /v1/secret/data/curl/a%20b', { isRefused: true }),
  http('curl', 'POST /v1/secret/data/curl/a%20b', { body: VALUES }),
  http('curl', 'POST /v1/secret/data/curl//db', { body: VALUES }),
  http('curl', 'GET /v1/secret/data/', { isRefused: true }),
  http('curl', 'GET /v1/secret', { isRefused: true }),
  http('curl', 'GET /v1/none', { isRefused: true }),
  http('curl', 'GET /v1/sys/internal/ui/mounts/secret/curl/db'),
  http('curl', 'GET /v1/sys/internal/ui/mounts/none/curl/db', { isRefused: true }),
  http('curl', 'GET /v1/sys/internal/ui/mounts/secret/curl/db', { as: 'forged', isRefused: true }),
  http('curl', 'POST /v1/sys/capabilities-self', {
    body: { paths: ['secret/data/shared/db', 'secret/data/curl/db'] },
    as: 'reader',
  }),
  http('curl', 'POST /v1/auth/jwt/login', { as: 'nobody', body: { role: 'x', jwt: 'x' }, isRefused: true }),
];

/** Requests of clients that no test starts, and of people. */
export const HTTP_STEPS: readonly HttpStep[] = [...VAULT_ACTION, ...TERRAFORM, ...EXTERNAL_SECRETS, ...CURL];
