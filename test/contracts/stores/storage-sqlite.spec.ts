import { openSqlite } from '#storage-sqlite/testing';
import { describeStoreContracts } from './store-contracts.js';

describeStoreContracts('SQLite', () => openSqlite());
