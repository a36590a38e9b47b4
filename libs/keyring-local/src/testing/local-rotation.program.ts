import { stdout } from 'node:process';
import { LocalKeyring } from '../local-keyring.js';
import { QUICK_COSTS } from './quick-costs.js';

// Opens the keyring in a folder, rotates its master key without end, and prints each new version. Tests kill this program.
// Arguments: the folder, the passphrase, and the rings that it makes first.
const [dir = '', passphrase = '', ...rings] = process.argv.slice(2);
const keyring = await LocalKeyring.open({ dir, passphrase: passphrase === '' ? null : passphrase, costs: QUICK_COSTS });
await keyring.createMaster();
for (const ring of rings) await keyring.createRing(ring);
for (;;) {
  const next = ((await keyring.masterVersions()).at(-1) ?? 0) + 1;
  await keyring.addMasterVersion(next);
  await keyring.verifyMaster(next);
  const { failed } = await keyring.rewrap(rings);
  if (failed.length > 0) throw new Error('a ring does not open');
  await keyring.destroyMaster(next - 1);
  stdout.write(`${next}\n`);
  await new Promise((resolve) => setImmediate(resolve));
}
