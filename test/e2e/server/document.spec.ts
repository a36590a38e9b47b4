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
  readonly responses?: object;
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

/** Each operation with its field, which is the last word. */
function at(...places: readonly string[]): (readonly [operation: string, field: string])[] {
  return places.map((place) => [place.replace(/ \S+$/, ''), place.replace(/^.* /, '')]);
}

const ID = '01936f3c-8f4e-7a51-9b1c-2f6d1c0e4b7a';
const NEW_USERNAMES = ['ada', ' Ada.King ', 'ada_king-7+x', 'Ａｄａ'];
const NO_USERNAMES = ['', 'ab', 'ada king', 'ada!', '.ada', 'ada-', 'a'.repeat(257)];

/** Texts of fields that the server takes, and texts that it refuses with 400. With a `?`, of parameters. */
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
  [
    'get /api/v1/secrets',
    '?cursor',
    ['A'.repeat(550), '_-9z'.repeat(200)],
    ['', 'A'.repeat(549), `${'A'.repeat(549)}=`],
  ],
  [
    'get /api/v1/audit/logs',
    '?ip',
    ['203.0.113.7', '2001:DB8::1', '::', '::ffff:192.0.2.7', '203.0.113.0/24', '2001:db8::/48'],
    ['', '203.0.113', 'localhost', 'fe80::1%eth0', '203.0.113.0/16', '2001:DB8::/48', '10.0.0.1:80:x'],
  ],
  [
    'get /api/v1/audit/logs',
    '?resource',
    ['prod/db/password', 'A_b.c-d', ID, ID.toUpperCase(), `email-code:${ID}`],
    ['', 'prod/**', '/prod', 'prod//db', '../prod', 'a b', `EMAIL:${ID}`, 'a'.repeat(257)],
  ],
  ...['post /api/v1/users', 'post /api/v1/setup'].map(
    (key) => [key, 'username', [...NEW_USERNAMES, 'ada@example.org'], NO_USERNAMES] as const,
  ),
  ['post /api/v1/auth/register', 'username', NEW_USERNAMES, [...NO_USERNAMES, 'ada@example.org']],
  ...at(
    ...['post /api/v1/users password', 'post /api/v1/setup password', 'post /api/v1/auth/register password'],
    ...['post /api/v1/auth/invitation/accept password', 'post /api/v1/auth/password new_password'],
    'post /api/v1/auth/password/reset new_password',
  ).map((place) => [...place, ['é'.repeat(256), 'x'.repeat(8)], ['', 'x'.repeat(7), 'x'.repeat(257)]] as const),
  ...at(
    ...['post /api/v1/auth/register login_secret', 'post /api/v1/auth/invitation/accept login_secret'],
    ...['post /api/v1/auth/password new_login_secret', 'post /api/v1/auth/password/reset new_login_secret'],
  ).map((place) => [...place, ['A'.repeat(43)], ['', 'A'.repeat(44), '*'.repeat(43)]] as const),
  ['post /api/v1/users', 'hashed_password', [`$2b$12$${'a'.repeat(53)}`], ['', `$2b$15$${'a'.repeat(53)}`, '$2x$12$a']],
  ['post /api/v1/users', 'salt', ['0aF9'.repeat(8)], ['', '0'.repeat(31), 'g'.repeat(32)]],
  ...at(
    ...['post /v1/auth/approle/login role_id', 'post /v1/auth/approle/login secret_id'],
    ...['post /v1/auth/jwt/login role', 'post /v1/auth/jwt/login jwt', 'post /v1/auth/kubernetes/login jwt'],
  ).map((place) => [...place, ['x'], ['']] as const),
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

  /** The schema of a field of the body, or of a parameter: `?cursor`. */
  const fieldOf = (key: string, field: string): Schema => {
    const operation = new Map(operations).get(key);
    const body = operation?.requestBody?.content['application/json']?.schema;
    const parameter = operation?.parameters?.find((one) => one.in === 'query' && `?${one.name}` === field);
    const property = parameter?.schema ?? schemas[body?.$ref?.split('/').at(-1) ?? '']?.properties?.[field];
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

  it('shows the form of every cursor', () => {
    const cursors = operations.flatMap(([key, { parameters = [] }]) =>
      parameters.filter(({ name }) => name === 'cursor').map(({ schema }) => ({ key, ...schema })),
    );
    expect(cursors.filter(({ pattern, minLength }) => pattern === undefined || !minLength)).toEqual([]);
    expect(cursors.length).toBeGreaterThan(8);
  });

  it('shows no success of a request that is always refused', () => {
    const { responses = {} } = new Map(operations).get('post /v1/auth/token/renew-self') ?? {};
    expect(Object.keys(responses).filter((status) => status < '400')).toEqual([]);
    expect(Object.keys(responses)).toContain('400');
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
