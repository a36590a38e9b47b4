import { describeCoffer } from '../support/processes/coffer.js';
import { kvData } from './kv-data.suite.js';
import { putSecret } from './put-secret.suite.js';
import { reveal } from './reveal.suite.js';
import { secretBatches } from './secret-batches.suite.js';

/** One server for suites that want the same settings. Their accounts and paths have names of their own. */
describeCoffer('values of secrets', (coffer) => {
  putSecret(coffer);
  reveal(coffer);
  kvData(coffer);
  secretBatches(coffer);
});
