import { hash } from 'node:crypto';
import { KNOWN_SECRETS } from './known-secrets.js';

/** How to make a secret. */
export const MAKE_ONE = 'make one with: openssl rand -base64 48';

/**
 * Bits that a secret must have after everything predictable in it was left out. Random secrets of 16 bytes in hex, the
 * shortest kind that is accepted, had at least 71 in 600,000 draws; one with less than 64 was seen.
 */
const LEAST_BITS = 52;
const HASH_CHARACTERS = 8;
const HASH_BYTES = 6;
/** A run or a repetition of fewer characters is found in random secrets, too. */
const RUN = 4;
const REPEATED = 5;

/**
 * Marks of a place that somebody forgot to fill in. `your` is short: one of a million random keys in base64url contains
 * it in some mixture of cases. So it counts only as a word of its own and in one case, which one of 100 million contains.
 */
const PLACEHOLDERS = [
  /change[-_ ]?(me|this|it)|placeholder|replace[-_ ](me|this|with)|<.*>/i,
  /(?<![A-Za-z0-9])(your|Your|YOUR)[-_ ]/,
];

/** Words of examples and of names of variables. A secret may contain them, but they count for nothing. */
const WORDS = new RegExp(
  [
    ...['access', 'admin', 'application', 'auth', 'bits', 'changeme', 'change', 'characters', 'coffer', 'default'],
    ...['demo', 'development', 'django', 'dummy', 'encryption', 'enough', 'example', 'fake', 'generate', 'here'],
    ...['insecure', 'jsonwebtoken', 'jwt', 'key', 'laravel', 'least', 'local', 'long', 'minimum', 'must', 'password'],
    ...['pepper', 'please', 'private', 'production', 'prod', 'random', 'replace', 'sample', 'secret', 'secure'],
    ...['server', 'session', 'setup', 'should', 'signing', 'sign', 'some', 'spring', 'strong', 'super', 'temp', 'test'],
    ...['that', 'this', 'token', 'ultra', 'used', 'value', 'verify', 'very', 'with', 'your'],
  ].join('|'),
  'g',
);

/** Characters in the order in which people type them: alphabets and keyboards, forwards and backwards. */
const LANES = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  '0123456789abcdef',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
  'azertyuiopqsdfghjklmwxcvbn',
  'qazwsxedcrfvtgbyhnujmikolp',
  '!@#$%^&*()_+',
].flatMap((lane) => [lane, [...lane].reverse().join('')]);

/**
 * Why a secret of at least 32 characters is weak; null if it may be random. Never contains the secret.
 *
 * @example
 * weaknessOf('super-secret-jwt-token-with-at-least-32-characters-long'); // 'is publicly known'
 * weaknessOf(randomBytes(32).toString('base64')); // null
 */
export function weaknessOf(secret: string): string | null {
  const texts = [secret, ...decoded(secret)];
  if (texts.some(isKnown)) return 'is publicly known';
  if (texts.some((text) => PLACEHOLDERS.some((mark) => mark.test(text)))) return 'is a placeholder';
  if (texts.some((text) => bitsOf(unpredictable(text)) < LEAST_BITS)) {
    return 'can be guessed: it consists of words, runs or repetitions';
  }
  return null;
}

let known: ReadonlySet<string> | null = null;

function isKnown(secret: string): boolean {
  known ??= new Set(KNOWN_SECRETS.replaceAll('\n', '').match(new RegExp(`.{${HASH_CHARACTERS}}`, 'g')));
  const digest = hash('sha256', secret.trim().toLowerCase(), 'buffer');
  return known.has(digest.subarray(0, HASH_BYTES).toString('base64url'));
}

/** The text that somebody has put into base64 or hex, if it is one: random bytes are none. */
function decoded(secret: string): string[] {
  const encodings = /^([0-9a-f]{2})+$/i.test(secret) ? (['hex', 'base64'] as const) : (['base64'] as const);
  return encodings.map((encoding) => Buffer.from(secret, encoding).toString('latin1')).filter(isPrintable);
}

function isPrintable(text: string): boolean {
  return text.length > 0 && /^[\x20-\x7e\r\n]*$/.test(text);
}

/** The characters that neither a word nor a run nor a repetition of the text explains. */
function unpredictable(text: string): string {
  const lower = text.toLowerCase();
  const explained = new Uint8Array(lower.length);
  for (const { 0: word, index } of lower.matchAll(WORDS)) explained.fill(1, index, index + word.length);
  for (let at = 0; at + RUN <= lower.length; at++) {
    if (isRun(lower.slice(at, at + RUN))) explained.fill(1, at, at + RUN);
  }
  for (let at = REPEATED; at + REPEATED <= lower.length; at++) {
    if (lower.slice(0, at).includes(lower.slice(at, at + REPEATED))) explained.fill(1, at, at + REPEATED);
  }
  return [...text].filter((_, at) => explained[at] === 0).join('');
}

function isRun(part: string): boolean {
  return LANES.some((lane) => lane.includes(part)) || part === part.charAt(0).repeat(RUN);
}

/** Shannon's estimate over the characters: an upper bound of the entropy. */
function bitsOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= count * Math.log2(count / text.length);
  return bits;
}
