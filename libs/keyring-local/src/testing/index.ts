export { QUICK_COSTS } from './quick-costs.js';

// Programs, by their paths in the project. They are bundled when Jest starts.

/** A program that opens the keyring in a folder (argument 1), makes rings without end, and prints the name of each. */
export const LOCAL_KEYRING_PROGRAM = 'dist.tests/local-keyring.js';

/**
 * A program that opens the keyring in a folder, rotates its master key without end, and prints each new version. Its
 * arguments: the folder, the passphrase, and the rings that it makes first.
 */
export const LOCAL_ROTATION_PROGRAM = 'dist.tests/local-rotation.js';

/**
 * A program that opens the keyring in a folder without a passphrase, adds a version of the master key, and writes a
 * snapshot of its heap. Its arguments: the folder, and the file of the snapshot.
 */
export const LOCAL_HEAP_PROGRAM = 'dist.tests/local-heap.js';

/**
 * A program that changes the passphrase of a keyring, and prints how many steps of writing that took. It kills itself before
 * one of them. Its arguments: the folder, the present passphrase, the next one, and the number of the step or nothing; an
 * empty passphrase is none.
 */
export const LOCAL_PASSPHRASE_PROGRAM = 'dist.tests/local-passphrase.js';
