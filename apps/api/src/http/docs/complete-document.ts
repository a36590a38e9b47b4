import { STATUS_CODES } from 'node:http';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { RouteAccess } from '#access';
import type { ErrorCode } from '#kernel';
import { DIALECT_MEDIA } from '../errors/problem.js';
import { servedPath } from '../routes/prefix.js';
import type { RouteFacts } from '../routes/route-facts.js';
import { closeRequests } from './closed-requests.js';
import { exampleOf } from './example.js';
import { codesOf } from './problem-codes.js';
import {
  errorResponses,
  PROBLEM_COMPONENTS,
  problemExamples,
  REQUEST_ID_HEADER_REF,
  type SharedResponses,
} from './problem-responses.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Responses = Operation['responses'];
/** An answer that is described in its place. */
type Declared = Exclude<NonNullable<Responses[string]>, { $ref: string }>;
type Components = NonNullable<OpenAPIObject['components']>;
type Media = Record<string, { schema?: object; example?: unknown; examples?: object }>;

const KIB = 1_024;
const FOR_PEOPLE = 'Open to every account of a person.';
const FRESH =
  'Needs a login or `POST /api/v1/auth/reauthenticate` in the last 5 minutes. Otherwise answers 403 `reauthentication_required`.';

/**
 * The path in the document of a controller's path.
 *
 * @example
 * documentedPath('secrets/:id'); // '/api/v1/secrets/{id}'
 */
export function documentedPath(path: string): string {
  return servedPath(path)
    .replace(/:(\w+)/g, '{$1}')
    .replace(/\*$/, '{path}');
}

/** The key of an operation of the document, for example `get /api/v1/secrets/{id}`. */
export function operationKey(method: string, path: string): string {
  return `${method.toLowerCase()} ${path}`;
}

/**
 * Adds to the document what decorators do not state: each operation's errors with their codes and examples, the header
 * that every answer has, an example of each body, and security where a token is needed. Returns a copy; the given
 * document is unchanged.
 */
export function completeDocument(document: OpenAPIObject, routes: ReadonlyMap<string, RouteFacts>): OpenAPIObject {
  const completed = structuredClone(document);
  const components: Components = { ...completed.components };
  components.schemas = { ...components.schemas, ...PROBLEM_COMPONENTS.schemas };
  components.headers = { ...components.headers, ...PROBLEM_COMPONENTS.headers };
  completed.components = components;
  const used = new Set<ErrorCode>();
  const shared: SharedResponses = {};
  for (const [path, item] of Object.entries(completed.paths)) {
    for (const method of ['get', 'post', 'put', 'patch', 'delete'] as const) {
      const operation = item[method];
      const facts = routes.get(operationKey(method, path));
      if (!operation || !facts) continue;
      const codes = codesOf(facts);
      for (const code of codes) used.add(code);
      completeOperation(operation, facts, components);
      const errors = errorResponses(codes, shared, facts.dialect);
      const both = joined(operation.responses, errors, shared, facts.dialect ? inOneMedia : besideError);
      Object.assign(operation.responses, errors, both);
      nameAlias(operation, method, path, facts);
    }
  }
  components.responses = { ...components.responses, ...usedIn(completed.paths, shared) };
  components.examples = { ...components.examples, ...problemExamples([...used].sort()) };
  closeRequests(completed);
  return completed;
}

function completeOperation(operation: Operation, { access, bodyBytes }: RouteFacts, components: Components): void {
  // A decorator of the route describes it under a name.
  operation.parameters = operation.parameters?.filter((one) => '$ref' in one || one.name !== '*');
  operation.operationId = operation.operationId?.replace('[0]', '').replace('[1]', 'Alias');
  operation.description = [operation.description, needOf(access)].filter(Boolean).join(' ');
  // A public operation with a bearer decorator accepts a token and does not need one.
  const optional = operation.security ? [...operation.security, {}] : [];
  operation.security =
    access.kind === 'public' ? optional : [{ bearer: [] }, ...(takesKeys(access) ? [{ key: [] }] : [])];
  for (const [status, response] of Object.entries(operation.responses)) {
    if (!response || '$ref' in response) continue;
    response.description ||= STATUS_CODES[status] ?? 'Done';
    response.headers = { ...response.headers, ...REQUEST_ID_HEADER_REF };
    addExamples(response.content as Media | undefined, components);
  }
  const { requestBody } = operation;
  if (requestBody && 'content' in requestBody) {
    requestBody.description = `At most ${bodyBytes / KIB} KiB.`;
    addExamples(requestBody.content as Media, components);
  }
}

/** How an answer that an operation declares, and the error of the same status, become one. Null: the error alone counts. */
type Join = (own: Declared, error: SharedResponses[string]) => Declared | null;

/** The answers that an operation declares for statuses of errors, each joined with the error. */
function joined(own: Responses, errors: Responses, shared: SharedResponses, join: Join): Responses {
  const both = Object.keys(errors).flatMap((status) => {
    const [one, reference] = [own[status], errors[status]];
    if (!one || '$ref' in one || !reference || !('$ref' in reference)) return [];
    const error = shared[reference.$ref.split('/').at(-1) ?? ''];
    const joint = error && join(one, error);
    return joint ? [[status, { ...joint, description: `${one.description}; ${error.description}` }] as const] : [];
  });
  return Object.fromEntries(both);
}

/** Clients of a dialect may get either in its one media type. */
const inOneMedia: Join = (one, error) => {
  if (!one.content) return null;
  const schemas = [one, error].flatMap(({ content }) => Object.values((content ?? {}) as Media));
  return { ...one, content: { [DIALECT_MEDIA]: { schema: { anyOf: schemas.flatMap(({ schema }) => schema ?? []) } } } };
};

/** An answer of another media type stands beside the error. */
const besideError: Join = (one, error) =>
  one.content ? { ...error, content: { ...one.content, ...error.content } } : null;

/** Without those that an operation describes itself. */
function usedIn(paths: OpenAPIObject['paths'], shared: SharedResponses): SharedResponses {
  const written = JSON.stringify(paths);
  return Object.fromEntries(Object.entries(shared).filter(([name]) => written.includes(`/responses/${name}"`)));
}

/** Whether a program may call the route. What a person does about the own account takes no key. */
function takesKeys(access: RouteAccess): boolean {
  return access.kind === 'permission' || (access.kind === 'account' && access.programs);
}

/** A route with two paths is described once. */
function nameAlias(operation: Operation, method: string, path: string, { paths }: RouteFacts): void {
  const first = documentedPath(paths[0] ?? '');
  if (path === first) return;
  operation.summary = `${operation.summary} (another path)`;
  operation.description = `The same as \`${method.toUpperCase()} ${first}\`.`;
}

function needOf(access: RouteAccess): string {
  switch (access.kind) {
    case 'public':
      return 'Needs no token.';
    case 'account':
      return [access.programs ? 'Open to every account.' : FOR_PEOPLE, ...(access.fresh ? [FRESH] : [])].join(' ');
    case 'permission':
      return access.or ? `Needs \`${access.permission}\` or \`${access.or}\`.` : `Needs \`${access.permission}\`.`;
  }
}

function addExamples(content: Media | undefined, components: Components): void {
  for (const media of Object.values(content ?? {})) {
    if (media.example !== undefined || media.examples !== undefined || !media.schema) continue;
    const example = exampleOf(media.schema, components.schemas ?? {});
    if (example !== undefined) media.example = example;
  }
}
