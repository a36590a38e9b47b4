import { mainPath } from '../command/main-path.suite.js';
import { entries } from '../personal/entries.suite.js';
import { describeCoffer } from '../support/processes/coffer.js';
import { ownAccount } from './own-account.suite.js';
import { sessions } from './sessions.suite.js';

/** One server for suites that want the same settings. Their accounts and paths have names of their own. */
describeCoffer('what people do for themselves', (coffer) => {
  sessions(coffer);
  ownAccount(coffer);
  entries(coffer);
  mainPath(coffer);
});
