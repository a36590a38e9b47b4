import { ZxcvbnCommonPasswords } from '../adapters/zxcvbn.common-passwords.js';

/** A password that the rules of {@link PASSWORD_SETTINGS} accept. */
export const PASSWORD = 'Violet-Kettle-42-Harbor';

/** The default rules, and hashing that is cheap enough for tests. */
export const PASSWORD_SETTINGS = {
  minLength: 12,
  requiredClasses: ['upper', 'lower', 'digit', 'special'] as const,
  ...{ memoryKib: 64, iterations: 2, parallelism: 1 },
  importPepper: 'pepper-of-system-a',
};

/** Built once, since building takes long: every node has the same list. */
export const COMMON_PASSWORDS = new ZxcvbnCommonPasswords();
