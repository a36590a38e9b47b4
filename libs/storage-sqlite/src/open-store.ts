import type { StorePorts } from '#storage';
import { SqliteApiKeyStore } from './api-keys/api-key.repository.js';
import { SqliteAuditLog } from './audit/audit-log.repository.js';
import { SqliteNodeLeases } from './audit/node-lease.repository.js';
import { SqliteCheckpointStore } from './audit-proofs/checkpoint.repository.js';
import { SqliteTileStore } from './audit-proofs/tile.repository.js';
import { SqliteWitnessedLogs } from './audit-proofs/witnessed-log.repository.js';
import { SqliteStreamProgress } from './audit-stream/stream-progress.repository.js';
import { SqliteChallengeStore } from './challenges/challenge.repository.js';
import { SqliteCreationStore } from './creations/creation.repository.js';
import { type DatabaseOptions, openDatabase } from './engine/database.js';
import { SqliteEngine } from './engine/sqlite.engine.js';
import { SqliteVaultStore } from './entries/vault.repository.js';
import { SqliteKeyRingStore } from './keys/key-ring.repository.js';
import { SqliteLockoutStore } from './lockouts/lockout.repository.js';
import { MIGRATIONS } from './migrations.js';
import { SqliteAuthorizationModelStore } from './policies/authorization-model.repository.js';
import { SqlitePreloginKeyStore } from './prelogin/prelogin-key.repository.js';
import { SqliteRateCounters } from './rates/rate-counter.repository.js';
import { SqliteRotationStore } from './rotations/rotation.repository.js';
import { SqliteSecretStore } from './secrets/secret.repository.js';
import { SqliteSensitiveDataStore } from './sensitive-data/sensitive-record.repository.js';
import { SqliteSessionStore } from './sessions/session.repository.js';
import { SqliteSetupStore } from './setup/setup.repository.js';
import { SqliteSeenTimes } from './times/seen-time.repository.js';
import { SqliteUserStore } from './users/user.repository.js';
import { SqliteBindingStore } from './workloads/binding.repository.js';
import { SqliteIdentityProviderStore } from './workloads/identity-provider.repository.js';
import { SqliteWrapStore } from './wraps/wrap.repository.js';

/** A row in one of these tables means that the store is not empty. */
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
  'vault_bases',
  'entry_bodies',
  'vault_snapshots',
  'rotations',
  'creations',
  'identity_providers',
  'bindings',
  'wraps',
  'api_keys',
  'audit_tiles',
  'audit_checkpoints',
  'audit_checkpoint_history',
  'witnessed_logs',
  'fences',
];

export interface SqliteStoreOptions extends DatabaseOptions {
  /** The caller has the lock that keeps other servers out. So a killed one left the place of the sweeper, and it is free. */
  readonly isOnlyServer?: boolean;
}

/**
 * Opens the database file. Creates the file and its tables if they are missing, and brings an older store to the
 * present format. Throws StartError with one line if the file is not a store of Coffer, if the store has a newer
 * format, or if the file system cannot keep the store's promises [R91].
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<StorePorts> {
  const database = await openDatabase(options, MIGRATIONS);
  const leases = new SqliteNodeLeases(database);
  if (options.isOnlyServer) await leases.vacate();
  return {
    engine: new SqliteEngine(database, TABLES),
    secrets: new SqliteSecretStore(database),
    audit: new SqliteAuditLog(database),
    leases,
    tiles: new SqliteTileStore(database),
    checkpoints: new SqliteCheckpointStore(database),
    streamProgress: new SqliteStreamProgress(database),
    witnessedLogs: new SqliteWitnessedLogs(database),
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
    identityProviders: new SqliteIdentityProviderStore(database),
    bindings: new SqliteBindingStore(database),
    apiKeys: new SqliteApiKeyStore(database),
    counters: new SqliteRateCounters(database),
    times: new SqliteSeenTimes(database),
    wraps: new SqliteWrapStore(database),
  };
}
