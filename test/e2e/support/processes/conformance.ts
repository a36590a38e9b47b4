import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

type Json = Record<string, unknown>;

interface Operation {
  readonly security?: readonly object[];
  readonly requestBody?: { content: Record<string, { schema: Json }> };
  readonly responses: Record<string, Response | { readonly $ref: string }>;
}

interface Response {
  readonly content?: Record<string, { schema: Json; examples?: Json }>;
  readonly headers?: Json;
}

/** One request and its answer. */
export interface Exchange {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly sent: unknown;
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
}

/** Headers that an answer has if, and only if, the document declares them. */
const DECLARED_HEADERS = ['ETag', 'Location', 'WWW-Authenticate', 'X-Request-Id'];
/** Headers that the document declares and that an answer has only if a wait helps. */
const OPTIONAL_HEADERS = ['Retry-After'];

/** What answers are checked against. It takes a second to make, and all clients of one document share it. */
class Contract {
  readonly document: Json;
  readonly operations: { method: string; path: RegExp; key: string; operation: Operation }[] = [];
  /** Each schema is compiled once: the routes refer to few. */
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true, inlineRefs: false });
  private readonly validators = new WeakMap<Json, ValidateFunction>();
  private readonly byText = new Map<string, ValidateFunction>();

  constructor(readonly text: string) {
    this.document = JSON.parse(text) as Json;
    formats.default(this.ajv);
    this.ajv.addSchema({ $id: 'coffer:api', ...(closed(this.document) as Json) });
    for (const [path, operations] of Object.entries(this.document.paths as Record<string, Record<string, Operation>>)) {
      for (const [method, operation] of Object.entries(operations)) {
        const literal = path.replace(/[.]/g, '\\.').replace(/\{path\}$/, '.*');
        const pattern = new RegExp(`^${literal.replace(/\{[^}]+\}/g, '[^/]+')}$`);
        this.operations.push({ method, path: pattern, key: `${method} ${path}`, operation });
      }
    }
    // A literal path wins over one with a parameter: /secrets/by-path before /secrets/{id}.
    this.operations.sort((a, b) => a.key.split('{').length - b.key.split('{').length);
  }

  /** The check of a schema of the document. */
  validatorOf(schema: Json): ValidateFunction {
    const known = this.validators.get(schema);
    if (known) return known;
    const text = JSON.stringify(schema);
    const made = this.byText.get(text) ?? this.ajv.compile(closed(rebased(text)) as Json);
    this.validators.set(schema, made);
    this.byText.set(text, made);
    return made;
  }
}

/** The last document, which is nearly always the next one, too. */
let latest: Contract | null = null;

/** Schemas of answers that belong to no route. */
const PROBLEM: Json = { $ref: '#/components/schemas/Problem' };
const VAULT_ERRORS: Json = { $ref: '#/components/schemas/VaultErrors' };

/**
 * Checks every answer that a test gets against /openapi.json. A test fails if it meets an undeclared path, status, content
 * type, header, field or error code, or if the server accepts a request that the document does not allow.
 */
export class Conformance {
  readonly seen = new Set<string>();
  /** The bodies of all refusals. */
  readonly refusals: string[] = [];

  private readonly contract: Contract;

  /** `text`: of /openapi.json. */
  constructor(text: string) {
    if (latest?.text !== text) latest = new Contract(text);
    this.contract = latest;
  }

  get document(): Json {
    return this.contract.document;
  }

  private get operations(): Contract['operations'] {
    return this.contract.operations;
  }

  /** Every operation of the document, as `get /api/v1/secrets/{id}`. */
  get keys(): string[] {
    return this.operations.map(({ key }) => key);
  }

  /** The operations that need a token. */
  get secured(): string[] {
    return this.operations
      .filter(
        ({ operation: { security = [] } }) =>
          security.length > 0 && security.every((one) => 'bearer' in one || 'key' in one),
      )
      .map(({ key }) => key);
  }

  /** The error codes of an operation with this status. `key`: one of {@link keys}. */
  codesOf(key: string, status: number): string[] {
    const found = this.operations.find((one) => one.key === key);
    const response = found && this.responseOf(found.operation, status);
    const { content = {} } = response ?? {};
    return Object.keys((content['application/problem+json'] ?? content['application/json'])?.examples ?? {});
  }

