import type { ModelDefinition } from '@nestjs/mongoose';
import { ApiKeyRow, ApiKeySchema, ApiKeyUseRow, ApiKeyUseSchema } from './api-keys/api-key.schema.js';
import { AuditEntryRow, AuditEntrySchema } from './audit/audit-index.schema.js';
import { AuditBatchRow, AuditBatchSchema } from './audit/audit-log.schema.js';
import { AuditProgressRow, AuditProgressSchema } from './audit/audit-progress.schema.js';
import { NodeLeaseRow, NodeLeaseSchema, SweepPlaceRow, SweepPlaceSchema } from './audit/node-lease.schema.js';
import {
  CheckpointRow,
  CheckpointSchema,
  KeptCheckpointRow,
  KeptCheckpointSchema,
} from './audit-proofs/checkpoint.schema.js';
import { TileRow, TileSchema } from './audit-proofs/tile.schema.js';
import { WitnessedLogRow, WitnessedLogSchema } from './audit-proofs/witnessed-log.schema.js';
import { ChallengeRow, ChallengeSchema } from './challenges/challenge.schema.js';
import { CreationRow, CreationSchema } from './creations/creation.schema.js';
import { EngineCheckRow, EngineCheckSchema } from './engine/engine-check.schema.js';
import { StoreFormatRow, StoreFormatSchema } from './engine/store-format.schema.js';
import { EntryBodyRow, EntryBodySchema } from './entries/entry-body.schema.js';
import { VaultRow, VaultSchema, VaultSnapshotRow, VaultSnapshotSchema } from './entries/vault.schema.js';
import { KeyRingRow, KeyRingSchema } from './keys/key-ring.schema.js';
import { LockoutRow, LockoutSchema } from './lockouts/lockout.schema.js';
import { AuthorizationModelRow, AuthorizationModelSchema } from './policies/authorization-model.schema.js';
import { PreloginKeyRow, PreloginKeySchema } from './prelogin/prelogin-key.schema.js';
import { RateCounterRow, RateCounterSchema } from './rates/rate-counter.schema.js';
import { RotationRow, RotationSchema } from './rotations/rotation.schema.js';
import { ArchivedVersionRow, ArchivedVersionSchema } from './secrets/archived-version.schema.js';
import { SecretRow, SecretSchema } from './secrets/secret.schema.js';
import { SensitiveRecordRow, SensitiveRecordSchema } from './sensitive-data/sensitive-record.schema.js';
import { SessionRow, SessionSchema } from './sessions/session.schema.js';
import { SetupRow, SetupSchema } from './setup/setup.schema.js';
import { SeenTimeRow, SeenTimeSchema } from './times/seen-time.schema.js';
import { UserRow, UserSchema } from './users/user.schema.js';
import { BindingRow, BindingSchema } from './workloads/binding.schema.js';
import { IdentityProviderRow, IdentityProviderSchema } from './workloads/identity-provider.schema.js';
import { WrapRow, WrapSchema } from './wraps/wrap.schema.js';

/** Every collection. */
export const MODELS: ModelDefinition[] = [
  { name: ApiKeyRow.name, schema: ApiKeySchema },
  { name: ApiKeyUseRow.name, schema: ApiKeyUseSchema },
  { name: ArchivedVersionRow.name, schema: ArchivedVersionSchema },
  { name: AuditBatchRow.name, schema: AuditBatchSchema },
  { name: AuditEntryRow.name, schema: AuditEntrySchema },
  { name: AuditProgressRow.name, schema: AuditProgressSchema },
  { name: AuthorizationModelRow.name, schema: AuthorizationModelSchema },
  { name: BindingRow.name, schema: BindingSchema },
  { name: ChallengeRow.name, schema: ChallengeSchema },
  { name: CheckpointRow.name, schema: CheckpointSchema },
  { name: CreationRow.name, schema: CreationSchema },
  { name: EngineCheckRow.name, schema: EngineCheckSchema },
  { name: EntryBodyRow.name, schema: EntryBodySchema },
  { name: IdentityProviderRow.name, schema: IdentityProviderSchema },
  { name: KeptCheckpointRow.name, schema: KeptCheckpointSchema },
  { name: KeyRingRow.name, schema: KeyRingSchema },
  { name: LockoutRow.name, schema: LockoutSchema },
  { name: NodeLeaseRow.name, schema: NodeLeaseSchema },
  { name: PreloginKeyRow.name, schema: PreloginKeySchema },
  { name: RateCounterRow.name, schema: RateCounterSchema },
  { name: RotationRow.name, schema: RotationSchema },
  { name: SecretRow.name, schema: SecretSchema },
  { name: SeenTimeRow.name, schema: SeenTimeSchema },
  { name: SensitiveRecordRow.name, schema: SensitiveRecordSchema },
  { name: SessionRow.name, schema: SessionSchema },
  { name: SetupRow.name, schema: SetupSchema },
  { name: StoreFormatRow.name, schema: StoreFormatSchema },
  { name: SweepPlaceRow.name, schema: SweepPlaceSchema },
  { name: TileRow.name, schema: TileSchema },
  { name: UserRow.name, schema: UserSchema },
  { name: VaultRow.name, schema: VaultSchema },
  { name: VaultSnapshotRow.name, schema: VaultSnapshotSchema },
  { name: WitnessedLogRow.name, schema: WitnessedLogSchema },
  { name: WrapRow.name, schema: WrapSchema },
];
