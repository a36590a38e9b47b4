import { serviceAccounts } from '../accounts/service-accounts.suite.js';
import { wrappedKeys } from '../programs/wrapped-keys.suite.js';
import { describeCoffer } from '../support/processes/coffer.js';
import { exchange } from '../workloads/exchange.suite.js';
import { vaultLogins, vaultSettings } from '../workloads/vault-logins.suite.js';
import { decisions } from './decisions.suite.js';
import { grants } from './grants.suite.js';

/** One server for suites that want the same settings. Their accounts and paths have names of their own. */
describeCoffer('callers and what they may do', (coffer) => {
  decisions(coffer);
  grants(coffer);
  serviceAccounts(coffer);
  wrappedKeys(coffer);
  exchange(coffer);
  vaultLogins(coffer);
});

vaultSettings();
