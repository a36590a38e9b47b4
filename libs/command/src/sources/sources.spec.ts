import dotenv from 'dotenv';
import fc from 'fast-check';
import { fixture } from '../testing/index.js';
import { bitwardenSource } from './bitwarden-source.js';
import { dotenvSource } from './dotenv-source.js';
import { type Json, jsonDocument } from './json-document.js';
import { onePasswordSource } from './one-password-source.js';
import { infisicalSource, jsonSource, vaultSource } from './plain-sources.js';
import type { Source } from './source-entry.js';

const NOT_UNDERSTOOD = 'is not understood: write NAME=value, with a name of A-Z, a-z, 0-9, "_", "." and "-"';

/** What is to be imported, by the levels of its path; and what is refused, with the reason. */
const seen = (source: Source) =>
  Object.fromEntries(source.map((one) => ('reason' in one ? [one.name, one] : [one.levels.join('/'), one])));
const json = (text: string): Json => jsonDocument(text);
const valueAt = (source: Source, path: string): Record<string, string> => {
  const found = source.find((one) => 'levels' in one && one.levels.join('/') === path);
  return JSON.parse((found as { value: string }).value);
};

describe('a .env file', () => {
  it('is read as dotenv reads it', () => {
    expect(seen(dotenvSource(fixture('shop.env')))).toMatchObject({
      DATABASE_URL: { value: 'postgres://shop:canary@db/shop' },
      FEATURES: { value: '' },
      GREETING: { value: 'hello\nworld' },
      LITERAL: { value: '$HOME stays' },
      TLS_KEY: { value: '-----BEGIN PRIVATE KEY-----\nLINE=inside the key\n-----END PRIVATE KEY-----' },
    });
  });

  it.each([
    ['A=1\nB=2\nA=3', { A: { reason: 'is set 2 times, in the lines 1, 3' } }],
    ['A="1\nA=2\n"\nA=3\r\nexport A=4', { A: { reason: 'is set 3 times, in the lines 1, 4, 5' } }],
    ['A=1\nDB PASSWORD=canary\n', { 'line 2': { reason: NOT_UNDERSTOOD } }],
    ['ü=canary\n', { 'line 1': { reason: NOT_UNDERSTOOD } }],
    ['canary\n= x', { 'line 1': {}, 'line 2': {} }],
  ])('%j loses nothing unseen', (text, expected) => {
    expect(seen(dotenvSource(text))).toMatchObject(expected);
  });

  it.each([
    ['A=\n'.repeat(20_001), 'FILE has more than 20000 lines'],
    [`A="${'x'.repeat(1_048_576)}"`, 'FILE has more than 1 MiB'],
    [`A="${'\n \n'.repeat(400)}"`, 'FILE has 1,000 blanks or empty lines in a row'],
  ])('%.6j... is refused before the parser takes minutes for it', (text, message) => {
    expect(() => dotenvSource(text)).toThrow(message);
  });

  it('refuses a name that the parser drops', () => {
    expect(dotenvSource('__proto__=canary')).toEqual([{ name: '__proto__', reason: 'is a name that cannot be read' }]);
  });

  it('takes a line inside a value for a part of the value', () => {
    expect(dotenvSource('A="\nB=1\nnot one\n= x\n"\n# c\nB=2')).toEqual([
      { name: 'A', levels: ['A'], value: '\nB=1\nnot one\n= x\n', leftOut: [] },
      { name: 'B', levels: ['B'], value: '2', leftOut: [] },
    ]);
  });
});

