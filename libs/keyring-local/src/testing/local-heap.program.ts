import { writeHeapSnapshot } from 'node:v8';
import { LocalKeyring } from '../local-keyring.js';

// See LOCAL_HEAP_PROGRAM.
const [dir = '', snapshot = ''] = process.argv.slice(2);
const keyring = await LocalKeyring.open({ dir });
const next = ((await keyring.masterVersions()).at(-1) ?? 0) + 1;
await keyring.addMasterVersion(next);
await keyring.verifyMaster(next);
await keyring.openKey('secrets', 1);
writeHeapSnapshot(snapshot);
await keyring.close();
