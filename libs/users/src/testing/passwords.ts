import { NoBreachedPasswords } from '../adapters/breaches/no-breached-passwords.js';
import { ZxcvbnCommonPasswords } from '../adapters/strength/zxcvbn.common-passwords.js';
import { ZxcvbnPasswordMeter } from '../adapters/strength/zxcvbn.password-meter.js';
import { PasswordPolicy } from '../application/passwords/password-policy.js';
import type { PasswordSettings } from '../ports/password.settings.js';

/** A password that the rules of {@link PASSWORD_SETTINGS} accept. */
export const PASSWORD = 'Violet-Kettle-42-Harbor';

/** The default rules, and hashing that is cheap enough for tests. */
export const PASSWORD_SETTINGS = {
  minLength: 12,
  minScore: 4,
  requiredClasses: ['upper', 'lower', 'digit', 'special'] as const,
  ...{ memoryKib: 64, iterations: 2, parallelism: 1 },
  importPepper: 'pepper-of-system-a',
};

/** Built once, since building takes long: every node has the same list. */
export const COMMON_PASSWORDS = new ZxcvbnCommonPasswords();
export const PASSWORD_METER = new ZxcvbnPasswordMeter();

/** The policy of a node without a list of lost passwords. */
export function aPasswordPolicy(settings: PasswordSettings = PASSWORD_SETTINGS): PasswordPolicy {
  return new PasswordPolicy(settings, COMMON_PASSWORDS, PASSWORD_METER, new NoBreachedPasswords());
}
