import type { FactoryProvider } from '@nestjs/common';
import { getConnectionToken, getModelToken, type ModelDefinition } from '@nestjs/mongoose';
import type { Connection, Model } from 'mongoose';
import { AuditLog, NodeLeases } from '#audit';
import { ChallengeStore, LockoutStore, PreloginKeyStore, SessionStore, SetupStore } from '#auth';
import { VaultStore } from '#entries';
import { CreationStore } from '#idempotency';
import { RateCounters, StoreEngine } from '#kernel';
import { KeyRingStore, RotationStore } from '#keys';
import { AuthorizationModelStore } from '#policies';
import { SecretStore } from '#secrets';
import { SensitiveDataStore } from '#sensitive-data';
import { UserStore } from '#users';
import { AuditIndex } from './audit/audit-index.repository.js';
import { AuditEntryRow, AuditEntrySchema, AuditProgressRow, AuditProgressSchema } from './audit/audit-index.schema.js';
import { MongoAuditLog } from './audit/audit-log.repository.js';
import { AuditBatchRow, AuditBatchSchema } from './audit/audit-log.schema.js';
import { MongoNodeLeases } from './audit/node-lease.repository.js';
import { NodeLeaseRow, NodeLeaseSchema, SweepPlaceRow, SweepPlaceSchema } from './audit/node-lease.schema.js';
import { MongoChallengeStore } from './challenges/challenge.repository.js';
import { ChallengeRow, ChallengeSchema } from './challenges/challenge.schema.js';
import { MongoCreationStore } from './creations/creation.repository.js';
import { CreationRow, CreationSchema } from './creations/creation.schema.js';
import { BackgroundWork } from './engine/background-work.js';
import { EngineCheckRow, EngineCheckSchema } from './engine/engine-check.schema.js';
import { MongodbEngine } from './engine/mongodb.engine.js';
import { EntryBodyRow, EntryBodySchema } from './entries/entry-body.schema.js';
import { MongoVaultStore } from './entries/vault.repository.js';
import { VaultRow, VaultSchema, VaultSnapshotRow, VaultSnapshotSchema } from './entries/vault.schema.js';
import { MongoKeyRingStore } from './keys/key-ring.repository.js';
import { KeyRingRow, KeyRingSchema } from './keys/key-ring.schema.js';
import { MongoLockoutStore } from './lockouts/lockout.repository.js';
import { LockoutRow, LockoutSchema } from './lockouts/lockout.schema.js';
import { MongoAuthorizationModelStore } from './policies/authorization-model.repository.js';
import { AuthorizationModelRow, AuthorizationModelSchema } from './policies/authorization-model.schema.js';
import { MongoPreloginKeyStore } from './prelogin/prelogin-key.repository.js';
import { PreloginKeyRow, PreloginKeySchema } from './prelogin/prelogin-key.schema.js';
import { MongoRateCounters } from './rates/rate-counter.repository.js';
import { RateCounterRow, RateCounterSchema } from './rates/rate-counter.schema.js';
import { MongoRotationStore } from './rotations/rotation.repository.js';
import { RotationRow, RotationSchema } from './rotations/rotation.schema.js';
import { ArchivedVersionRow, ArchivedVersionSchema } from './secrets/archived-version.schema.js';
import { MongoSecretStore } from './secrets/secret.repository.js';
import { SecretRow, SecretSchema } from './secrets/secret.schema.js';
import { MongoSensitiveDataStore } from './sensitive-data/sensitive-record.repository.js';
import { SensitiveRecordRow, SensitiveRecordSchema } from './sensitive-data/sensitive-record.schema.js';
import { MongoSessionStore } from './sessions/session.repository.js';
import { SessionRow, SessionSchema } from './sessions/session.schema.js';
import { MongoSetupStore } from './setup/setup.repository.js';
import { SetupRow, SetupSchema } from './setup/setup.schema.js';
import { MongoUserStore } from './users/user.repository.js';
import { UserRow, UserSchema } from './users/user.schema.js';

interface RowClass<R> {
  readonly name: string;
  readonly prototype: R;
}

