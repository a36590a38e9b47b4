import { Api } from '../support/processes/api.js';
import { embeddedSite, type Site } from '../support/processes/pairs.js';

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: unknown;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly maximum?: number;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
}

interface Operation {
  readonly summary: string;
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
}

/** These have a length of their own. */
const BOUNDED_FORMATS = ['uuid', 'date-time'];

/** What is open in a schema of a request, as deep as it goes: each place with what it lacks. */
function openPlaces(schema: Schema, at: string, schemas: Readonly<Record<string, Schema>>): string[] {
  const inner = (part: Schema, place: string) => openPlaces(part, place, schemas);
  const target = schemas[schema.$ref?.split('/').at(-1) ?? ''];
  if (schema.$ref) return target ? inner(target, at) : [`${at} refers to nothing`];
  const is = (type: string) => [schema.type].flat().includes(type);
  const lacks: string[] = [];
  if (is('object') && schema.additionalProperties === undefined) lacks.push(`${at} is open`);
  if (is('array') && schema.maxItems === undefined) lacks.push(`${at} has no maxItems`);
  if (is('integer') && schema.maximum === undefined) lacks.push(`${at} has no maximum`);
  if (is('string') && !isBounded(schema)) lacks.push(`${at} has no maxLength`);
  const parts = Object.entries(schema.properties ?? {}).flatMap(([name, part]) => inner(part, `${at}.${name}`));
  return [...lacks, ...parts, ...(schema.items ? inner(schema.items, `${at}[]`) : [])];
}

/** A pattern for the whole text that repeats nothing without end bounds the length too. */
function isBounded({ maxLength, enum: words, format = '', pattern = '' }: Schema): boolean {
  const bounds = /^\^.*\$$/.test(pattern) && !/[*+]|,\}/.test(pattern.replace(/\[[^\]]*\]/g, ''));
  return maxLength !== undefined || words !== undefined || BOUNDED_FORMATS.includes(format) || bounds;
}

/** Texts of fields that the server takes, and texts that it refuses with 400. */
const TEXTS: readonly (readonly [
  operation: string,
  field: string,
  taken: readonly string[],
  refused: readonly string[],
])[] = [
  ...['roles', 'policies'].map(
    (kind) =>
      [
        `post /api/v1/${kind}`,
        'name',
        [' Read-Production ', 'a'.repeat(64)],
        ['', 'é', 'a b', '-a', 'a'.repeat(65)],
      ] as const,
  ),
  ...['post /api/v1/users', 'put /api/v1/users/{id}', 'post /api/v1/auth/email/change'].map(
    (key) =>
      [key, 'email', ['ada@example.org', 'ж@пример.рф', 'a@b'], ['', 'ada', 'a@', '@b', 'a b@c', 'a@b@c']] as const,
  ),
  ...['post /api/v1/auth/email/verify', 'post /api/v1/auth/email/change/confirm'].map(
    (key) => [key, 'code', ['123456', ' 123 456 '], ['', '12345', '1234567', '12345a', '      ']] as const,
  ),
  ['post /api/v1/entries', 'iv', ['AAECAwQFBgcICQoL'], ['', 'AAEC', 'AAECAwQFBgcICQo*', 'AAECAwQFBgcICQoLAAEC']],
  ['post /api/v1/entries', 'tag', ['AAECAwQFBgcICQoLDA0ODw=='], ['', 'AAECAwQFBgcICQoL', 'AAECAwQFBgcICQoLDA0OD*==']],
  ['post /api/v1/entries', 'ciphertext', ['AA==', 'AAEC'], ['', 'A', 'AA*=', '====']],
  ['post /api/v1/entries', 'meta', ['AA==', 'AAEC'], ['', 'A', 'AA*=']],
  ['post /api/v1/entries/rekeys', 'wrapped_key', ['AA==', 'AAEC'], ['', 'A', 'AA*=']],
  ['post /api/v1/auth/invitation/accept', 'protected_user_key', ['AA==', 'AAEC'], ['', 'A', 'AAE', 'AA*=']],
  ['post /api/v1/auth/invitation/accept', 'encryption_salt', ['AAECAwQFBgcICQoLDA0ODw=='], ['', 'a'.repeat(24)]],
];

/** As a client that validates by the document does. */
function allows({ minLength = 0, maxLength = Infinity, pattern = '' }: Schema, text: string): boolean {
  const { length } = [...text];
  return length >= minLength && length <= maxLength && new RegExp(pattern, 'u').test(text);
}

describe('the OpenAPI document', () => {
  let site: Site;
  let operations: (readonly [key: string, operation: Operation])[];
  let schemas: Readonly<Record<string, Schema>>;
  let text: string;

  beforeAll(async () => {
    site = await embeddedSite();
    // Without a documentKey, this server is asked, and not another one of this thread.
    const { url } = await site.start();
    // biome-ignore lint/suspicious/noExplicitAny: an OpenAPI document
    const { paths, components } = (await Api.of({ url })).conformance.document as any;
    schemas = components.schemas;
    text = JSON.stringify([paths, components]);
    operations = Object.entries<Record<string, Operation>>(paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => [`${method} ${path}`, operation] as const),
    );
  });
  afterAll(() => site.clear());

  /** The schema of a field of the body. */
  const fieldOf = (key: string, field: string): Schema => {
    const body = new Map(operations).get(key)?.requestBody?.content['application/json']?.schema;
    const property = schemas[body?.$ref?.split('/').at(-1) ?? '']?.properties?.[field];
    if (!property) throw new Error(`${key} takes no ${field}`);
    return property;
  };

  it('bounds and closes every field that a client sends [R72][R77]', () => {
    const places = operations.flatMap(([key, { requestBody, parameters = [] }]) => [
      ...Object.values(requestBody?.content ?? {}).flatMap(({ schema }) => openPlaces(schema, key, schemas)),
      ...parameters
        .filter((one) => one.in === 'query')
        .flatMap(({ name, schema }) => openPlaces(schema, `${key} ?${name}`, schemas)),
    ]);
    expect(places).toEqual([]);
    expect(operations.length).toBeGreaterThan(80);
  });

  it.each(TEXTS)('shows what %s takes as %s', (key, field, taken, refused) => {
    const schema = fieldOf(key, field);
    expect([...taken, ...refused].filter((text) => allows(schema, text))).toEqual(taken);
  });

  it('shows that paths of a request for capabilities are at least one', () => {
    expect(fieldOf('post /v1/sys/capabilities-self', 'paths').minItems).toBe(1);
  });

  it('refers to no schema that it does not have', () => {
    const named = [...text.matchAll(/"#\/components\/schemas\/([^"]*)"/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !(name in schemas))).toEqual([]);
    expect(named.length).toBeGreaterThan(100);
  });

  it('gives no two operations the same summary', () => {
    const all = operations.map(([, { summary }]) => summary);
    expect(all.filter((text, index) => all.indexOf(text) !== index)).toEqual([]);
  });
});
