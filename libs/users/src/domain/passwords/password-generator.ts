import { randomInt } from 'node:crypto';
import { invalidField } from '#kernel';
import { PASSWORD_CLASSES, type PasswordClass } from './password-policy.js';

/** Characters: enough for every rule that a site may have, and never so few that one cannot hold all classes. */
export const GENERATED_LENGTH = { min: 8, max: 256 } as const;

/**
 * ASCII alone, which every keyboard and every site has. Special: its signs without space, quotes, backquote and
 * backslash, which shells and configuration files would make something else of.
 */
export const GENERATOR_ALPHABETS: Readonly<Record<PasswordClass, string>> = {
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  lower: 'abcdefghijklmnopqrstuvwxyz',
  digit: '0123456789',
  special: '!#$%&()*+,-./:;<=>?@[]^_{|}~',
};

export interface GeneratedPassword {
  readonly password: string;
  /** log2 of how many passwords it could have been, rounded down to a tenth: each of them was as likely. */
  readonly entropyBits: number;
}

/** One of all strings of `length` characters of these classes that hold each of them, all equally likely. 400. */
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
 * Draws until each alphabet is there: what is thrown away takes nothing from the others' equal chances, which putting
 * the missing ones in by hand would. Of 8 characters of all four classes, every second draw is taken.
 */
export function drawHoldingAll(length: number, alphabets: readonly string[]): string {
  const characters = alphabets.join('');
  for (;;) {
    const drawn = Array.from({ length }, () => characters.charAt(randomInt(characters.length)));
    if (alphabets.every((alphabet) => drawn.some((character) => alphabet.includes(character)))) return drawn.join('');
  }
}

/**
 * How many strings of `length` hold at least one character of each of the disjoint alphabets, by inclusion and
 * exclusion: with each choice of alphabets that are missing, those over the rest, added or taken away in turn.
 */
export function countHoldingAll(length: number, [size, ...others]: readonly number[], free = 0): bigint {
  if (size === undefined) return BigInt(free) ** BigInt(length);
  return countHoldingAll(length, others, free + size) - countHoldingAll(length, others, free);
}

/** The whole part of 10 log2(count), exactly: the number of bits of its tenth power, less one. */
export function tenthsOfBits(count: bigint): number {
  return (count ** 10n).toString(2).length - 1;
}
