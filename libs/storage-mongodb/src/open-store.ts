import type { Connection } from 'mongoose';
import { type Clock, type Tell, ToldMigration } from '#kernel';
import type { StorePorts } from '#storage';
import { MongoApiKeyStore } from './api-keys/api-key.repository.js';
import { ApiKeyRow, ApiKeyUseRow } from './api-keys/api-key.schema.js';
import { AuditEntryRow } from './audit/audit-index.schema.js';
import { MongoAuditLog } from './audit/audit-log.repository.js';
import { AuditBatchRow } from './audit/audit-log.schema.js';
import { AuditProgressRow } from './audit/audit-progress.schema.js';
import { MongoNodeLeases } from './audit/node-lease.repository.js';
import { NodeLeaseRow, SweepPlaceRow } from './audit/node-lease.schema.js';
import { MongoCheckpointStore } from './audit-proofs/checkpoint.repository.js';
import { CheckpointRow, KeptCheckpointRow } from './audit-proofs/checkpoint.schema.js';
import { MongoTileStore } from './audit-proofs/tile.repository.js';
import { TileRow } from './audit-proofs/tile.schema.js';
import { MongoWitnessedLogs } from './audit-proofs/witnessed-log.repository.js';
import { WitnessedLogRow } from './audit-proofs/witnessed-log.schema.js';
import { MongoStreamProgress } from './audit-stream/stream-progress.repository.js';
import { MongoChallengeStore } from './challenges/challenge.repository.js';
import { ChallengeRow } from './challenges/challenge.schema.js';
import { MongoCreationStore } from './creations/creation.repository.js';
import { CreationRow } from './creations/creation.schema.js';
import { BackgroundWork } from './engine/background-work.js';
import { MongodbEngine } from './engine/mongodb.engine.js';
import { EntryBodyRow } from './entries/entry-body.schema.js';
import { MongoVaultStore } from './entries/vault.repository.js';
import { VaultRow, VaultSnapshotRow } from './entries/vault.schema.js';
import { MongoKeyRingStore } from './keys/key-ring.repository.js';
import { KeyRingRow } from './keys/key-ring.schema.js';
import { MongoLockoutStore } from './lockouts/lockout.repository.js';
import { LockoutRow } from './lockouts/lockout.schema.js';
import { MongoAuthorizationModelStore } from './policies/authorization-model.repository.js';
import { AuthorizationModelRow } from './policies/authorization-model.schema.js';
import { MongoPreloginKeyStore } from './prelogin/prelogin-key.repository.js';
import { PreloginKeyRow } from './prelogin/prelogin-key.schema.js';
import { MongoRateCounters } from './rates/rate-counter.repository.js';
import { RateCounterRow } from './rates/rate-counter.schema.js';
import { MongoRotationStore } from './rotations/rotation.repository.js';
import { RotationRow } from './rotations/rotation.schema.js';
import { ArchivedVersionRow } from './secrets/archived-version.schema.js';
import { MongoSecretStore } from './secrets/secret.repository.js';
import { SecretRow } from './secrets/secret.schema.js';
import { MongoSensitiveDataStore } from './sensitive-data/sensitive-record.repository.js';
import { SensitiveRecordRow } from './sensitive-data/sensitive-record.schema.js';
import { MongoSessionStore } from './sessions/session.repository.js';
import { SessionRow } from './sessions/session.schema.js';
import { MongoSetupStore } from './setup/setup.repository.js';
import { SetupRow } from './setup/setup.schema.js';
import { MongoSeenTimes } from './times/seen-time.repository.js';
import { SeenTimeRow } from './times/seen-time.schema.js';
import { MongoUserStore } from './users/user.repository.js';
import { UserRow } from './users/user.schema.js';
import { MongoBindingStore } from './workloads/binding.repository.js';
import { BindingRow } from './workloads/binding.schema.js';
import { MongoIdentityProviderStore } from './workloads/identity-provider.repository.js';
import { IdentityProviderRow } from './workloads/identity-provider.schema.js';
import { MongoWrapStore } from './wraps/wrap.repository.js';
import { WrapRow } from './wraps/wrap.schema.js';

interface RowClass<R> {
  readonly name: string;
  readonly prototype: R;
}

/**
 * Opens the store. Throws StartError or PartUnavailable. Every model must be registered on `connection`. `tell` is told of a
 * migration of an older store, before it begins and when it is done.
 */
export async function openMongodbStore(connection: Connection, clock: Clock, tell: Tell): Promise<StorePorts> {
  const modelOf = <R>(row: RowClass<R>) => connection.model<R>(row.name);
  const background = new BackgroundWork(clock);
  return {
    engine: await MongodbEngine.open(connection, background, new ToldMigration(tell, clock)),
    secrets: new MongoSecretStore(modelOf(SecretRow), modelOf(ArchivedVersionRow), clock),
    audit: new MongoAuditLog(modelOf(AuditBatchRow), modelOf(AuditEntryRow), modelOf(AuditProgressRow), background),
    leases: new MongoNodeLeases(modelOf(NodeLeaseRow), modelOf(SweepPlaceRow)),
    tiles: new MongoTileStore(modelOf(TileRow), modelOf(AuditProgressRow)),
    checkpoints: new MongoCheckpointStore(modelOf(CheckpointRow), modelOf(KeptCheckpointRow)),
    streamProgress: new MongoStreamProgress(modelOf(AuditProgressRow)),
    witnessedLogs: new MongoWitnessedLogs(modelOf(WitnessedLogRow)),
    users: new MongoUserStore(modelOf(UserRow), clock),
    sessions: new MongoSessionStore(modelOf(SessionRow), clock),
    setups: new MongoSetupStore(modelOf(SetupRow), clock),
    lockouts: new MongoLockoutStore(modelOf(LockoutRow), clock),
    challenges: new MongoChallengeStore(modelOf(ChallengeRow), clock),
    preloginKeys: new MongoPreloginKeyStore(modelOf(PreloginKeyRow), clock),
    models: new MongoAuthorizationModelStore(modelOf(AuthorizationModelRow), clock),
    rings: new MongoKeyRingStore(modelOf(KeyRingRow), clock),
    sensitiveData: new MongoSensitiveDataStore(modelOf(SensitiveRecordRow), clock),
    vaults: new MongoVaultStore(modelOf(VaultRow), modelOf(EntryBodyRow), modelOf(VaultSnapshotRow), clock),
    rotations: new MongoRotationStore(modelOf(RotationRow), clock),
    creations: new MongoCreationStore(modelOf(CreationRow), clock),
    identityProviders: new MongoIdentityProviderStore(modelOf(IdentityProviderRow), clock),
    bindings: new MongoBindingStore(modelOf(BindingRow), clock),
    apiKeys: new MongoApiKeyStore(modelOf(ApiKeyRow), modelOf(ApiKeyUseRow), clock),
    counters: new MongoRateCounters(modelOf(RateCounterRow)),
    times: new MongoSeenTimes(modelOf(SeenTimeRow), clock),
    wraps: new MongoWrapStore(modelOf(WrapRow), clock),
  };
}
