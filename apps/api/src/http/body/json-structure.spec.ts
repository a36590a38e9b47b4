import fc from 'fast-check';
import { CofferError } from '#kernel';
import { readJsonBody } from './json-body.js';
import { checkStructure, MAX_DEPTH, MAX_ITEMS, MAX_KEY_BYTES, MAX_KEYS } from './json-structure.js';
import { isForbiddenName } from './names.js';

/** A JSON value as a tree, in which an object may hold a key more than once. */
type Tree =
  | { readonly kind: 'leaf'; readonly value: string | number | boolean | null }
  | { readonly kind: 'array'; readonly items: readonly Tree[] }
  | { readonly kind: 'object'; readonly members: readonly (readonly [string, Tree])[] };

interface Figures {
  depth: number;
  keys: number;
  items: number;
  duplicates: boolean;
  forbidden: boolean;
}

/** Counts in the tree and not in the text: it shares nothing with the code under test. */
function figuresOf(tree: Tree, depth = 1, figures = nothing()): Figures {
  if (tree.kind === 'leaf') return figures;
  figures.depth = Math.max(figures.depth, depth);
  if (tree.kind === 'array') {
    figures.items += tree.items.length;
    for (const item of tree.items) figuresOf(item, depth + 1, figures);
    return figures;
  }
  const names = tree.members.map(([name]) => name);
  figures.keys += names.length;
  figures.duplicates ||= new Set(names).size < names.length;
  figures.forbidden ||= names.some(isForbiddenName);
  for (const [, member] of tree.members) figuresOf(member, depth + 1, figures);
  return figures;
}

function nothing(): Figures {
  return { depth: 0, keys: 0, items: 0, duplicates: false, forbidden: false };
}

const NAMES = ['a', 'b', 'effect', '', 'é', '\u{1f511}', 'a"b', 'a\\b', 'a.b', '[0]', '{', '__proto__', 'constructor'];

const trees: fc.Arbitrary<Tree> = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 6, depthSize: 'large', withCrossShrink: true },
    fc
      .oneof(fc.string({ unit: 'grapheme' }), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean())
      .map((value): Tree => ({ kind: 'leaf', value })),
    fc.constant<Tree>({ kind: 'leaf', value: null }),
    fc.array(tie('tree'), { maxLength: 4 }).map((items): Tree => ({ kind: 'array', items })),
    fc
      .array(fc.tuple(fc.oneof(fc.constantFrom(...NAMES), fc.string()), tie('tree')), { maxLength: 4 })
      .map((members): Tree => ({ kind: 'object', members })),
  ),
})).tree;

/** Writes the tree, with blanks and escapes as `choose` says. `choose(n)` is a number below n. */
function written(tree: Tree, choose: (below: number) => number): string {
  const blank = () => ['', ' ', '\n', '\t\r '][choose(4)] ?? '';
  const text = (value: string) =>
    `"${[...value].map((character) => (choose(3) === 0 ? escaped(character) : JSON.stringify(character).slice(1, -1))).join('')}"`;
  const around = (inner: string) => `${blank()}${inner}${blank()}`;
  switch (tree.kind) {
    case 'leaf':
      return around(typeof tree.value === 'string' ? text(tree.value) : JSON.stringify(tree.value));
    case 'array':
      return around(`[${blank()}${tree.items.map((item) => written(item, choose)).join(',')}]`);
    case 'object':
      return around(
        `{${blank()}${tree.members.map(([name, member]) => `${around(text(name))}:${written(member, choose)}`).join(',')}}`,
      );
  }
}

function escaped(character: string): string {
  return [...Array(character.length).keys()]
    .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
    .join('');
}

function refusalOf(text: string | Buffer): CofferError | null {
  try {
    checkStructure(Buffer.from(text as string));
    return null;
  } catch (error) {
    if (error instanceof CofferError) return error;
    throw error;
  }
}

