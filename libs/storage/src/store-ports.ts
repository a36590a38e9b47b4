import { AuditLog, NodeLeases } from '#audit';
import { CheckpointStore, TileStore, WitnessedLogs } from '#audit-proofs';
import { StreamProgress } from '#audit-stream';
import { ChallengeStore, LockoutStore, PreloginKeyStore, SessionStore, SetupStore } from '#auth';
import { VaultStore } from '#entries';
import { WrapStore } from '#handover';
import { CreationStore } from '#idempotency';
import { RateCounters, SeenTimes, StoreEngine } from '#kernel';
import { KeyRingStore, RotationStore } from '#keys';
import { AuthorizationModelStore } from '#policies';
import { SecretStore } from '#secrets';
import { SensitiveDataStore } from '#sensitive-data';
import { ApiKeyStore, BindingStore, IdentityProviderStore } from '#service-accounts';
import { UserStore } from '#users';

/** Every port that a store implements, under the name that the contracts know it by. The only such list. */
export const STORE_PORTS = {
  engine: StoreEngine,
  secrets: SecretStore,
  audit: AuditLog,
  leases: NodeLeases,
  tiles: TileStore,
  checkpoints: CheckpointStore,
  streamProgress: StreamProgress,
  witnessedLogs: WitnessedLogs,
  users: UserStore,
  sessions: SessionStore,
  setups: SetupStore,
  lockouts: LockoutStore,
  challenges: ChallengeStore,
  preloginKeys: PreloginKeyStore,
  models: AuthorizationModelStore,
  rings: KeyRingStore,
  sensitiveData: SensitiveDataStore,
  vaults: VaultStore,
  rotations: RotationStore,
  creations: CreationStore,
  identityProviders: IdentityProviderStore,
  bindings: BindingStore,
  apiKeys: ApiKeyStore,
  counters: RateCounters,
  times: SeenTimes,
  wraps: WrapStore,
} as const;

export type StorePortName = keyof typeof STORE_PORTS;

/** One opened store: an implementation of each port. */
export type StorePorts = { readonly [Name in StorePortName]: InstanceType<(typeof STORE_PORTS)[Name]> };
