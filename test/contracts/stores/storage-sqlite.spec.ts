import { openSqlite } from '#storage-sqlite/testing';
import { withPatience } from '../patience.js';
import { describeStoreContracts } from './store-contracts.js';

withPatience();

describeStoreContracts('SQLite', () => openSqlite());
