import { join } from 'node:path';

export { QUICK_COSTS } from './quick-costs.js';

/** A program that opens the keyring in a folder (argument 1), makes rings without end, and prints the name of each. */
export const LOCAL_KEYRING_PROGRAM = join(import.meta.dirname, 'local-keyring.program.ts');

/**
 * A program that opens the keyring in a folder, rotates its master key without end, and prints each new version. Its
 * arguments: the folder, the passphrase, and the rings that it makes first.
 */
export const LOCAL_ROTATION_PROGRAM = join(import.meta.dirname, 'local-rotation.program.ts');

/**
 * A program that opens the keyring in a folder without a passphrase, adds a version of the master key, and writes a
 * snapshot of its heap. Its arguments: the folder, and the file of the snapshot.
 */
export const LOCAL_HEAP_PROGRAM = join(import.meta.dirname, 'local-heap.program.ts');

/**
 * A program that changes the passphrase of a keyring, and prints how many steps of writing that took. It kills itself before
 * one of them. Its arguments: the folder, the present passphrase, the next one, and the number of the step or nothing; an
 * empty passphrase is none.
 */
export const LOCAL_PASSPHRASE_PROGRAM = join(import.meta.dirname, 'local-passphrase.program.ts');
