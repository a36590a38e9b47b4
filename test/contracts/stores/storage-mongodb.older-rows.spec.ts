import { freshDatabase, openMongodb } from '#storage-mongodb/testing';
import { describeWithEngines } from '../../engines/engines.js';
import { restoreDocuments } from '../../fixtures/stores/older-stores.js';
import { patient } from '../patience.js';
import { describeOlderRows } from './older-rows.contract.js';

patient();

describeWithEngines('storage-mongodb', ({ mongodbUrl }) => {
  describeOlderRows('MongoDB', async (older) => {
    const dbName = freshDatabase();
    await restoreDocuments(older, mongodbUrl, dbName);
    const store = await openMongodb(mongodbUrl, dbName);
    const markNewer = async () => {
      await store.connection.collection('secrets').updateMany({}, { $set: { format: 99 } });
    };
    return { ...store, markNewer };
  });
});
