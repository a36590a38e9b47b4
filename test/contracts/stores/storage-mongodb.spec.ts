import { openMongodb } from '#storage-mongodb/testing';
import { describeWithEngines } from '../../engines/engines.js';
import { describeStoreContracts } from './store-contracts.js';

describeWithEngines('storage-mongodb', ({ mongodbUrl }) => {
  describeStoreContracts('MongoDB', () => openMongodb(mongodbUrl));
});
