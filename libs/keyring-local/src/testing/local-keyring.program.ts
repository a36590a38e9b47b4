import { stdout } from 'node:process';
import { newId } from '#kernel';
import { userRing } from '#keys';
import { LocalKeyring } from '../local-keyring.js';

// Opens the keyring in a folder (argument 1) and makes rings without end. It prints the name of each once its creation was
// acknowledged. Tests kill this program.
const keyring = await LocalKeyring.open({ dir: process.argv[2] ?? '' });
await keyring.createMaster();
stdout.write('ready\n');
for (;;) {
  const ring = userRing(newId());
  await keyring.createRing(ring);
  stdout.write(`${ring}\n`);
  await new Promise((resolve) => setImmediate(resolve));
}