describe('the structure of a body', () => {
  it('is judged as an independent walk of the same tree judges it [R98]', () => {
    fc.assert(
      fc.property(trees, fc.infiniteStream(fc.nat()), (tree, numbers) => {
        const text = written(tree, (below) => (numbers.next().value as number) % below);
        const { depth, keys, items, duplicates, forbidden } = figuresOf(tree);
        const isRefused = depth > MAX_DEPTH || keys > MAX_KEYS || items > MAX_ITEMS || duplicates || forbidden;
        expect({ text, isRefused: refusalOf(text) !== null }).toEqual({ text, isRefused });
      }),
      { numRuns: 500 },
    );
  });

  it('never accepts a body of which JSON.parse drops a key, whatever bytes are changed [R98]', () => {
    fc.assert(
      fc.property(trees, fc.infiniteStream(fc.nat()), (tree, numbers) => {
        const choose = (below: number) => (numbers.next().value as number) % below;
        const bytes = Buffer.from(written(tree, choose));
        for (let change = choose(4); change > 0; change -= 1) bytes[choose(bytes.length)] = choose(256);
        let body: unknown;
        if (!attempt(() => (body = readJsonBody('application/json', bytes)))) return;
        const texts = /"(?:[^"\\]|\\.)*"/g;
        const colons = bytes.toString('utf8').replace(texts, '').match(/:/g) ?? [];
        expect(keysOf(body)).toBe(colons.length);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['a field', '{"effect":"allow","x":1,"effect":"deny"}', 'effect'],
    ['a field in another spelling', '{"a":1,"\\u0061":2}', 'a'],
    [
      'a nested field',
      '{"policies":[{"effect":1},{"x":[1,[2,{"effect":2,"effect":3}]]}]}',
      'policies[1].x[1][1].effect',
    ],
    ['a field behind a byte order mark', '\ufeff{"a":1,"a":2}', 'a'],
    ['an empty name', '{"":1,"":2}', ''],
    ['a name that would not be seen', '{"a\\u202eb\\n":1,"a\\u202eb\\n":1}', 'a\\u{202e}b\\u{a}'],
    ['a long name', `{"${'x'.repeat(900)}":1,"${'x'.repeat(900)}":1}`, 'x'.repeat(64)],
  ])('with %s twice is refused, with the path of the key and no value [R98]', (_, text, field) => {
    expect(refusalOf(text)).toMatchObject({
      code: 'malformed_body',
      details: { fields: [{ field, code: 'duplicate' }] },
    });
  });

  it.each([
    ['of a field', '{"value":{"port":5432,"serial":12345678901234567890}}', 'value.serial'],
    ['of an array', '{"a":[1,{"b":[0, 1e999 ]}]}', 'a[1].b[1]'],
    ['with an escape in its name', '{"value":{"\\u0061\u202e":0.12345678901234567890}}', 'value.a\\u{202e}'],
  ])(
    'with a number %s that JSON.parse would change is refused, with its path and without the number',
    (_, text, field) => {
      const refused = refusalOf(text);
      expect(refused).toMatchObject({ code: 'malformed_body', details: { fields: [{ field, code: 'number' }] } });
      expect(JSON.stringify([refused?.message, refused?.details])).not.toMatch(/1234|999/);
    },
  );

  it('may hold one name in several objects', () => {
    expect(refusalOf('{"a":{"a":[{"a":1},{"a":"a"}]},"b":"a"}')).toBeNull();
  });

  it.each([
    ['depth', `${'['.repeat(MAX_DEPTH)}${']'.repeat(MAX_DEPTH)}`, `${'['.repeat(MAX_DEPTH + 1)}`],
    ['keys', object(MAX_KEYS), object(MAX_KEYS + 1)],
    [
      'items',
      `[${Array(MAX_ITEMS).fill(0).join()}]`,
      `[${Array(MAX_ITEMS + 1)
        .fill(0)
        .join()}]`,
    ],
    ['length of a key', `{"${'x'.repeat(MAX_KEY_BYTES - 2)}":1}`, `{"${'x'.repeat(MAX_KEY_BYTES - 1)}":1}`],
  ])('has a limit of its %s, which is allowed itself [R77]', (_, most, tooMuch) => {
    expect(refusalOf(most)).toBeNull();
    expect(refusalOf(tooMuch)?.code).toBe('malformed_body');
  });

  it.each(['"\\ud800"', '"\\udc00"', '"\\ud800\\ud800"', '"\\ud83dx"', '{"\\ud800":1}'])(
    'has no unpaired surrogate: %s',
    (text) => expect(refusalOf(text)?.code).toBe('malformed_body'),
  );

  it('of a mebibyte of escapes, quotes or brackets is judged in linear time', () => {
    for (const part of ['\\u0041', '\\"', '\\\\', 'x']) {
      expect(refusalOf(`{"a":"${part.repeat(1_048_576 / part.length)}"}`)).toBeNull();
    }
    for (const part of ['"', '}', ',', ':', '""', '{"a":']) {
      refusalOf(part.repeat(1_048_576 / part.length));
    }
  });
});

function object(keys: number): string {
  return `{${Array.from({ length: keys }, (_, n) => `"k${n}":1`).join()}}`;
}

function keysOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inner = Object.values(value).reduce((sum: number, member) => sum + keysOf(member), 0);
  return Array.isArray(value) ? inner : inner + Object.keys(value).length;
}

function attempt(run: () => unknown): boolean {
  try {
    run();
    return true;
  } catch (error) {
    if (error instanceof CofferError) return false;
    throw error;
  }
}