  /** The operation of a request; undefined if the document has none. */
  find(method: string, url: string) {
    const { pathname } = new URL(url, 'http://any');
    return this.operations.find((one) => one.method === method && one.path.test(pathname));
  }

  /** Throws if the answer is not declared. */
  check({ method, url, sent, status, headers, body }: Exchange): void {
    const found = this.find(method, url);
    if (status >= 400) this.refusals.push(JSON.stringify(body));
    const media = headers['content-type']?.split(';')[0];
    if (!found && url.startsWith('/v1/')) {
      this.validate('an error of the Vault API', VAULT_ERRORS, body);
      return;
    }
    if (!found) {
      if (media !== 'application/problem+json') throw new Error(`${method} ${url} is not in /openapi.json`);
      this.validate('a problem', PROBLEM, body);
      return;
    }
    const { key, operation } = found;
    const declared = this.responseOf(operation, status);
    if (!declared) throw new Error(`${key} answered ${status}, which /openapi.json does not declare`);
    this.seen.add(`${key} ${status}`);
    checkHeaders(`${key} ${status}`, declared.headers ?? {}, headers);
    if (status < 300) this.checkRequest(key, operation, sent);
    if (!media) {
      if (declared.content) throw new Error(`${key} ${status} has no body, and /openapi.json declares one`);
      return;
    }
    const content = declared.content?.[media];
    if (!content) throw new Error(`${key} ${status} answered ${media}, which /openapi.json does not declare`);
    if (/[/+]json$/.test(media)) this.validate(`${key} ${status} ${media}`, content.schema, body);
    if (media === 'application/problem+json')
      checkCode(`${key} ${status}`, status, content.examples ?? {}, body as Json);
  }

  private responseOf({ responses }: Operation, status: number): Response | undefined {
    const response = responses[String(status)];
    if (!response || !('$ref' in response)) return response;
    const { responses: shared } = this.document.components as { responses: Record<string, Response> };
    return shared[response.$ref.split('/').at(-1) ?? ''];
  }

  private checkRequest(key: string, { requestBody }: Operation, sent: unknown): void {
    const schema = requestBody?.content['application/json']?.schema;
    if (schema && typeof sent === 'object') this.validate(`${key} took a request and`, schema, sent);
  }

  private validate(key: string, schema: Json, body: unknown): void {
    const validator = this.contract.validatorOf(schema);
    if (!validator(body)) {
      const faults = validator.errors?.map(
        (error) => `${error.instancePath || '/'} ${error.message} ${JSON.stringify(error.params)}`,
      );
      throw new Error(`${key}: the body is not what /openapi.json declares: ${faults?.join('; ')}`);
    }
  }
}

/** The codes of a response are the names of its examples. */
function checkCode(key: string, status: number, examples: Json, problem: Json): void {
  if (problem.status !== status) throw new Error(`${key}: the body says ${problem.status}`);
  if (!(String(problem.code) in examples))
    throw new Error(`${key} has the code ${problem.code}, which is not declared`);
}

function checkHeaders(key: string, declared: Json, headers: Exchange['headers']): void {
  for (const name of DECLARED_HEADERS) {
    const isThere = headers[name.toLowerCase()] !== undefined;
    if (isThere === name in declared) continue;
    throw new Error(
      `${key} has ${isThere ? 'a' : 'no'} ${name}, which /openapi.json does ${isThere ? 'not ' : ''}declare`,
    );
  }
  for (const name of OPTIONAL_HEADERS) {
    if (headers[name.toLowerCase()] === undefined || name in declared) continue;
    throw new Error(`${key} has a ${name}, which /openapi.json does not declare`);
  }
}

/** Closes every object schema that lists properties against other properties. */
function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (node === null || typeof node !== 'object') return node;
  const copy = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, key === 'example' ? value : closed(value)]),
  ) as Json;
  const bare = copy.properties && copy.additionalProperties === undefined && typeof copy.properties === 'object';
  const isSchema = copy.type === 'object' || copy.allOf;
  return bare && isSchema ? { ...copy, unevaluatedProperties: false } : copy;
}

/** Rewrites `#/components/...` for a schema outside of the document. */
function rebased(text: string): Json {
  return JSON.parse(text.replaceAll('"#/components', '"coffer:api#/components')) as Json;
}
