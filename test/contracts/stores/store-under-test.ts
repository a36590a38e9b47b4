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

/** One store of either engine with every port that it answers: what a contract suite runs against. */
export interface StoreUnderTest {
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
  /** A second node on the same data, with connections of its own; closed by its own `close`. */
  another(): Promise<StoreUnderTest>;
  /** Lets go; the store that `open` made also removes its data. */
  close(): Promise<void>;
}

/**
 * A fresh, empty store. A suite opens one in `beforeAll` and closes it in `afterAll`; its tests keep apart by ids of
 * their own. A test that needs an empty store (setup, the authorization model, an empty log) opens one for itself.
 */
export type OpenStore = () => Promise<StoreUnderTest>;
