import { Api } from '../support/processes/api.js';
import { embeddedSite, type Site } from '../support/processes/pairs.js';

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: unknown;
  readonly items?: Schema;
  readonly maxItems?: number;
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
