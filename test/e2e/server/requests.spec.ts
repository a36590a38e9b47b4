import { describeCoffer } from '../support/processes/coffer.js';
import { bodies } from './bodies.suite.js';
import { conventions } from './conventions.suite.js';
import { edges } from './edges.suite.js';
import { heldBodies } from './held-bodies.suite.js';

/** One server for suites that want the same settings. Their accounts and paths have names of their own. */
describeCoffer('what all requests share', (coffer) => {
  bodies(coffer);
  edges(coffer);
  conventions(coffer);
  heldBodies(coffer);
});
