import { STORE_PORTS, type StorePortName } from '#storage';
import type { OpenStore, StoreUnderTest } from '#storage/testing';
import { describeApiKeyStoreContract } from '../accounts/api-key-store.contract.js';
import { describeAuthorizationModelStoreContract } from '../accounts/authorization-model-store.contract.js';
import { describeChallengeStoreContract } from '../accounts/challenge-store.contract.js';
import { describeLockoutStoreContract } from '../accounts/lockout-store.contract.js';
import { describePreloginKeyStoreContract } from '../accounts/prelogin-key-store.contract.js';
import { describeRateCountersContract } from '../accounts/rate-counters.contract.js';
import { describeSessionStoreContract } from '../accounts/session-store.contract.js';
import { describeSetupStoreContract } from '../accounts/setup-store.contract.js';
import { describeUserStoreContract } from '../accounts/user-store.contract.js';
import { describeAuditBundles } from '../audit/audit-bundle.contract.js';
import { describeAuditLogContract } from '../audit/audit-log.contract.js';
import { describeCheckpointStoreContract } from '../audit/checkpoint-store.contract.js';
import { describeNodeLeasesContract } from '../audit/node-leases.contract.js';
import { describeStreamProgressContract } from '../audit/stream-progress.contract.js';
import { describeTileStoreContract } from '../audit/tile-store.contract.js';
import { describeWitnessedLogsContract } from '../audit/witnessed-logs.contract.js';
import { describeKeyRingStoreContract } from '../keys/key-ring-store.contract.js';
import { describeRotationStoreContract } from '../keys/rotation-store.contract.js';
import { describeSensitiveDataStoreContract } from '../personal-data/sensitive-data-store.contract.js';
import { describeVaultStoreContract } from '../personal-data/vault-store.contract.js';
import { describeCreationStoreContract } from '../secrets/creation-store.contract.js';
import { describeSecretStoreContract } from '../secrets/secret-store.contract.js';
import { describeWrapStoreContract } from '../secrets/wrap-store.contract.js';
import { describeBindingStoreContract } from '../workloads/binding-store.contract.js';
import { describeIdentityProviderStoreContract } from '../workloads/identity-provider-store.contract.js';
import { describeDocumentsContract } from './documents.contract.js';
import { describeEngineContract } from './engine.contract.js';
import { describeSeenTimesContract } from './seen-times.contract.js';

/** The contract of each port. A port without one does not compile. */
const CONTRACTS: Readonly<Record<StorePortName, (name: string, open: OpenStore) => void>> = {
  engine: describeEngineContract,
  secrets: describeSecretStoreContract,
  audit: describeAuditLogContract,
  leases: describeNodeLeasesContract,
  tiles: describeTileStoreContract,
  checkpoints: describeCheckpointStoreContract,
  streamProgress: describeStreamProgressContract,
  witnessedLogs: describeWitnessedLogsContract,
  users: describeUserStoreContract,
  sessions: describeSessionStoreContract,
  setups: describeSetupStoreContract,
  lockouts: describeLockoutStoreContract,
  challenges: describeChallengeStoreContract,
  preloginKeys: describePreloginKeyStoreContract,
  models: describeAuthorizationModelStoreContract,
  rings: describeKeyRingStoreContract,
  sensitiveData: describeSensitiveDataStoreContract,
  vaults: describeVaultStoreContract,
  rotations: describeRotationStoreContract,
  creations: describeCreationStoreContract,
  identityProviders: describeIdentityProviderStoreContract,
  bindings: describeBindingStoreContract,
  apiKeys: describeApiKeyStoreContract,
  counters: describeRateCountersContract,
  times: describeSeenTimesContract,
  wraps: describeWrapStoreContract,
};

/** The whole suite of a store: the contract of every port, and of the documents below them. */
export function describeStoreContracts(name: string, open: OpenStore): void {
  describeDocumentsContract(name, open);
  describeAuditBundles(name, open);
  describePortContracts(name, open, Object.keys(STORE_PORTS) as StorePortName[]);
}

/** The contracts of some ports: for the stores in memory that unit tests use instead of a database. */
export function describePortContracts<Name extends StorePortName>(
  name: string,
  open: () => Promise<Pick<StoreUnderTest, Name | 'another' | 'close' | 'markArchived'>>,
  ports: readonly Name[],
): void {
  for (const port of ports) CONTRACTS[port](name, open as OpenStore);
}