/** Every collection. */
export const MODELS: ModelDefinition[] = [
  { name: ArchivedVersionRow.name, schema: ArchivedVersionSchema },
  { name: AuditBatchRow.name, schema: AuditBatchSchema },
  { name: AuditEntryRow.name, schema: AuditEntrySchema },
  { name: AuditProgressRow.name, schema: AuditProgressSchema },
  { name: AuthorizationModelRow.name, schema: AuthorizationModelSchema },
  { name: ChallengeRow.name, schema: ChallengeSchema },
  { name: CreationRow.name, schema: CreationSchema },
  { name: EngineCheckRow.name, schema: EngineCheckSchema },
  { name: EntryBodyRow.name, schema: EntryBodySchema },
  { name: KeyRingRow.name, schema: KeyRingSchema },
  { name: LockoutRow.name, schema: LockoutSchema },
  { name: NodeLeaseRow.name, schema: NodeLeaseSchema },
  { name: PreloginKeyRow.name, schema: PreloginKeySchema },
  { name: RateCounterRow.name, schema: RateCounterSchema },
  { name: RotationRow.name, schema: RotationSchema },
  { name: SecretRow.name, schema: SecretSchema },
  { name: SensitiveRecordRow.name, schema: SensitiveRecordSchema },
  { name: SessionRow.name, schema: SessionSchema },
  { name: SetupRow.name, schema: SetupSchema },
  { name: SweepPlaceRow.name, schema: SweepPlaceSchema },
  { name: UserRow.name, schema: UserSchema },
  { name: VaultRow.name, schema: VaultSchema },
  { name: VaultSnapshotRow.name, schema: VaultSnapshotSchema },
];

/** A port's adapter on the models of its rows. Depends on the engine, so nobody holds it before the indexes are made. */
const port = (
  provide: FactoryProvider['provide'],
  rows: readonly RowClass<unknown>[],
  make: (...models: never[]) => unknown,
): FactoryProvider => ({
  provide,
  inject: [...rows.map((row) => getModelToken(row.name)), StoreEngine],
  useFactory: make,
});

export const BACKGROUND_WORK: FactoryProvider = { provide: BackgroundWork, useFactory: () => new BackgroundWork() };

/** Every port of the store. */
export const PORTS: FactoryProvider[] = [
  {
    provide: StoreEngine,
    // Every model is asked for, so that all are there when the indexes are made.
    inject: [getConnectionToken(), BackgroundWork, ...MODELS.map(({ name }) => getModelToken(name))],
    useFactory: (connection: Connection, background: BackgroundWork) => MongodbEngine.open(connection, background),
  },
  {
    provide: AuditLog,
    inject: [
      BackgroundWork,
      ...[AuditBatchRow, AuditEntryRow, AuditProgressRow].map((row) => getModelToken(row.name)),
      StoreEngine,
    ],
    useFactory: (
      background: BackgroundWork,
      batches: Model<AuditBatchRow>,
      entries: Model<AuditEntryRow>,
      progress: Model<AuditProgressRow>,
    ) => new MongoAuditLog(batches, new AuditIndex(batches, entries, progress), background),
  },
  port(
    NodeLeases,
    [NodeLeaseRow, SweepPlaceRow],
    (leases: Model<NodeLeaseRow>, places: Model<SweepPlaceRow>) => new MongoNodeLeases(leases, places),
  ),
  port(
    SecretStore,
    [SecretRow, ArchivedVersionRow],
    (secrets: Model<SecretRow>, archived: Model<ArchivedVersionRow>) => new MongoSecretStore(secrets, archived),
  ),
  port(UserStore, [UserRow], (rows: Model<UserRow>) => new MongoUserStore(rows)),
  port(SessionStore, [SessionRow], (rows: Model<SessionRow>) => new MongoSessionStore(rows)),
  port(SetupStore, [SetupRow], (rows: Model<SetupRow>) => new MongoSetupStore(rows)),
  port(LockoutStore, [LockoutRow], (rows: Model<LockoutRow>) => new MongoLockoutStore(rows)),
  port(ChallengeStore, [ChallengeRow], (rows: Model<ChallengeRow>) => new MongoChallengeStore(rows)),
  port(PreloginKeyStore, [PreloginKeyRow], (rows: Model<PreloginKeyRow>) => new MongoPreloginKeyStore(rows)),
  port(KeyRingStore, [KeyRingRow], (rows: Model<KeyRingRow>) => new MongoKeyRingStore(rows)),
  port(RotationStore, [RotationRow], (rows: Model<RotationRow>) => new MongoRotationStore(rows)),
  port(CreationStore, [CreationRow], (rows: Model<CreationRow>) => new MongoCreationStore(rows)),
  port(
    SensitiveDataStore,
    [SensitiveRecordRow],
    (rows: Model<SensitiveRecordRow>) => new MongoSensitiveDataStore(rows),
  ),
  port(
    VaultStore,
    [VaultRow, EntryBodyRow, VaultSnapshotRow],
    (vaults: Model<VaultRow>, bodies: Model<EntryBodyRow>, snapshots: Model<VaultSnapshotRow>) =>
      new MongoVaultStore(vaults, bodies, snapshots),
  ),
  port(RateCounters, [RateCounterRow], (rows: Model<RateCounterRow>) => new MongoRateCounters(rows)),
  port(
    AuthorizationModelStore,
    [AuthorizationModelRow],
    (rows: Model<AuthorizationModelRow>) => new MongoAuthorizationModelStore(rows),
  ),
];
