import { describeWithEngines } from '../engines/engines.js';
import { describeAuditLogContract } from './audit-log.contract.js';
import { describeAuthorizationModelStoreContract } from './authorization-model-store.contract.js';
import { describeDocumentsContract } from './documents.contract.js';
import { describeKeyRingStoreContract } from './key-ring-store.contract.js';
import { openMongodb } from './mongodb-store.js';
import { describeNodeLeasesContract } from './node-leases.contract.js';
import { describeRateCountersContract } from './rate-counters.contract.js';
import { describeSecretStoreContract } from './secret-store.contract.js';
import { describeSessionStoreContract } from './session-store.contract.js';
import { describeSetupStoreContract } from './setup-store.contract.js';
import { describeUserStoreContract } from './user-store.contract.js';

describeWithEngines('storage-mongodb', ({ mongodbUrl }) => {
  const open = () => openMongodb(mongodbUrl);
  describeDocumentsContract('MongoDB', open);
  describeSecretStoreContract('MongoDB', open);
  describeAuditLogContract('MongoDB', open);
  describeNodeLeasesContract('MongoDB', open);
  describeUserStoreContract('MongoDB', open);
  describeSessionStoreContract('MongoDB', open);
  describeSetupStoreContract('MongoDB', open);
  describeAuthorizationModelStoreContract('MongoDB', open);
  describeKeyRingStoreContract('MongoDB', open);
  describeRateCountersContract('MongoDB', open);
});
