import { type Dialect, PROBLEMS } from '#access';
import { CofferError, type ErrorCode, missingField } from '#kernel';
import { DIALECT_MEDIA, PROBLEM_MEDIA, problemType } from '../errors/problem.js';
import { byStatus } from './problem-codes.js';

const EXAMPLE_ID = '019aa8a2-4c1e-7b7a-9d64-0f6d3c2a1b5e';
const EXAMPLE_DECISION = '019aa8a2-4c1f-7c31-8a52-6e0b9d7f4c3a';
/** These codes come with the id of the decision in the audit. */
const DECIDED: ReadonlySet<ErrorCode> = new Set([
  'forbidden',
  'not_found',
  'password_change_required',
  'reauthentication_required',
  'second_factor_required',
]);
const RETRY_LATER = new Set([429, 503, 507]);
/** Other codes that come with a time after which another try may help. */
const RETRIED: ReadonlySet<ErrorCode> = new Set(['not_included_yet']);

export const REQUEST_ID_HEADER_REF = { 'X-Request-Id': { $ref: '#/components/headers/RequestId' } };

/** Only if a limit of this server refuses: a budget of mails has none. */
const RATE_LIMIT_HEADERS = {
  'RateLimit-Policy': { $ref: '#/components/headers/RateLimitPolicy' },
  RateLimit: { $ref: '#/components/headers/RateLimit' },
};

const text = (description: string) => ({ type: 'string', description });

/** The shared components that every error response refers to. */
export const PROBLEM_COMPONENTS = {
  headers: {
    RequestId: {
      description:
        'The id of this request. The server makes it and writes it to the answer, the log and the audit record.',
      schema: { type: 'string', format: 'uuid' },
      example: EXAMPLE_ID,
    },
    RetryAfter: {
      description: 'Seconds to wait before trying again.',
      schema: { type: 'integer', minimum: 1 },
      example: 1,
    },
    RateLimitPolicy: {
      description:
        'The limit that is used up: its name, `q`, how much it allows, and `w`, its window in seconds. The name says who is limited for what, for example `login-address` or `account`. Absent if too many requests of the caller are at work at once.',
      schema: { type: 'string' },
      example: '"login-address";q=60;w=60',
    },
    RateLimit: {
      description: 'The same limit: `r`, what is left of it, and `t`, the seconds until it allows a request again.',
      schema: { type: 'string' },
      example: '"login-address";r=0;t=12',
    },
    WwwAuthenticate: {
      description: 'How to authenticate. `error="invalid_token"`: the access token has expired, or does not work.',
      schema: { type: 'string' },
      example: 'Bearer realm="coffer", error="invalid_token"',
    },
  },
  schemas: {
    VaultErrors: {
      type: 'object',
      description: 'An error as clients of Vault expect it. Empty: there is nothing at the path.',
      additionalProperties: false,
      required: ['errors'],
      properties: { errors: { type: 'array', items: text('What is wrong with this request. It shows no value.') } },
    },
    Problem: {
      type: 'object',
      description: 'An error, in the format of RFC 9457.',
      additionalProperties: false,
      required: ['type', 'title', 'status', 'code', 'detail', 'request_id'],
      properties: {
        type: { ...text('The kind of problem, as a URN. Stable.'), format: 'uri' },
        title: text('The kind of problem, in words.'),
        status: { type: 'integer', description: 'The HTTP status of the answer.' },
        code: { ...text('The kind of problem, for programs. Stable.'), enum: Object.keys(PROBLEMS) },
        detail: text('What is wrong with this request. It names fields and never shows values.'),
        request_id: { ...text('The same as in X-Request-Id.'), format: 'uuid' },
        errors: {
          type: 'array',
          description:
            'The wrong fields (`validation_failed`), a field that is given twice (`malformed_body`), or the wrong entries ' +
            '(`manifest_mismatch`).',
          items: {
            type: 'object',
            additionalProperties: false,
            required: ['field', 'code', 'message'],
            properties: {
              field: text('The path of the field, for example `tags[2]`.'),
              code: text('The rule that the field breaks.'),
              message: text('The rule, in words.'),
            },
          },
        },
        paths: {
          type: 'array',
          description: 'For a request about several paths: those that are wrong, each with its own `code`.',
          items: {
            type: 'object',
            additionalProperties: false,
            required: ['path', 'code'],
            properties: {
              path: text('The path of a secret.'),
              code: { ...text('What is wrong with this path.'), enum: Object.keys(PROBLEMS) },
              decision_id: text('The id of the decision about this path.'),
            },
          },
        },
        decision_id: text('For 403 and 404: the id of the decision. The audit has its reason under this id.'),
      },
    },
  },
};

/** One example for each code, by its name. {@link errorResponses} refers to them. */
export function problemExamples(codes: readonly ErrorCode[]) {
  return Object.fromEntries(codes.map((code) => [code, { value: exampleOf(code) }]));
}

/** The error responses that operations share, by their names in the document. */
export type SharedResponses = Record<string, ReturnType<typeof responseOf>>;

/**
 * The error responses of an operation, one for each status: references to responses with its codes and an example of
 * each. Those that `shared` lacks are added to it.
 */
export function errorResponses(codes: readonly ErrorCode[], shared: SharedResponses, dialect: Dialect | null) {
  const groups = dialect ? byStatus(codes, dialect.statusOf) : byStatus(codes);
  const references = [...groups].map(([status, group]) => {
    const name = [...(dialect ? ['dialect'] : []), status, ...group].join('.');
    shared[name] ??= responseOf(status, group, dialect);
    return [String(status), { $ref: `#/components/responses/${name}` }] as const;
  });
  return Object.fromEntries(references);
}

/**
 * The schema is the same for all: generators of clients cannot merge one that narrows `status` and `code`. The codes are
 * in the description, and the names of the examples.
 */
function responseOf(status: number, codes: readonly ErrorCode[], dialect: Dialect | null) {
  return {
    description: codes.map((code) => `${PROBLEMS[code].title} (\`${code}\`)`).join('; '),
    headers: {
      ...REQUEST_ID_HEADER_REF,
      ...(RETRY_LATER.has(status) || codes.some((code) => RETRIED.has(code))
        ? { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } }
        : {}),
      ...(status === 429 ? RATE_LIMIT_HEADERS : {}),
      ...(status === 401 ? { 'WWW-Authenticate': { $ref: '#/components/headers/WwwAuthenticate' } } : {}),
    },
    content: dialect ? dialectContent(codes, dialect) : problemContent(codes),
  };
}

function problemContent(codes: readonly ErrorCode[]) {
  const examples = Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]));
  return { [PROBLEM_MEDIA]: { schema: { $ref: '#/components/schemas/Problem' }, examples } };
}

function dialectContent(codes: readonly ErrorCode[], dialect: Dialect) {
  const exampleFor = (code: ErrorCode) => ({
    value: dialect.answer(new CofferError(code, `${PROBLEMS[code].title}.`)).body,
  });
  const examples = Object.fromEntries(codes.map((code) => [code, exampleFor(code)]));
  return { [DIALECT_MEDIA]: { schema: { $ref: '#/components/schemas/VaultErrors' }, examples } };
}

function exampleOf(code: ErrorCode) {
  const { status, title } = PROBLEMS[code];
  const missing = missingField('name');
  return {
    type: problemType(code),
    title,
    status,
    code,
    detail: code === 'validation_failed' ? missing.message : `${title}.`,
    request_id: EXAMPLE_ID,
    ...(code === 'validation_failed' ? { errors: [missing] } : {}),
    ...(DECIDED.has(code) ? { decision_id: EXAMPLE_DECISION } : {}),
  };
}
