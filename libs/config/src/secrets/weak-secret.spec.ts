import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { KNOWN_SECRETS } from './known-secrets.js';
import { weaknessOf } from './weak-secret.js';

const DRAWS = 20_000;

/** Words of dice, some of which are words of examples, too. */
const DICED =
  'acorn banjo cactus dagger eclipse falcon garnet hazel igloo jigsaw kettle lantern magnet nectar orbit pebble quartz ribbon saddle thimble umbrella velvet walnut yonder zipper secret example random token'.split(
    ' ',
  );
/** Different words: with the thousands of words of a real list, a repetition is rare. */
function diced(): string {
  const left = [...DICED];
  return Array.from({ length: 8 }, () => left.splice(randomInt(left.length), 1)[0]).join('-');
}

describe('a secret', () => {
  it.each([
    ['in the examples of Supabase', 'super-secret-jwt-token-with-at-least-32-characters-long', 'publicly known'],
    ['on the front page of jwt.io', 'a-string-secret-at-least-256-bits-long', 'publicly known'],
    ['of the public list', 'a-fake-secret-for-development-temp-use', 'publicly known'],
    ['of the public list in other letters', 'THIS_SHOULD_BE_32_CHARACTERS_LONG', 'publicly known'],
    ['of the public list in base64', Buffer.from('This_Should_be_32_characters_long').toString('base64'), 'known'],
    ['a placeholder', 'change-me-change-me-change-me-change-me', 'placeholder'],
    ['a sentence to be filled in', 'replace with 32 bytes from a generator!', 'placeholder'],
    ['a name to be filled in', 'INSERT_YOUR_OWN_32_CHARACTERS_AT_LEAST_X', 'placeholder'],
    ['one letter', 'a'.repeat(65), 'guessed'],
    ['a word said again and again', 'canary'.repeat(8).slice(0, 45), 'guessed'],
    ['an alphabet', 'abcdefghijklmnopqrstuvwxyz0123456789', 'guessed'],
    ['a keyboard', 'qwertyuiopasdfghjklzxcvbnm1234567890', 'guessed'],
    ['a keyboard backwards', 'mnbvcxzlkjhgfdsapoiuytrewq!@#$%^&*()', 'guessed'],
    ['words of examples', 'this-is-a-very-long-secret-key-for-production-2026', 'guessed'],
    ['a sentence in base64', Buffer.from('foobar-this-is-random-1234567890').toString('base64'), 'guessed'],
    ['a sentence in hex', Buffer.from('my very secret signing key 12345678').toString('hex'), 'guessed'],
  ])('is refused if it is %s [R28] [R108]', (_, secret, because) => {
    expect(weaknessOf(secret)).toContain(because);
  });

  it.each([
    ['16 bytes in hex', () => randomBytes(16).toString('hex')],
    ['32 bytes in hex', () => randomBytes(32).toString('hex').toUpperCase()],
    ['24 bytes in base64', () => randomBytes(24).toString('base64')],
    ['48 bytes in base64', () => randomBytes(48).toString('base64')],
    ['32 bytes in base64url', () => randomBytes(32).toString('base64url')],
    ['a UUID', () => randomUUID()],
    ['eight words of dice', diced],
  ])('is accepted if it is random: %s [R108]', (_, make) => {
    const refused = Array.from({ length: DRAWS }, make).filter((secret) => weaknessOf(secret) !== null);
    expect(refused).toEqual([]);
  });

  it('is accepted if random letters only spell the mark of a placeholder [R108]', () => {
    expect(weaknessOf('pDtYGdLAVbjX9g4dolNe9Z2H3YoUR-AR_81mwLpQtTA')).toBeNull();
    expect(weaknessOf('pDtYGdLAVbjX9g4dolNe9Z2H3your-AR_81mwLpQtTA')).toBeNull();
  });

  it('is compared with a list of hashes that is sorted and whole', () => {
    const hashes = KNOWN_SECRETS.replaceAll('\n', '').match(/[\w-]{8}/g) ?? [];
    expect(hashes.length * 8).toBe(KNOWN_SECRETS.replaceAll('\n', '').length);
    expect(hashes.length).toBeGreaterThan(1_800);
    expect(hashes).toEqual([...new Set(hashes)].sort());
  });
});
