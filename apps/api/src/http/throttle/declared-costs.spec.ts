import { ModulesContainer } from '@nestjs/core';
import type { OpenAPIObject } from '@nestjs/swagger';
import { ROUTE_COST, type RouteCost } from '#access';
import { previewApp } from '../../preview.js';
import { buildDocument } from '../docs/document.js';
import { servedPath } from '../routes/prefix.js';
import { collectRoutes, type RouteFacts } from '../routes/route-facts.js';

/** Fields of a body that are hashed, or compared with a hash, at the costs of passwords. */
const HASHED = /^((current|new)_)?(password|login_secret)$/;
/** A body or an answer from here on is large. An account holds 16 MiB: 16 of them, as many as it has costly requests. */
const LARGE_BYTES = 1_048_576;
/**
 * A list reads up to 200 rows, a search all of them, and a password is hashed for some 50 ms. To read or to make 1 MiB of
 * JSON takes some 3 ms. What does the same for each element of a body pays by {@link RouteFacts.listCost}, and what writes
 * the model of roles, policies and administrators by its size: both are costly requests. In tokens.
 */
const LEAST = { list: 2, each: 2, large: 3, model: 2, search: 20, hash: 50 } as const;

/** Routes that write the model of roles, policies and administrators, beside those that may leave it without the last one. */
const OF_THE_MODEL = /^(Users\.(create|enable)|Roles\.create|Policies\.(create|remove))$/;

type Kind = keyof typeof LEAST;

interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
}

/** Every name of a field in the schema, at any depth. */
function namesIn(schema: Schema | undefined, document: OpenAPIObject, seen = new Set<string>()): string[] {
  if (!schema) return [];
  if (schema.$ref) {
    if (seen.has(schema.$ref)) return [];
    seen.add(schema.$ref);
    const name = schema.$ref.slice('#/components/schemas/'.length);
    return namesIn(document.components?.schemas?.[name] as Schema, document, seen);
  }
  const parts = [schema.items, ...(schema.allOf ?? []), ...(schema.oneOf ?? []), ...(schema.anyOf ?? [])];
  const own = Object.entries(schema.properties ?? {});
  return [
    ...own.map(([name]) => name),
    ...[...own.map(([, part]) => part), ...parts].flatMap((part) => namesIn(part, document, seen)),
  ];
}

/** What the document and the route say that it does, as far as it costs much. */
function kindsOf({ method, paths, ...route }: RouteFacts, document: OpenAPIObject): Kind[] {
  const path = servedPath(paths[0] ?? '')
    .replace(/:(\w+)/g, '{$1}')
    .replace('*', '{path}');
  const operation = document.paths[path]?.[method.toLowerCase() as 'get'];
  if (!operation) throw new Error(`the document lacks ${method} ${path}`);
  const parameters = (operation.parameters ?? []).map((one) => ('name' in one ? one.name : ''));
  const body = operation.requestBody && 'content' in operation.requestBody ? operation.requestBody.content : {};
  const fields = namesIn(body['application/json']?.schema as Schema | undefined, document);
  const kinds: Record<Kind, boolean> = {
    list: parameters.includes('limit'),
    each: route.listCost !== null,
    large: Math.max(route.bodyBytes, route.answerBytes) >= LARGE_BYTES,
    model: route.problems.includes('last_administrator') || OF_THE_MODEL.test(route.name.replace('Controller', '')),
    search: parameters.includes('q'),
    hash: fields.some((name) => HASHED.test(name)),
  };
  return (Object.keys(kinds) as Kind[]).filter((kind) => kinds[kind]);
}

describe('the costs that routes declare', () => {
  let document: OpenAPIObject;
  let routes: RouteFacts[];
  beforeAll(async () => {
    const app = await previewApp();
    document = buildDocument(app);
    routes = collectRoutes(app.get(ModulesContainer));
  });

  /** The tokens of a request that does what `kind` says; 0 if the route declares none. */
  const declared = ({ handler }: RouteFacts, kind: Kind): number => {
    const cost = Reflect.getMetadata(ROUTE_COST, handler) as RouteCost | undefined;
    return (cost?.tokens ?? 0) + ((kind === 'search' && cost?.search?.parameter === 'q' && cost.search.tokens) || 0);
  };

  it('are no lower than what a route costs that takes `limit`, `q` or 1 MiB, pays by list, answers 1 MiB, writes the model, or hashes a password [R125]', () => {
    const cheap = routes.flatMap((route) =>
      kindsOf(route, document)
        .filter((kind) => declared(route, kind) < LEAST[kind])
        .map((kind) => `${route.name}: ${kind}`),
    );
    expect(cheap).toEqual([]);
  });

  it('are 25 tokens where a whole vault is written again', () => {
    const tokens = (name: string) => {
      const route = routes.find((one) => one.name === name);
      return route && (Reflect.getMetadata(ROUTE_COST, route.handler) as RouteCost | undefined)?.tokens;
    };
    expect(['GenerationsController.restore', 'RekeysController.publish'].map(tokens)).toEqual([25, 25]);
  });

  it('count by address on each route for everybody, but for those that tell the state of the server [R125]', () => {
    const free = routes.filter(({ access, authLimit }) => access.kind === 'public' && authLimit === null);
    const state = ['HealthController', 'SysController'];
    expect(free.map(({ name }) => name).filter((name) => !state.includes(name.split('.')[0] ?? ''))).toEqual([]);
  });

  it('are asked of each kind: the document shows lists, searches and passwords, and routes how large they are', () => {
    const count = (kind: Kind) => routes.filter((route) => kindsOf(route, document).includes(kind)).length;
    const least: Record<Kind, number> = { list: 8, each: 2, large: 10, model: 12, search: 2, hash: 7 };
    expect((Object.keys(least) as Kind[]).filter((kind) => count(kind) < least[kind])).toEqual([]);
  });
});
