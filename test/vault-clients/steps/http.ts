import { type HttpStep, type More, named } from './step.js';

const JSON_BODY = { 'content-type': 'application/json' };

function http(of: string, request: string, more: More & Pick<HttpStep, 'body' | 'headers'> = {}): HttpStep {
  const { when, headers, ...rest } = more;
  const sent = { ...(rest.body === undefined ? {} : JSON_BODY), ...headers };
  return { client: 'http', name: named(`${of}: ${request}`, when ?? rest.as), request, headers: sent, ...rest };
}

/** What Terraform and External Secrets read of a token. */
const TOKEN = ['status', 'body.data.type', 'body.data.ttl', 'body.data.expire_time'];
const MOUNT = ['status', 'body.data.type', 'body.data.path', 'body.data.options.version'];
const SEALED = ['status', 'body.initialized', 'body.sealed'];
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
    look: ['status', 'body.auth.client_token'],
  }),
  http('vault-action', 'POST /v1/auth/jwt/login', {
    as: 'nobody',
    body: { role: '{role}', jwt: '{jwt}' },
    look: ['status', 'body.auth.client_token', 'body.auth.lease_duration'],
  }),
  http('vault-action', 'POST /v1/auth/jwt/login', {
    as: 'nobody',
    when: 'another token',
    body: { role: '{role}', jwt: '{jwt}x' },
    isRefused: true,
    look: ['status'],
  }),
  http('vault-action', 'GET /v1/secret/data/shared/db', { as: 'reader', headers: { 'x-vault-namespace': '' } }),
  http('vault-action', 'GET /v1/secret/data/shared/none', { as: 'reader', isRefused: true }),
];

/** As the source of Terraform's provider has it (`vault_kv_secret_v2`), with `skip_child_token = true`. */
const TERRAFORM = [
  http('Terraform', 'GET /v1/auth/token/lookup-self', { look: TOKEN }),
  http('Terraform', 'GET /v1/sys/seal-status', { look: SEALED }),
  http('Terraform', 'PUT /v1/secret/data/tf/db', {
    body: { ...VALUES, cas: 0, options: {} },
    look: ['status', 'body.data.version'],
  }),
  http('Terraform', 'PUT /v1/secret/metadata/tf/db', { body: { custom_metadata: { team: 'shop' } } }),
  http('Terraform', 'GET /v1/secret/data/tf/db'),
  http('Terraform', 'GET /v1/secret/metadata/tf/db'),
  http('Terraform', 'GET /v1/secret/data/tf/db?version=1'),
  http('Terraform', 'GET /v1/secret/metadata/tf?list=true'),
  http('Terraform', 'DELETE /v1/secret/data/tf/db'),
  http('Terraform', 'GET /v1/secret/data/tf/db', { when: 'deleted', isRefused: true }),
  http('Terraform', 'DELETE /v1/secret/metadata/tf/db'),
  http('Terraform', 'GET /v1/secret/data/tf/db', {
    when: 'metadata deleted',
    isRefused: true,
    look: ['status', 'body.data.data'],
  }),
];

/** As the source of External Secrets' provider for Vault has it. To push, it writes the metadata first. */
const EXTERNAL_SECRETS = [
  http('External Secrets', 'GET /v1/auth/token/lookup-self', { as: 'reader', look: TOKEN }),
  http('External Secrets', 'GET /v1/secret/data/shared/db?version=1', { as: 'reader' }),
  http('External Secrets', 'GET /v1/secret/data/shared/none', { as: 'reader', isRefused: true }),
  http('External Secrets', 'GET /v1/secret/metadata/shared/?list=true', { as: 'reader' }),
  http('External Secrets', 'PUT /v1/secret/metadata/eso/new', { body: { custom_metadata: { 'managed-by': 'eso' } } }),
  http('External Secrets', 'PUT /v1/secret/data/eso/new', { body: VALUES }),
  http('External Secrets', 'GET /v1/secret/metadata/eso/new'),
];

/** As the source of HashiCorp's client for Go has it, since version 1.19 of its package `api`. */
const STATES = ['uninit', 'sealed', 'standby', 'drsecondary', 'performancestandby', 'removed', 'haunhealthy'];
const GO = [
  http('Go', `GET /v1/sys/health?${STATES.map((state) => `${state}code=299`).join('&')}`, {
    as: 'nobody',
    look: [...SEALED, 'body.standby'],
  }),
];

