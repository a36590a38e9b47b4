import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '#storage-sqlite';
import { describeAuthorizationModelStoreContract } from '../accounts/authorization-model-store.contract.js';
import { describeChallengeStoreContract } from '../accounts/challenge-store.contract.js';
import { describeLockoutStoreContract } from '../accounts/lockout-store.contract.js';
import { describePreloginKeyStoreContract } from '../accounts/prelogin-key-store.contract.js';
import { describeRateCountersContract } from '../accounts/rate-counters.contract.js';
import { describeSessionStoreContract } from '../accounts/session-store.contract.js';
import { describeSetupStoreContract } from '../accounts/setup-store.contract.js';
import { describeUserStoreContract } from '../accounts/user-store.contract.js';
import { describeAuditLogContract } from '../audit/audit-log.contract.js';
import { describeNodeLeasesContract } from '../audit/node-leases.contract.js';
import { describeKeyRingStoreContract } from '../keys/key-ring-store.contract.js';
import { describeRotationStoreContract } from '../keys/rotation-store.contract.js';
import { describeSensitiveDataStoreContract } from '../personal-data/sensitive-data-store.contract.js';
import { describeVaultStoreContract } from '../personal-data/vault-store.contract.js';
import { describeCreationStoreContract } from '../secrets/creation-store.contract.js';
import { describeSecretStoreContract } from '../secrets/secret-store.contract.js';
import { describeDocumentsContract } from './documents.contract.js';
import type { StoreUnderTest } from './store-under-test.js';

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
