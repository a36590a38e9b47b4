import { MemoryVaultStore } from '#entries/testing';
import { MemorySensitiveDataStore } from '#sensitive-data/testing';
import { describeSensitiveDataStoreContract } from '../personal-data/sensitive-data-store.contract.js';
import { describeVaultStoreContract } from '../personal-data/vault-store.contract.js';

// What unit tests stand on keeps the contract of the ports too.
const close = async () => {};
describeSensitiveDataStoreContract('memory', async () => ({ sensitiveData: new MemorySensitiveDataStore(), close }));
describeVaultStoreContract('memory', async () => ({ vaults: new MemoryVaultStore(), close }));
