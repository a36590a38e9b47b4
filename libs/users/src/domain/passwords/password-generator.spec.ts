import {
  countHoldingAll,
  drawHoldingAll,
  GENERATED_LENGTH,
  GENERATOR_ALPHABETS,
  generatePassword,
  tenthsOfBits,
} from './password-generator.js';
import { PASSWORD_CLASSES, type PasswordClass } from './password-policy.js';

/** All strings of `length` over `characters`. */
function everyString(length: number, characters: string): string[] {
  if (length === 0) return [''];
  return everyString(length - 1, characters).flatMap((text) => [...characters].map((character) => text + character));
}

function everyHoldingAll(length: number, alphabets: readonly string[]): string[] {
  const holds = (text: string) => alphabets.every((alphabet) => [...text].some((sign) => alphabet.includes(sign)));
  return everyString(length, alphabets.join('')).filter(holds);
}

/** Pearson's chi-square of `draws`, under the hypothesis that all of `values` are equally likely. */
function chiSquare(values: readonly string[], draws: readonly string[]): number {
  const counts = new Map(values.map((value) => [value, 0]));
  for (const drawn of draws) counts.set(drawn, (counts.get(drawn) ?? Number.NaN) + 1);
  const expected = draws.length / values.length;
  return [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

/** A bound that chi-square exceeds at most once in 10^12 tests: Laurent and Massart 2000, lemma 1. */
function chiSquareLimit(degrees: number): number {
  const x = Math.log(1e12);
  return degrees + 2 * Math.sqrt(degrees * x) + 2 * x;
}

describe('a generated password', () => {
  it.each([
    [GENERATED_LENGTH.min - 1, PASSWORD_CLASSES],
    [GENERATED_LENGTH.max + 1, PASSWORD_CLASSES],
    [12.5, PASSWORD_CLASSES],
    [12, []],
    [12, ['digit', 'digit'] as const],
  ])('cannot have %d characters and the classes %j', (length, classes) => {
    expect(() => generatePassword(length, classes)).toThrow(expect.objectContaining({ code: 'validation_failed' }));
  });

  it('always has the length, each class and no other characters', () => {
    const subsets = [['digit'], ['lower', 'digit'], ['upper', 'special'], PASSWORD_CLASSES] as PasswordClass[][];
    for (const classes of subsets) {
      const characters = classes.map((name) => GENERATOR_ALPHABETS[name]);
      for (let round = 0; round < 200; round++) {
        const { password } = generatePassword(8, classes);
        expect(password).toHaveLength(8);
        expect([...password].filter((sign) => !characters.join('').includes(sign))).toEqual([]);
        expect(characters.filter((alphabet) => ![...password].some((sign) => alphabet.includes(sign)))).toEqual([]);
      }
    }
  });

  it('is each possible password equally often', () => {
    const alphabets = ['ab', '1'];
    const values = everyHoldingAll(3, alphabets);
    const draws = Array.from({ length: values.length * 2_000 }, () => drawHoldingAll(3, alphabets));
    expect(chiSquare(values, draws)).toBeLessThan(chiSquareLimit(values.length - 1));
    // The measure detects a biased generator: drawing one of each class first favours two of the small class.
    const pick = (alphabet: string) => drawHoldingAll(1, [alphabet]);
    const biased = draws.map(() => pick('ab') + pick('1') + pick('ab1'));
    expect(chiSquare(values, biased)).toBeGreaterThan(chiSquareLimit(values.length - 1));
  });

  it('has disjoint ASCII alphabets that no shell or JSON treats specially', () => {
    const all = Object.values(GENERATOR_ALPHABETS).join('');
    expect(new Set(all).size).toBe(all.length);
    expect(all).toMatch(/^[!-~]+$/);
    expect(all).not.toMatch(/["'`\\ ]/);
  });
});

describe('the entropy of a generated password', () => {
  it.each([
    [1, ['a', 'b']],
    [2, ['a', 'b']],
    [4, ['abc', '12', '!']],
    [5, ['ab', '1', '!', 'X']],
    [6, ['abc']],
  ])('counts the strings of %d characters of %j as brute force does', (length, alphabets) => {
    const sizes = alphabets.map((alphabet) => alphabet.length);
    expect(countHoldingAll(length, sizes)).toBe(BigInt(everyHoldingAll(length, alphabets).length));
  });

  it('is log2 of that, rounded down to a tenth of a bit, exactly', () => {
    expect(tenthsOfBits(1n)).toBe(0);
    expect([tenthsOfBits(2n ** 131n - 1n), tenthsOfBits(2n ** 131n)]).toEqual([1_309, 1_310]);
    expect(generatePassword(8, ['digit']).entropyBits).toBe(26.5);
    expect(generatePassword(256).entropyBits).toBe(Math.floor(256 * Math.log2(90) * 10) / 10);
    const four = 90n ** 8n - 80n ** 8n - 2n * 64n ** 8n - 62n ** 8n;
    const three = 2n * 54n ** 8n + 52n ** 8n + 38n ** 8n + 2n * 36n ** 8n;
    const two = 28n ** 8n + 10n ** 8n + 2n * 26n ** 8n;
    expect(generatePassword(8).entropyBits).toBe(Math.floor(Math.log2(Number(four + three - two)) * 10) / 10);
  });
});
