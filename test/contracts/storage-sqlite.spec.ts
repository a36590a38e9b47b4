import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '#storage-sqlite';
import { describeAuditLogContract } from './audit-log.contract.js';
import { describeAuthorizationModelStoreContract } from './authorization-model-store.contract.js';
import { describeChallengeStoreContract } from './challenge-store.contract.js';
import { describeCreationStoreContract } from './creation-store.contract.js';
import { describeDocumentsContract } from './documents.contract.js';
import { describeKeyRingStoreContract } from './key-ring-store.contract.js';
import { describeLockoutStoreContract } from './lockout-store.contract.js';
import { describeNodeLeasesContract } from './node-leases.contract.js';
import { describePreloginKeyStoreContract } from './prelogin-key-store.contract.js';
import { describeRateCountersContract } from './rate-counters.contract.js';
import { describeRotationStoreContract } from './rotation-store.contract.js';
import { describeSecretStoreContract } from './secret-store.contract.js';
import { describeSensitiveDataStoreContract } from './sensitive-data-store.contract.js';
import { describeSessionStoreContract } from './session-store.contract.js';
import { describeSetupStoreContract } from './setup-store.contract.js';
import type { StoreUnderTest } from './store-under-test.js';
import { describeUserStoreContract } from './user-store.contract.js';
import { describeVaultStoreContract } from './vault-store.contract.js';

async function openAt(file: string, onClosed: () => Promise<void>): Promise<StoreUnderTest> {
  const store = await openSqliteStore({ file });
  return {
    ...store,
    another: () => openAt(file, async () => {}),
    close: async () => {
      await store.engine.close();
      await onClosed();
    },
  };
}

async function open(): Promise<StoreUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), 'coffer-contract-'));
  return openAt(join(folder, 'coffer.db'), () => rm(folder, { recursive: true }));
}

describeDocumentsContract('SQLite', open);
describeSecretStoreContract('SQLite', open);
describeAuditLogContract('SQLite', open);
describeNodeLeasesContract('SQLite', open);
describeUserStoreContract('SQLite', open);
describeSessionStoreContract('SQLite', open);
describeSetupStoreContract('SQLite', open);
describeLockoutStoreContract('SQLite', open);
describeChallengeStoreContract('SQLite', open);
describePreloginKeyStoreContract('SQLite', open);
describeAuthorizationModelStoreContract('SQLite', open);
describeKeyRingStoreContract('SQLite', open);
describeRotationStoreContract('SQLite', open);
describeCreationStoreContract('SQLite', open);
describeSensitiveDataStoreContract('SQLite', open);
describeVaultStoreContract('SQLite', open);
describeRateCountersContract('SQLite', open);
