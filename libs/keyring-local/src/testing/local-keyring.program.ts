import { stdout } from 'node:process';
import { newId } from '#kernel';
import { userRing } from '#keys';
import { LocalKeyring } from '../local-keyring.js';

// Opens the keyring in the folder that it is given, then makes rings without end, naming each one once it is
// acknowledged. For tests that kill it.
const keyring = await LocalKeyring.open({ dir: process.argv[2] ?? '' });
await keyring.createMaster();
stdout.write('ready\n');
for (;;) {
  const ring = userRing(newId());
  await keyring.createRing(ring);
  stdout.write(`${ring}\n`);
  await new Promise((resolve) => setImmediate(resolve));
}
