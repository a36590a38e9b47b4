import { RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PARAMTYPES_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, type ModulesContainer } from '@nestjs/core';
import {
  type AuthLimit,
  type Dialect,
  type ListCost,
  ROUTE_ACCESS,
  ROUTE_ANSWER_BYTES,
  ROUTE_AUTH_THROTTLE,
  ROUTE_BODY_BYTES,
  ROUTE_BY_NAME,
  ROUTE_COST,
  ROUTE_DIALECT,
  ROUTE_LIST_COST,
  ROUTE_PROBLEMS,
  ROUTE_TEXT_BODY,
  ROUTE_WHEN_FULL,
  type RouteAccess,
  type RouteCost,
} from '#access';
import { type ErrorCode, StartError } from '#kernel';

type Handler = (...args: never[]) => unknown;
type ControllerClass = new (...args: never[]) => object;

/** Nest's `RouteParamtypes`: the kinds of a handler's arguments in its metadata. */
const BODY = '3';
const QUERY = '4';

/** The declaration of a route. The guards, the problem filter and the OpenAPI document use it. */
export interface RouteFacts {
  /** For example `SecretsController.reveal`. */
  readonly name: string;
  readonly method: string;
  /** As Nest writes paths, without the global prefix. For example `secrets/:id/reveal`. */
  readonly paths: readonly string[];
  readonly access: RouteAccess;
  /** Null: the route takes no password, code or token. */
  readonly authLimit: AuthLimit | null;
  /** Whether it works although the disk of the store is almost full. */
  readonly worksWhenFull: boolean;
  /** Whether the `{id}` of its path may also be a name. */
  readonly takesName: boolean;
  readonly cost: RouteCost;
  /** Null: no list in the body costs anything. */
  readonly listCost: ListCost | null;
  readonly problems: readonly ErrorCode[];
  /** The class of its body. Null: it takes none. */
  readonly body: Type<unknown> | null;
  /** Whether its body is not JSON, and is given to it as bytes. */
  readonly takesText: boolean;
  /** The class of its parameters behind `?`. Null: it takes none. */
  readonly query: Type<unknown> | null;
  /** The most bytes of a body. */
  readonly bodyBytes: number;
  /** What the route holds in memory while it makes its answer, in bytes. */
  readonly answerBytes: number;
  /** Null: the language of this API. */
  readonly dialect: Dialect | null;
  readonly controller: ControllerClass;
  readonly handler: Handler;
}

/** A body without a token: what a route for everybody takes, and what is read where no body is expected. */
export const BODY_WITHOUT_TOKEN = 16_384;
/** With a token, unless the route says otherwise. */
const BODY_WITH_TOKEN = 262_144;
const CHEAP: RouteCost = { tokens: 1 };
/** Unless the route says otherwise. */
export const ANSWER_BYTES = 65_536;

/**
 * Collects every route of every controller. Throws a StartError that names the routes without a declared access [R44].
 */
export function collectRoutes(modules: ModulesContainer): RouteFacts[] {
  const undeclared: string[] = [];
  const routes = [...controllersOf(modules)].flatMap((controller) =>
    handlersOf(controller).map((name) => factsOf(controller, name, undeclared)),
  );
  if (undeclared.length > 0) {
    throw new StartError(`These routes do not declare who may call them: ${undeclared.join(', ')}`);
  }
  return routes;
}

function controllersOf(modules: ModulesContainer): Set<ControllerClass> {
  const controllers = [...modules.values()].flatMap((module) => [...module.controllers.values()]);
  return new Set(controllers.map(({ metatype }) => metatype as ControllerClass));
}

function handlersOf(controller: ControllerClass): string[] {
  const prototype = controller.prototype as Record<string, Handler>;
  return new MetadataScanner()
    .getAllMethodNames(controller.prototype)
    .filter((name) => Reflect.hasMetadata(PATH_METADATA, prototype[name] ?? controller));
}

function factsOf(controller: ControllerClass, methodName: string, undeclared: string[]): RouteFacts {
  const handler = (controller.prototype as Record<string, Handler>)[methodName] as Handler;
  const name = `${controller.name}.${methodName}`;
  const access = Reflect.getMetadata(ROUTE_ACCESS, handler) as RouteAccess | undefined;
  if (!access) undeclared.push(name);
  const takesText = Reflect.getMetadata(ROUTE_TEXT_BODY, handler) === true;
  const body = takesText ? null : argumentType(controller, methodName, BODY);
  return {
    name,
    method: RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod],
    paths: pathsOf(controller, handler),
    access: access ?? { kind: 'public' },
    authLimit: (Reflect.getMetadata(ROUTE_AUTH_THROTTLE, handler) as AuthLimit | undefined) ?? null,
    worksWhenFull: isReadOrDelete(handler) || Reflect.getMetadata(ROUTE_WHEN_FULL, handler) === true,
    takesName: Reflect.getMetadata(ROUTE_BY_NAME, handler) === true,
    cost: (Reflect.getMetadata(ROUTE_COST, handler) as RouteCost | undefined) ?? CHEAP,
    listCost: (Reflect.getMetadata(ROUTE_LIST_COST, handler) as ListCost | undefined) ?? null,
    problems: (Reflect.getMetadata(ROUTE_PROBLEMS, handler) as ErrorCode[] | undefined) ?? [],
    body,
    takesText,
    query: argumentType(controller, methodName, QUERY),
    bodyBytes: bodyBytesOf(handler, body !== null && access?.kind !== 'public'),
    answerBytes: (Reflect.getMetadata(ROUTE_ANSWER_BYTES, handler) as number | undefined) ?? ANSWER_BYTES,
    dialect: (Reflect.getMetadata(ROUTE_DIALECT, controller) as Dialect | undefined) ?? null,
    controller,
    handler,
  };
}

/** The class of the handler's argument of this kind. Null: it has none. */
function argumentType(controller: ControllerClass, methodName: string, kind: string): Type<unknown> | null {
  const args: Record<string, { index: number }> =
    Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, methodName) ?? {};
  const found = Object.entries(args).find(([key]) => key.startsWith(`${kind}:`));
  if (!found) return null;
  const types = Reflect.getMetadata(PARAMTYPES_METADATA, controller.prototype, methodName) as Type<unknown>[];
  return types[found[1].index] ?? null;
}

function isReadOrDelete(handler: Handler): boolean {
  const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod;
  return method === RequestMethod.GET || method === RequestMethod.DELETE;
}

function bodyBytesOf(handler: Handler, isForAccounts: boolean): number {
  if (!isForAccounts) return BODY_WITHOUT_TOKEN;
  return (Reflect.getMetadata(ROUTE_BODY_BYTES, handler) as number | undefined) ?? BODY_WITH_TOKEN;
}

function pathsOf(controller: ControllerClass, handler: Handler): string[] {
  const listOf = (path: string | string[] | undefined): string[] => (Array.isArray(path) ? path : [path ?? '']);
  const inner = listOf(Reflect.getMetadata(PATH_METADATA, handler) as string | string[] | undefined);
  return listOf(Reflect.getMetadata(PATH_METADATA, controller) as string | string[] | undefined).flatMap((outer) =>
    inner.map((path) =>
      `${outer}/${path}`
        .split('/')
        .filter((part) => part !== '')
        .join('/'),
    ),
  );
}
