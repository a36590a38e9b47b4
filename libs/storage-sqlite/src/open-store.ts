import type { AuditLog, NodeLeases } from '#audit';
import type { ChallengeStore, LockoutStore, PreloginKeyStore, SessionStore, SetupStore } from '#auth';
import type { VaultStore } from '#entries';
import type { CreationStore } from '#idempotency';
import type { RateCounters, StoreEngine } from '#kernel';
import type { KeyRingStore, RotationStore } from '#keys';
import type { AuthorizationModelStore } from '#policies';
import type { SecretStore } from '#secrets';
import type { SensitiveDataStore } from '#sensitive-data';
import type { UserStore } from '#users';
import { SqliteAuditLog } from './audit/audit-log.repository.js';
import { AUDIT_SCHEMA } from './audit/audit-log.schema.js';
import { SqliteNodeLeases } from './audit/node-lease.repository.js';
import { SqliteChallengeStore } from './challenges/challenge.repository.js';
import { CHALLENGE_SCHEMA } from './challenges/challenge.schema.js';
import { SqliteCreationStore } from './creations/creation.repository.js';
import { CREATION_SCHEMA } from './creations/creation.schema.js';
import { type DatabaseOptions, openDatabase } from './engine/database.js';
import { ENGINE_SCHEMA } from './engine/schema.js';
import { SqliteEngine } from './engine/sqlite.engine.js';
import { SqliteVaultStore } from './entries/vault.repository.js';
import { VAULT_SCHEMA } from './entries/vault.schema.js';
import { SqliteKeyRingStore } from './keys/key-ring.repository.js';
import { KEY_RING_SCHEMA } from './keys/key-ring.schema.js';
import { SqliteLockoutStore } from './lockouts/lockout.repository.js';
import { LOCKOUT_SCHEMA } from './lockouts/lockout.schema.js';
import { SqliteAuthorizationModelStore } from './policies/authorization-model.repository.js';
import { AUTHORIZATION_MODEL_SCHEMA } from './policies/authorization-model.schema.js';
import { SqlitePreloginKeyStore } from './prelogin/prelogin-key.repository.js';
import { PRELOGIN_KEY_SCHEMA } from './prelogin/prelogin-key.schema.js';
import { SqliteRateCounters } from './rates/rate-counter.repository.js';
import { RATE_COUNTER_SCHEMA } from './rates/rate-counter.schema.js';
import { SqliteRotationStore } from './rotations/rotation.repository.js';
import { ROTATION_SCHEMA } from './rotations/rotation.schema.js';
import { SqliteSecretStore } from './secrets/secret.repository.js';
import { SECRET_SCHEMA } from './secrets/secret.schema.js';
import { SqliteSensitiveDataStore } from './sensitive-data/sensitive-record.repository.js';
import { SENSITIVE_RECORD_SCHEMA } from './sensitive-data/sensitive-record.schema.js';
import { SqliteSessionStore } from './sessions/session.repository.js';
import { SESSION_SCHEMA } from './sessions/session.schema.js';
import { SqliteSetupStore } from './setup/setup.repository.js';
import { SETUP_SCHEMA } from './setup/setup.schema.js';
import { SqliteUserStore } from './users/user.repository.js';
import { USER_SCHEMA } from './users/user.schema.js';

/** The embedded store with every port that it answers. */
export interface SqliteStore {
  readonly engine: StoreEngine;
  readonly secrets: SecretStore;
  readonly audit: AuditLog;
  readonly leases: NodeLeases;
  readonly users: UserStore;
  readonly sessions: SessionStore;
  readonly setups: SetupStore;
  readonly lockouts: LockoutStore;
  readonly challenges: ChallengeStore;
  readonly preloginKeys: PreloginKeyStore;
  readonly models: AuthorizationModelStore;
  readonly rings: KeyRingStore;
  readonly sensitiveData: SensitiveDataStore;
  readonly vaults: VaultStore;
  readonly rotations: RotationStore;
  readonly creations: CreationStore;
  readonly counters: RateCounters;
}

/** In the order of `PRAGMA user_version`: the first leads from an empty file to version 1. */
const MIGRATIONS: readonly string[] = [
  [
    ENGINE_SCHEMA,
    RATE_COUNTER_SCHEMA,
    SECRET_SCHEMA,
    AUDIT_SCHEMA,
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
    ROTATION_SCHEMA,
    CREATION_SCHEMA,
  ].join('\n'),
];

/** A store in which one of these has a row was used before. */
const TABLES: readonly string[] = [
  'secrets',
  'secret_versions',
  'audit_log',
  'users',
  'sessions',
  'setups',
  'lockouts',
  'challenges',
  'prelogin_keys',
  'authorization_models',
  'key_rings',
  'sensitive_data',
  'vaults',
  'entry_bodies',
  'vault_snapshots',
  'rotations',
  'creations',
  'fences',
];

/**
 * Opens the database file, making it and its schema where needed. Throws StartError with one line when it is not a
 * store of this or an older Coffer, or cannot keep its promises on this file system [R91].
 */
export async function openSqliteStore(options: DatabaseOptions): Promise<SqliteStore> {
  const database = await openDatabase(options, MIGRATIONS);
  return {
    engine: new SqliteEngine(database, TABLES),
    secrets: new SqliteSecretStore(database),
    audit: new SqliteAuditLog(database),
    leases: new SqliteNodeLeases(database),
    users: new SqliteUserStore(database),
    sessions: new SqliteSessionStore(database),
    setups: new SqliteSetupStore(database),
    lockouts: new SqliteLockoutStore(database),
    challenges: new SqliteChallengeStore(database),
    preloginKeys: new SqlitePreloginKeyStore(database),
    models: new SqliteAuthorizationModelStore(database),
    rings: new SqliteKeyRingStore(database),
    sensitiveData: new SqliteSensitiveDataStore(database),
    vaults: new SqliteVaultStore(database),
    rotations: new SqliteRotationStore(database),
    creations: new SqliteCreationStore(database),
    counters: new SqliteRateCounters(database),
  };
}
