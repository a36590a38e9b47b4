/**
 * The api as it is built, with faults around its ports. A test gives orders to the address that is printed
 * (`Control: <host>:<port>`); FAULT, as JSON, is armed before setup is looked at, for what a start finishes;
 * KEEP_KEYS_MS shortens the 5 minutes for which unwrapped keys are kept.
 */
import { loadConfig, readEnvironment } from '#config';
import { DEFAULT_KEY_SETTINGS } from '#keys';
import { PurgeSecrets } from '#secrets';
import { createApi, openSetup } from '../../../apps/api/src/bootstrap.js';
import { takeOrders } from './control.js';
import type { Fault } from './fault.js';
import { Faults } from './faults.js';

if (process.env.KEEP_KEYS_MS) Object.assign(DEFAULT_KEY_SETTINGS, { cachedKeyMs: Number(process.env.KEEP_KEYS_MS) });
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
});
process.stdout.write(`Control: ${control}\n`);
await app.listen({ port: config.http.port, host: config.http.host });
if (setupToken !== null) process.stdout.write(`Setup token: ${setupToken}\n`);
process.stdout.write(`${await app.getUrl()}\n`);
