import { administratorRaces } from './races/administrators.suite.js';
import { credentialRaces, passwordRaces } from './races/identity.suite.js';
import { ownDataRaces } from './races/own-data.suite.js';
import { serviceAccountRaces } from './races/service-accounts.suite.js';
import { shareRaces } from './races/shares.suite.js';
import { describeRaces } from './races/stage.js';

/** All suites race on one site, each with accounts of its own. */
describeRaces('races', (stage) => {
  describe('one credential that is sent 50 times at once', () => credentialRaces(stage));
  describe('50 passwords that are sent at once', () => passwordRaces(stage));
  describe('50 at once on what one account keeps', () => ownDataRaces(stage));
  describe('50 at once', () => shareRaces(stage));
  describe('a service account', () => serviceAccountRaces(stage));
  // It changes what the first administrator may do, so it is the last one.
  describe('changes that take administering from two administrators at once', () => administratorRaces(stage));
});
