import { openSqlite } from '#storage-sqlite/testing';
import { patient } from '../patience.js';
import { describeStoreContracts } from './store-contracts.js';

patient();

describeStoreContracts('SQLite', () => openSqlite());
