import { join } from 'node:path';

/**
 * A program that moves roots of trust. Its arguments: from which folder, to which, and before which call of the file
 * system, counted from 1, it kills itself.
 */
export const MOVE_ROOTS_PROGRAM = join(import.meta.dirname, 'move-roots.program.ts');
