import { join } from 'node:path';

/** Opens the keyring in a folder (its first argument), then makes rings without end and prints each one's name. */
export const LOCAL_KEYRING_PROGRAM = join(import.meta.dirname, 'local-keyring.program.ts');

/** Opens the keyring in a folder (folder, passphrase, rings), then rotates its master key without end and prints each new version. */
export const LOCAL_ROTATION_PROGRAM = join(import.meta.dirname, 'local-rotation.program.ts');
