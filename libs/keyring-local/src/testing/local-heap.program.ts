import { writeHeapSnapshot } from 'node:v8';
import { LocalKeyring } from '../local-keyring.js';

// Opens the keyring in a folder without a passphrase, adds a version of the master key, and writes a snapshot of its heap.
// Arguments: the folder, and the file of the snapshot.
const [dir = '', snapshot = ''] = process.argv.slice(2);
const keyring = await LocalKeyring.open({ dir });
const next = ((await keyring.masterVersions()).at(-1) ?? 0) + 1;
await keyring.addMasterVersion(next);
await keyring.verifyMaster(next);
await keyring.openKey('secrets', 1);
writeHeapSnapshot(snapshot);
await keyring.close();
