import { MemoryAuditLog, MemoryNodeLeases } from '#audit/testing';
import { MemoryCheckpointStore, MemoryTileStore, MemoryWitnessedLogs } from '#audit-proofs/testing';
import { MemoryStreamProgress } from '#audit-stream/testing';
import {
  MemoryChallengeStore,
  MemoryLockoutStore,
  MemoryPreloginKeyStore,
  MemorySessionStore,
  MemorySetupStore,
} from '#auth/testing';
import { MemoryVaultStore } from '#entries/testing';
import { MemoryWrapStore } from '#handover/testing';
import { MemoryCreationStore } from '#idempotency/testing';
import { MemoryModelStore } from '#policies/testing';
import { MemorySecretStore } from '#secrets/testing';
import { MemorySensitiveDataStore } from '#sensitive-data/testing';
import { MemoryApiKeyStore, MemoryBindingStore, MemoryIdentityProviderStore } from '#service-accounts/testing';
import type { StorePortName } from '#storage';
import { MemoryUserStore } from '#users/testing';
import { describePortContracts } from './store-contracts.js';

/** The ports that unit tests use in memory. Its second node is itself. */
function openMemory() {
  let archived = 0;
  const ports = {
    secrets: new MemorySecretStore(),
    audit: new MemoryAuditLog(),
    leases: new MemoryNodeLeases(),
    tiles: new MemoryTileStore(() => archived),
    checkpoints: new MemoryCheckpointStore(),
    streamProgress: new MemoryStreamProgress(),
    witnessedLogs: new MemoryWitnessedLogs(),
    users: new MemoryUserStore(),
    sessions: new MemorySessionStore(),
    setups: new MemorySetupStore(),
    lockouts: new MemoryLockoutStore(),
    challenges: new MemoryChallengeStore(),
    preloginKeys: new MemoryPreloginKeyStore(),
    models: new MemoryModelStore(),
    sensitiveData: new MemorySensitiveDataStore(),
    vaults: new MemoryVaultStore(),
    creations: new MemoryCreationStore(),
    identityProviders: new MemoryIdentityProviderStore(),
    bindings: new MemoryBindingStore(),
    wraps: new MemoryWrapStore(),
    apiKeys: new MemoryApiKeyStore(),
  } satisfies Partial<Record<StorePortName, unknown>>;
  const names = Object.keys(ports) as (keyof typeof ports)[];
  const markArchived = async (seq: number) => {
    archived = seq;
  };
  const store = { ...ports, another: async () => store as never, close: async () => {}, markArchived };
  return { names, store };
}

// What unit tests stand on keeps the contract of the ports too.
describePortContracts('memory', async () => openMemory().store, openMemory().names);
