/** Where Coffer answers otherwise than OpenBao. */
export interface Difference {
  /** The first cell of its row in docs/guides/from-vault.md. */
  readonly row: string;
  /** The steps that show it, with the parts of what they show that differ. */
  readonly at: Readonly<Record<string, string>>;
}

const ALL = 'code err out';

const TOKENS: readonly Difference[] = [
  {
    row: 'Tokens of programs',
    at: {
      'bao token lookup -format=json': 'out.data.policies.0 out.data.renewable out.data.type',
      'bao token lookup -format=json (logged in)': 'out.data.policies.0 out.data.renewable out.data.type',
      'bao login -no-store -format=json - (with a token)': 'out.auth.renewable',
      'bao write -format=json auth/approle/login role_id={role_id} secret_id={secret_id} (nobody)':
        'out.auth.renewable',
      'bao token renew -format=json (leaver)':
        'code out.auth.client_token out.auth.lease_duration out.auth.orphan out.auth.renewable',
      'bao token revoke -self (leaver)': ALL,
      'bao kv get -field=a secret/shared/db (logged out)': ALL,
      'node-vault tokenLookupSelf()': 'answer.data.renewable answer.data.type',
      'hvac auth.token.lookup_self()': 'answer.data.renewable answer.data.type',
      'Terraform: GET /v1/auth/token/lookup-self': 'body.data.type',
      'External Secrets: GET /v1/auth/token/lookup-self (reader)': 'body.data.type',
    },
  },
  {
    row: '`sys/capabilities-self` of `secret/data/...`',
    at: {
      'bao token capabilities secret/data/shared/db': 'out',
      'bao token capabilities secret/data/shared/db (reader)': 'out',
    },
  },
];

const ENDS: readonly Difference[] = [
  {
    row: 'Delete some older versions',
    at: {
      'bao kv delete -versions=1 secret/bao/end': ALL,
      'bao kv get -format=json -version=1 secret/bao/end (version deleted)':
        'out.data.data out.data.data.a out.data.metadata.deletion_time',
      'hvac secrets.kv.v2.delete_secret_versions(path="py/db", versions=[1])': 'error errors status text',
      'curl: POST /v1/secret/delete/curl/db': 'body body.errors status',
    },
  },
  {
    row: 'Delete the latest version',
    at: {
      'bao kv list -format=json secret/bao (one deleted)': 'out.3 out.4 out.5 out.6 out.7',
      'bao kv metadata get -format=json secret/bao/end (deleted)':
        'out.data.versions.1.deletion_time out.data.versions.2.deletion_time out.data.versions.3.deletion_time',
    },
  },
  {
    row: 'Destroy the current version',
    at: {
      'bao kv destroy -versions=4 secret/bao/end': ALL,
      'bao kv get -format=json secret/bao/end (current version destroyed)':
        'out.data.data out.data.data.a out.data.metadata.destroyed',
    },
  },
  {
    row: 'Delete the metadata',
    at: {
      'bao kv get secret/bao/new (metadata deleted)': ALL,
      'bao kv metadata get secret/bao/new (metadata deleted)': ALL,
      'node-vault read("secret/data/node/db") (metadata deleted)': 'body.data.data',
      'Terraform: GET /v1/secret/data/tf/db (metadata deleted)': 'body.data.data',
    },
  },
  {
    row: 'Write to a path whose secret is deleted',
    at: { 'bao kv put -format=json secret/bao/new a=c (after its deletion)': 'out.data.version' },
  },
  {
    row: '`cas` at a path whose secret is deleted',
    at: {
      'curl: POST /v1/secret/data/curl/gone (deleted, cas 1)': 'status',
      'curl: POST /v1/secret/data/curl/gone (deleted, cas 0)': 'status',
    },
  },
];

const METADATA: readonly Difference[] = [
  {
    row: '`max_versions`, `cas_required`, `delete_version_after`',
    at: {
      'bao kv metadata put -max-versions=2 secret/bao/db': ALL,
      'bao kv metadata put -cas-required=true secret/bao/db': ALL,
      'bao kv metadata put -delete-version-after=1h secret/bao/db': ALL,
      'hvac secrets.kv.v2.read_configuration()': 'answer.data.max_versions',
      'curl: GET /v1/secret/config': 'body.data.max_versions',
    },
  },
  {
    row: 'Metadata before the first version',
    at: {
      'bao kv metadata put -custom-metadata=team=shop secret/bao/later': ALL,
      'External Secrets: PUT /v1/secret/metadata/eso/new': 'body body.errors status',
      'External Secrets: PUT /v1/secret/data/eso/new': 'body.data.custom_metadata body.data.custom_metadata.managed-by',
      'External Secrets: GET /v1/secret/metadata/eso/new':
        'body.data.custom_metadata body.data.custom_metadata.managed-by',
    },
  },
];

const REQUESTS: readonly Difference[] = [
  {
    row: 'Paths with other characters',
    at: {
      'curl: GET /v1/secret/data/curl/a%20b': 'body.errors status',
      'curl: POST /v1/secret/data/curl/a%20b': 'status',
      'curl: POST /v1/secret/data/curl//db': 'status',
      'curl: GET /v1/secret/data/': 'body.errors status',
    },
  },
  {
    row: 'Unknown members of a body',
    at: { 'bao write secret/data/bao/written -': 'err' },
  },
  { row: '`PATCH` as `application/json`', at: { 'curl: PATCH /v1/secret/data/shared/db (as JSON)': 'status' } },
  {
    row: 'Paths that Coffer has not',
    at: {
      'bao read transit/keys/none': 'err',
      'bao policy list': 'err',
      'bao token create': 'err',
      'curl: GET /v1/none': 'body.errors status',
      'curl: GET /v1/secret': 'body.errors status',
    },
  },
  {
    row: 'Texts of errors',
    at: {
      'bao write auth/approle/login role_id={role_id} secret_id=wrong (nobody)': 'err',
      'bao write auth/approle/login role_id=unknown secret_id={secret_id} (nobody)': 'err',
      'bao kv patch secret/bao/none host=db2': 'err',
      'bao kv get other/shared/db': 'err',
      'curl: GET /v1/sys/internal/ui/mounts/none/curl/db': 'body.errors',
      'curl: GET /v1/secret/data/curl/db?version=x': 'body.errors',
      'curl: POST /v1/secret/data/curl/db (data of text)': 'body.errors',
      'hvac secrets.kv.v2.read_secret_version(path="py/db", raise_on_deleted_version=true) (metadata deleted)':
        'errors',
    },
  },
];

export const DIFFERENCES: readonly Difference[] = [...TOKENS, ...ENDS, ...METADATA, ...REQUESTS];
