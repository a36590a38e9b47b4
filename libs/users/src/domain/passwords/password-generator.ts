import { randomInt } from 'node:crypto';
import { invalidField } from '#kernel';
import { PASSWORD_CLASSES, type PasswordClass } from './password-policy.js';

/** Characters. The minimum has room for every class; the maximum is enough for any site. */
export const GENERATED_LENGTH = { min: 8, max: 256 } as const;

/**
 * Only ASCII, which every keyboard and every site accepts. `special` has no space, quotes, backquote and backslash:
 * shells and configuration files treat them specially.
 */
export const GENERATOR_ALPHABETS: Readonly<Record<PasswordClass, string>> = {
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  lower: 'abcdefghijklmnopqrstuvwxyz',
  digit: '0123456789',
  special: '!#$%&()*+,-./:;<=>?@[]^_{|}~',
};

export interface GeneratedPassword {
  readonly password: string;
  /** log2 of the number of possible passwords, all equally likely; rounded down to a tenth. */
  readonly entropyBits: number;
}

/**
 * A random password of `length` characters of these classes, with at least one of each. All such passwords are equally
 * likely. Throws `validation_failed`.
 */
export function generatePassword(
  length: number,
  classes: readonly PasswordClass[] = PASSWORD_CLASSES,
): GeneratedPassword {
  const { min, max } = GENERATED_LENGTH;
  if (!Number.isInteger(length) || length < min || length > max) {
    throw invalidField('length', 'range', `length must be a whole number from ${min} to ${max}`);
  }
  if (classes.length === 0 || new Set(classes).size < classes.length) {
    throw invalidField('classes', 'classes', 'classes must name at least one class, and none twice');
  }
  const alphabets = classes.map((name) => GENERATOR_ALPHABETS[name]);
  const count = countHoldingAll(
    length,
    alphabets.map((alphabet) => alphabet.length),
  );
  return { password: drawHoldingAll(length, alphabets), entropyBits: tenthsOfBits(count) / 10 };
}

/**
 * Draws strings until one has a character of each alphabet. So all accepted strings stay equally likely, which inserting
 * the missing characters would not give. With 8 characters of all four classes, about every second draw is accepted.
 */
export function drawHoldingAll(length: number, alphabets: readonly string[]): string {
  const characters = alphabets.join('');
  for (;;) {
    const drawn = Array.from({ length }, () => characters.charAt(randomInt(characters.length)));
    if (alphabets.every((alphabet) => drawn.some((character) => alphabet.includes(character)))) return drawn.join('');
  }
}

/**
 * The number of strings of `length` with at least one character of each alphabet, given the sizes of the disjoint
 * alphabets. Inclusion and exclusion over the alphabets that are missing.
 *
 * @example countHoldingAll(2, [10, 26]) // 520n: a digit and a letter, in either order
 */
export function countHoldingAll(length: number, [size, ...others]: readonly number[], free = 0): bigint {
  if (size === undefined) return BigInt(free) ** BigInt(length);
  return countHoldingAll(length, others, free + size) - countHoldingAll(length, others, free);
}

/**
 * The exact whole part of 10 log2(count): the number of bits of the tenth power, minus one.
 *
 * @example tenthsOfBits(1024n) // 100
 */
export function tenthsOfBits(count: bigint): number {
  return (count ** 10n).toString(2).length - 1;
}