const CURL = [
  http('curl -d', 'POST /v1/secret/data/curl/db', { body: VALUES, headers: FORM }),
  http('curl', 'GET /v1/secret/data/curl/db?version=0'),
  http('curl', 'GET /v1/secret/data/curl/db?version=x', { isRefused: true }),
  http('curl', 'GET /v1/secret/metadata/curl/?list=1'),
  http('curl', 'HEAD /v1/sys/health', { as: 'nobody' }),
  http('curl', 'GET /v1/sys/health?standbyok=true', { as: 'nobody', look: [...SEALED, 'body.standby'] }),
  http('curl', 'GET /v1/secret/config'),
  http('curl', 'PATCH /v1/secret/data/curl/db', { body: { data: { host: 'db1' } }, headers: MERGE }),
  http('curl', 'PATCH /v1/secret/data/shared/db', {
    when: 'as JSON',
    body: { data: {} },
    isRefused: true,
    look: ['status'],
  }),
  http('curl', 'POST /v1/secret/data/curl/db', { when: 'without data', body: {}, isRefused: true }),
  http('curl', 'POST /v1/secret/data/curl/db', { when: 'data of text', body: { data: 'x' }, isRefused: true }),
  http('curl', 'POST /v1/secret/data/curl/db', { when: 'empty data', body: { data: {} } }),
  http('curl', 'POST /v1/secret/data/curl/db', { when: 'cas of text', body: { ...VALUES, options: { cas: '3' } } }),
  http('curl', 'POST /v1/secret/data/curl/db', {
    when: 'odd cas',
    body: { ...VALUES, options: { cas: 'x' } },
    isRefused: true,
  }),
  http('curl', 'POST /v1/secret/data/curl/gone', { body: VALUES, look: ['status'] }),
  http('curl', 'DELETE /v1/secret/data/curl/gone'),
  ...[1, 0].map((cas) =>
    http('curl', 'POST /v1/secret/data/curl/gone', {
      when: `deleted, cas ${cas}`,
      body: { ...VALUES, options: { cas } },
      isRefused: cas === 0,
      look: ['status'],
    }),
  ),
  http('curl', 'POST /v1/secret/delete/curl/db', { body: { versions: ['1', 2] } }),
  http('curl', 'POST /v1/secret/delete/curl/db', { when: 'without versions', body: {}, isRefused: true }),
  http('curl', 'DELETE /v1/secret/data/curl/none'),
  http('curl', 'DELETE /v1/secret/metadata/curl/none'),
  http('curl', 'GET /v1/secret/metadata/curl/none', { isRefused: true }),
  http('curl', 'GET /v1/secret/data/curl/a%20b', { isRefused: true }),
  http('curl', 'POST /v1/secret/data/curl/a%20b', { body: VALUES, look: ['status'] }),
  http('curl', 'POST /v1/secret/data/curl//db', { body: VALUES, look: ['status'] }),
  http('curl', 'GET /v1/secret/data/', { isRefused: true }),
  http('curl', 'GET /v1/secret', { isRefused: true }),
  http('curl', 'GET /v1/none', { isRefused: true }),
  http('curl', 'GET /v1/sys/internal/ui/mounts/secret/curl/db', { look: MOUNT }),
  http('curl', 'GET /v1/sys/internal/ui/mounts/none/curl/db', { isRefused: true }),
  http('curl', 'GET /v1/sys/internal/ui/mounts/secret/curl/db', { as: 'forged', isRefused: true }),
  http('curl', 'POST /v1/sys/capabilities-self', {
    body: { paths: ['secret/metadata/shared/db', 'secret/data/curl/db'] },
    as: 'reader',
    look: ['secret/metadata/shared/db.0', 'secret/metadata/shared/db.1', 'secret/data/curl/db.0'].map(
      (part) => `body.data.${part}`,
    ),
  }),
];

/** What a reader of `shared` may not do, whatever is there. */
const REFUSED = [
  ...['data/shared/db', 'data/shared/none', 'metadata/shared/db', 'metadata/shared/none'].map(
    (path) => `DELETE /v1/secret/${path}`,
  ),
  ...['data/bao/db', 'data/bao/none', 'metadata/bao/db', 'metadata/bao/none'].map((path) => `GET /v1/secret/${path}`),
].map((request) => http('a reader', request, { as: 'reader', isRefused: true }));
const REFUSED_WRITES = [
  http('a reader', 'PATCH /v1/secret/data/shared/db', { as: 'reader', isRefused: true, body: VALUES, headers: MERGE }),
  http('a reader', 'POST /v1/secret/data/shared/none', { as: 'reader', isRefused: true, body: VALUES }),
  http('a reader', 'POST /v1/secret/metadata/shared/db', {
    as: 'reader',
    isRefused: true,
    body: { custom_metadata: {} },
  }),
  ...['delete', 'undelete', 'destroy'].map((action) =>
    http('a reader', `POST /v1/secret/${action}/shared/db`, { as: 'reader', isRefused: true, body: { versions: [1] } }),
  ),
];

/** Requests of clients that no test starts, and of people. */
export const HTTP_STEPS: readonly HttpStep[] = [
  ...VAULT_ACTION,
  ...TERRAFORM,
  ...EXTERNAL_SECRETS,
  ...GO,
  ...REFUSED,
  ...REFUSED_WRITES,
  ...CURL,
];
