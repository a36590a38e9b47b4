import type { ArgumentMetadata } from '@nestjs/common';
import { PARAMTYPES_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { ModulesContainer } from '@nestjs/core';
import { CofferError, type FieldError } from '#kernel';
import { previewApp } from '../../preview.js';
import { documentedPath } from '../docs/complete-document.js';
import { buildDocument } from '../docs/document.js';
import { collectRoutes, type RouteFacts } from '../routes/route-facts.js';
import { StrictValidationPipe } from './validation.js';

interface Schema {
  /** Several, if null may be sent too. */
  readonly type?: string | readonly string[];
  readonly properties?: Record<string, Schema>;
  readonly required?: readonly string[];
  readonly nullable?: boolean;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly $ref?: string;
}

/** What a route takes, as its handler declares it and as the document says it. */
interface Taken {
  readonly name: string;
  readonly metadata: ArgumentMetadata;
  readonly fields: Readonly<Record<string, Schema>>;
  readonly required: readonly string[];
}

const app = await previewApp();
const document = buildDocument(app);
const routes = collectRoutes(app.get(ModulesContainer));
const taken = routes.flatMap((route) => [...bodyOf(route), ...queryOf(route)]);
const bodies = taken.filter(({ metadata }) => metadata.type === 'body');

async function errorsOf({ metadata }: Taken, value: object): Promise<readonly FieldError[]> {
  try {
    await new StrictValidationPipe().transform(value, metadata);
    return [];
  } catch (error) {
    if (!(error instanceof CofferError)) throw error;
    expect(error.message).toBe(error.details.fields?.[0]?.message);
    return error.details.fields ?? [];
  }
}

describe('every field and parameter of every route', () => {
  it('is there to be tested', () => {
    expect(bodies.length).toBeGreaterThan(20);
    expect(taken.length - bodies.length).toBeGreaterThan(5);
  });

  it.each(taken.map((one) => [one.name, one] as const))('says that it is missing: %s', async (_, one) => {
    const errors = await errorsOf(one, {});
    const wanted = one.required.map((field) => ({ field, code: 'required', message: `${field} is missing.` }));
    expect([...errors].sort(byField)).toEqual(wanted.sort(byField));
  });

  it.each(bodies.map((one) => [one.name, one] as const))('says what type it must be: %s', async (_, one) => {
    const wrong = Object.fromEntries(
      Object.entries(one.fields).map(([name, field]) => [name, ofAnotherType(resolved(field))]),
    );
    const errors = await errorsOf(one, wrong);
    expect(errors.map(({ field, code }) => `${field} ${code}`).sort()).toEqual(
      Object.keys(one.fields)
        .map((name) => `${name} type`)
        .sort(),
    );
    for (const { message } of errors) expect(message).toMatch(/ must be .+, not (an object|a string|an array)\.$/);
  });

  it.each(taken.map((one) => [one.name, one] as const))('is listed where another one was sent: %s', async (_, one) => {
    const error = (await errorsOf(one, { nothing_like_it: '1' })).find(({ code }) => code === 'unknown_field');
    const what = one.metadata.type === 'body' ? 'field' : 'parameter';
    expect(error?.message).toMatch(new RegExp(`^nothing_like_it is no ${what} here\\. There are: `));
    const listed = error?.message.slice(error.message.lastIndexOf(': ') + 2, -1).split(', ') ?? [];
    expect(listed.sort()).toEqual(Object.keys(one.fields).sort());
  });
});

function byField(a: FieldError, b: FieldError): number {
  return a.field < b.field ? -1 : 1;
}

function operationOf({ method, paths }: RouteFacts) {
  const path = documentedPath(paths[0] ?? '');
  return (document.paths[path] as unknown as Record<string, Operation> | undefined)?.[method.toLowerCase()];
}

interface Operation {
  readonly requestBody?: { readonly content: Record<string, { readonly schema: Schema }> };
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly required?: boolean }[];
}

/** A body of any JSON, such as the data of Vault's secrets, has no class: its feature judges and tests it. */
function bodyOf(route: RouteFacts): Taken[] {
  const metatype = classOf(route, '3');
  if (!metatype || metatype === Object) return [];
  const schema = resolved(operationOf(route)?.requestBody?.content['application/json']?.schema ?? {});
  const { properties = {}, required = [] } = schema;
  return [{ name: route.name, metadata: { type: 'body', metatype }, fields: properties, required }];
}

function queryOf(route: RouteFacts): Taken[] {
  const metatype = classOf(route, '4');
  if (!metatype) return [];
  const parameters = (operationOf(route)?.parameters ?? []).filter((one) => one.in === 'query');
  const required = parameters.filter((one) => one.required === true).map(({ name }) => name);
  const fields = Object.fromEntries(parameters.map(({ name }) => [name, {}]));
  return [{ name: route.name, metadata: { type: 'query', metatype }, fields, required }];
}

/** The class of the argument of this kind (of Nest's `RouteParamtypes`). Undefined: the handler takes none. */
function classOf({ controller, name }: RouteFacts, kind: string): ArgumentMetadata['metatype'] {
  const method = name.slice(name.indexOf('.') + 1);
  const args: Record<string, { index: number }> = Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {};
  const key = Object.keys(args).find((one) => one.startsWith(`${kind}:`));
  const classes = Reflect.getMetadata(PARAMTYPES_METADATA, controller.prototype, method) as unknown[];
  return key === undefined ? undefined : (classes[args[key]?.index ?? 0] as ArgumentMetadata['metatype']);
}

function ofAnotherType(schema: Schema): unknown {
  if (schema.oneOf) return ['x'];
  return isObject(schema) ? 'x' : { x: 1 };
}

function isObject({ type }: Schema): boolean {
  return [type].flat().includes('object');
}

function resolved(schema: Schema): Schema {
  const reference = schema.$ref ?? schema.allOf?.[0]?.$ref;
  if (reference === undefined) return schema;
  const schemas = (document.components?.schemas ?? {}) as Record<string, Schema>;
  return schemas[reference.slice(reference.lastIndexOf('/') + 1)] ?? {};
}
