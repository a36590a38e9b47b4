/**
 * The built api, with faults around its ports. A test sends orders to the address that it prints
 * (`Control: <host>:<port>`). FAULT (JSON) is armed as soon as its port exists, for faults during a start.
 * CLOCK_AHEAD_MS: how far its clock runs ahead of the machine. SIGNED_FILE: where each text is noted that it signs.
 * HASHES_AS_CONFIGURED=1: a hash costs what the configuration says.
 */
import { AuditLog } from '#audit';
import { CheckpointSigner } from '#audit-proofs';
import { readConfig } from '#config';
import { KeyRingCache, RotationRunner } from '#keys/testing';
import { PurgeSecrets } from '#secrets';
import { createApi, openSetup } from '../../../apps/api/src/bootstrap.js';
import { type Instances, onCeremony } from './ceremony.js';
import { later } from './clock.js';
import { takeOrders } from './control.js';
import type { Fault } from './fault.js';
import { Faults, PORTS } from './faults.js';
import { noteSignatures, requireOneTree } from './signed.js';

const { FAULT, SIGNED_FILE, HASHES_AS_CONFIGURED } = process.env;
const faults = new Faults();
let waiting = FAULT ? (JSON.parse(FAULT) as Fault) : null;
const meet = (instances: Instances): void => {
  faults.meet(instances);
  if (!waiting || !faults.knows(waiting)) return;
  faults.arm(waiting);
  waiting = null;
};

const config = readConfig();
// No fault is about what a hash costs, and the tests make hundreds of accounts: the least that Argon2id takes. A race is
// about what happens while a hash takes its time.
if (HASHES_AS_CONFIGURED !== '1') Object.assign(config.passwords, { memoryKib: 8, iterations: 1 });
onCeremony(meet);
const app = await createApi(config);
if (SIGNED_FILE) noteSignatures(app.get(CheckpointSigner, { strict: false }), SIGNED_FILE);
meet(new Map(Object.values(PORTS).map((port) => [port, app.get<object>(port as never, { strict: false })])));
await app.init();
const setupToken = await openSetup(app, config);
const control = await takeOrders({
  arm: (fault) => faults.arm(fault as Fault),
  disarm: () => faults.disarm(),
  struck: () => faults.struck(),
  release: () => faults.release(),
  forgetKeys: (ring) => app.get(KeyRingCache, { strict: false }).drop(String(ring)),
  purge: () => app.get(PurgeSecrets, { strict: false }).run(),
  later: (ms) => later(Number(ms)),
  requireOneTree: () => requireOneTree(app.get(AuditLog, { strict: false }), String(SIGNED_FILE)),
  rotate: () => app.get(RotationRunner, { strict: false }).wake(),
});
process.stdout.write(`Control: ${control}\n`);
await app.listen({ port: config.http.port, host: config.http.host });
if (setupToken !== null) process.stdout.write(`Setup token: ${setupToken}\n`);
process.stdout.write(`${await app.getUrl()}\n`);