describe('any text as a .env file', () => {
  it('gives what dotenv gives; where it would lose something, the file is not taken as a whole', () => {
    const piece = fc.constantFrom(
      ...['A', 'B', '=', ' = ', ': ', '"', "'", '`', '\\', '#', ' ', '\n', '\r\n', 'export ', 'x'],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
        const text = pieces.join('');
        const read = dotenv.parse(text);
        const source = dotenvSource(text);
        for (const one of source)
          if ('levels' in one) expect([one.name, one.value]).toEqual([one.name, read[one.name]]);
        const names = source.map(({ name }) => name);
        const isWhole = source.every((one) => 'levels' in one);
        if (isWhole) expect(names.sort()).toEqual(Object.keys(read).sort());
        expect(new Set(names).size).toBe(names.length);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('a JSON file of names and values', () => {
  it.each(['[]', '"canary"', '1', 'null'])('is refused if it is %s', (text) => {
    expect(() => jsonSource(json(text))).toThrow('FILE must be a JSON object of names and values.');
  });

  it('gives texts as they are, and objects as secrets with fields, with every digit', () => {
    expect(seen(jsonSource(json(fixture('shop.json'))))).toMatchObject({
      DATABASE_URL: { value: 'postgres://shop:canary@db/shop' },
      PORT: { value: '8080' },
      db: { value: '{"password":"canary","big":12345678901234567890}' },
    });
    expect(seen(jsonSource(json('{"a":null,"b":["canary"]}')))).toMatchObject({
      a: { reason: 'is null: a secret has a value' },
      b: { reason: 'is a list: a value is a text, a number, a boolean or an object' },
    });
  });
});

describe('an export of Vault', () => {
  it('is refused if it is one answer, which does not say its path', () => {
    const answer = '{"data":{"data":{"a":"canary"},"metadata":{"version":1}}}';
    expect(() => vaultSource(json(answer))).toThrow(/does not say its path/);
  });

  it('gives each path its fields, from data or from an answer of `kv get`', () => {
    expect(seen(vaultSource(json(fixture('vault.json'))))).toEqual({
      'prod/db': {
        ...{ name: 'prod/db', levels: ['prod/db'], leftOut: [] },
        value: '{"username":"shop","password":"canary-db","port":5432,"pin":12345678901234567890}',
      },
      'prod/mail': {
        name: 'prod/mail',
        levels: ['prod/mail'],
        value: '{"token":"canary-mail"}',
        leftOut: ['custom metadata'],
      },
      'prod/gone': { name: 'prod/gone', reason: 'has no data: is its current version deleted?' },
    });
  });

  it('takes fields that are named data and metadata for fields', () => {
    expect(seen(vaultSource(json('{"a":{"data":"x","metadata":"y"}}')))).toMatchObject({
      a: { value: '{"data":"x","metadata":"y"}' },
    });
  });
});

describe('an export of Infisical', () => {
  it('gives each secret the levels of its folder, and says what is left out', () => {
    expect(() => infisicalSource(json('{}'))).toThrow(/infisical export --format=json/);
    expect(seen(infisicalSource(json(fixture('infisical.json'))))).toMatchObject({
      DATABASE_URL: { value: 'postgres://shop:canary@db/shop', leftOut: [] },
      'web/tls/TLS_KEY': { leftOut: ['comment', 'tags'] },
      DEBUG: { reason: 'is a personal override, which one person sees' },
    });
  });
});

describe('an export of Bitwarden', () => {
  it.each(['{"encrypted":true,"items":[]}', '{"encrypted":true,"passwordProtected":true,"data":"2.canary"}'])(
    'that is encrypted is refused: %s',
    (text) => {
      expect(() => bitwardenSource(json(text))).toThrow(/^FILE is an encrypted export(?!.*canary)/);
    },
  );

  it('gives a login as an object with every value, and says what is left out', () => {
    const source = bitwardenSource(json(fixture('bitwarden.json')));
    expect(valueAt(source, 'Team/Web shop/Müller & Co')).toEqual({
      username: 'ada@example.org',
      password: 'canary-password',
      url: 'https://shop.example.org/login',
      url_2: 'https://admin.example.org',
      totp: 'otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP&issuer=Shop',
      'api key': 'canary-api-key',
      'is admin': 'true',
      password_2: 'canary-second-password',
      notes: 'Ask Grace\nbefore changing.',
    });
    expect(valueAt(source, 'Company card')).toMatchObject({ number: '4111111111111111', expYear: '2029' });
    expect(valueAt(source, 'deploy')).toMatchObject({ privateKey: expect.stringContaining('canary') });
    expect(seen(source)).toMatchObject({
      'Team/Web shop/Müller & Co': { leftOut: ['passwordHistory', 'fido2Credentials', 'linked fields'] },
      'Recovery codes': { value: 'canary-note 1111\n2222', leftOut: [] },
      empty: { reason: 'has nothing to keep' },
    });
  });
});

describe('an export of 1Password', () => {
  it('gives a login as an object with every value, and says what is left out', () => {
    const source = onePasswordSource(json(fixture('1pux-export.data.json')));
    expect(valueAt(source, 'Web shop/Shop login')).toEqual({
      ...{ username: 'ada', password: 'canary-password', tenant: '4711', totp: 'JBSWY3DPEHPK3PXP' },
      ...{ url: 'https://shop.example.org', url_2: 'https://admin.example.org', notes: 'Ask Grace.' },
      ...{ pin: 'canary-pin', pin_2: 'canary-pin-2', since: '1735689600', mail: 'ada@example.org' },
    });
    expect(valueAt(source, 'Web shop/deploy key')).toEqual({ 'private key': expect.stringMatching(/^-----BEGIN/) });
    expect(seen(source)).toMatchObject({
      'Web shop/Shop login': { leftOut: ['passwordHistory', 'reference', 'form fields', 'tags'] },
      'Web shop/A note': { value: 'canary note' },
      'Web shop/old': { reason: 'is archived' },
    });
    expect(() => onePasswordSource(json('{}'))).toThrow('no accounts');
  });
});
