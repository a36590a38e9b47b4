import { API_KEY_SCHEMA } from './api-keys/api-key.schema.js';
import { AUDIT_INDEX_SCHEMA } from './audit/audit-index.schema.js';
import { AUDIT_LOG_SCHEMA } from './audit/audit-log.schema.js';
import { AUDIT_PROGRESS_SCHEMA } from './audit/audit-progress.schema.js';
import { NODE_LEASE_SCHEMA } from './audit/node-lease.schema.js';
import { CHECKPOINT_SCHEMA } from './audit-proofs/checkpoint.schema.js';
import { TILE_SCHEMA } from './audit-proofs/tile.schema.js';
import { WITNESSED_LOG_SCHEMA } from './audit-proofs/witnessed-log.schema.js';
import { CHALLENGE_SCHEMA } from './challenges/challenge.schema.js';
import { CREATION_SCHEMA } from './creations/creation.schema.js';
import { migrationsOf } from './engine/schema-history.js';
import { STORE_STATE_SCHEMA } from './engine/store-state.schema.js';
import { ENTRY_BODY_SCHEMA } from './entries/entry-body.schema.js';
import { VAULT_SCHEMA } from './entries/vault.schema.js';
import { KEY_RING_SCHEMA } from './keys/key-ring.schema.js';
import { LOCKOUT_SCHEMA } from './lockouts/lockout.schema.js';
import { AUTHORIZATION_MODEL_SCHEMA } from './policies/authorization-model.schema.js';
import { PRELOGIN_KEY_SCHEMA } from './prelogin/prelogin-key.schema.js';
import { RATE_COUNTER_SCHEMA } from './rates/rate-counter.schema.js';
import { ROTATION_SCHEMA } from './rotations/rotation.schema.js';
import { ARCHIVED_VERSION_SCHEMA } from './secrets/archived-version.schema.js';
import { SECRET_SCHEMA } from './secrets/secret.schema.js';
import { SENSITIVE_RECORD_SCHEMA } from './sensitive-data/sensitive-record.schema.js';
import { SESSION_SCHEMA } from './sessions/session.schema.js';
import { SETUP_SCHEMA } from './setup/setup.schema.js';
import { SEEN_TIME_SCHEMA } from './times/seen-time.schema.js';
import { USER_SCHEMA } from './users/user.schema.js';
import { BINDING_SCHEMA } from './workloads/binding.schema.js';
import { IDENTITY_PROVIDER_SCHEMA } from './workloads/identity-provider.schema.js';
import { WRAP_SCHEMA } from './wraps/wrap.schema.js';

/**
 * `MIGRATIONS[n]` leads from store format `n` to `n + 1`, in one transaction. `PRAGMA user_version` holds the format.
 * Append only: migrations.spec.ts knows the text of each released one.
 */
export const MIGRATIONS: readonly string[] = migrationsOf([
  STORE_STATE_SCHEMA,
  RATE_COUNTER_SCHEMA,
  SECRET_SCHEMA,
  ARCHIVED_VERSION_SCHEMA,
  AUDIT_LOG_SCHEMA,
  AUDIT_INDEX_SCHEMA,
  NODE_LEASE_SCHEMA,
  USER_SCHEMA,
  SESSION_SCHEMA,
  SETUP_SCHEMA,
  LOCKOUT_SCHEMA,
  CHALLENGE_SCHEMA,
  PRELOGIN_KEY_SCHEMA,
  AUTHORIZATION_MODEL_SCHEMA,
  KEY_RING_SCHEMA,
  SENSITIVE_RECORD_SCHEMA,
  VAULT_SCHEMA,
  ENTRY_BODY_SCHEMA,
  ROTATION_SCHEMA,
  CREATION_SCHEMA,
  SEEN_TIME_SCHEMA,
  IDENTITY_PROVIDER_SCHEMA,
  BINDING_SCHEMA,
  WRAP_SCHEMA,
  API_KEY_SCHEMA,
  AUDIT_PROGRESS_SCHEMA,
  TILE_SCHEMA,
  CHECKPOINT_SCHEMA,
  WITNESSED_LOG_SCHEMA,
]);
