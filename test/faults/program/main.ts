/**
 * The api as it is built, with faults around its ports. A test gives orders to the address that is printed
 * (`Control: <host>:<port>`); FAULT, as JSON, is armed before setup is looked at, for what a start finishes.
 */
import { loadConfig, readEnvironment } from '#config';
import { KeySettings } from '#keys';
import { PurgeSecrets } from '#secrets';
import { createApi, openSetup } from '../../../apps/api/src/bootstrap.js';
import { takeOrders } from './control.js';
import type { Fault } from './fault.js';
import { Faults } from './faults.js';

const config = loadConfig(readEnvironment());
const app = await createApi(config);
await app.init();
const faults = new Faults(app);
if (process.env.FAULT) faults.arm(JSON.parse(process.env.FAULT) as Fault);
const setupToken = await openSetup(app, config);
const control = await takeOrders({
  arm: (fault) => faults.arm(fault as Fault),
  struck: () => faults.struck(),
  release: () => faults.release(),
  purge: () => app.get(PurgeSecrets, { strict: false }).run(),
  keepKeysFor: (milliseconds) => Object.assign(app.get(KeySettings, { strict: false }), { cachedKeyMs: milliseconds }),
});
process.stdout.write(`Control: ${control}\n`);
await app.listen({ port: config.http.port, host: config.http.host });
if (setupToken !== null) process.stdout.write(`Setup token: ${setupToken}\n`);
process.stdout.write(`${await app.getUrl()}\n`);
