type Schema = {
  readonly format?: string;
  readonly minimum?: number;
  readonly $ref?: string;
  readonly example?: unknown;
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
};

const REFERENCE = '#/components/schemas/';
const MAX_DEPTH = 8;

const BY_FORMAT: Readonly<Record<string, string>> = {
  'date-time': '2026-11-22T08:00:00.000Z',
  email: 'somebody@example.org',
  uuid: '019aa8a2-4c1e-7b7a-9d64-0f6d3c2a1b5e',
};

/**
 * Builds an example of a schema from the examples of its parts or from its type. Returns undefined if it cannot.
 * Omits optional properties without an example, so that the example is a valid body as it is.
 */
export function exampleOf(schema: object, schemas: Readonly<Record<string, object>>, depth = 0): unknown {
  const { $ref, example, examples, properties, required, items, allOf, oneOf, anyOf, ...own } = schema as Schema;
  if (example !== undefined) return example;
  if (examples?.[0] !== undefined) return examples[0];
  if (depth > MAX_DEPTH) return undefined;
  const inner = (part: Schema) => exampleOf(part, schemas, depth + 1);
  if ($ref) {
    const target = schemas[$ref.slice(REFERENCE.length)];
    return target ? inner(target) : undefined;
  }
  if (allOf) return Object.assign({}, ...allOf.map(inner));
  const [first] = oneOf ?? anyOf ?? [];
  if (first) return inner(first);
  if (properties) return objectOf(properties, required ?? [], inner);
  if (own.default !== undefined) return own.default;
  if (items) return [inner(items)].filter((item) => item !== undefined);
  return own.enum?.[0] ?? madeUp(own);
}

function madeUp({ type, format = '', minimum = 0 }: Schema): unknown {
  switch (Array.isArray(type) ? type[0] : type) {
    case 'string':
      return BY_FORMAT[format] ?? 'text';
    case 'integer':
    case 'number':
      return minimum;
    case 'boolean':
      return false;
    case 'null':
      return null;
    default:
      return undefined;
  }
}

function objectOf(
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[],
  inner: (part: Schema) => unknown,
): object {
  const entries = Object.entries(properties)
    .filter(([name, part]) => required.includes(name) || isExemplified(part))
    .map(([name, part]) => [name, inner(part)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function isExemplified({ example, examples, default: byDefault }: Schema): boolean {
  return example !== undefined || examples !== undefined || byDefault !== undefined;
}
