import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, type ModulesContainer } from '@nestjs/core';
import { type AuthLimit, ROUTE_ACCESS, ROUTE_AUTH_THROTTLE, ROUTE_PROBLEMS, type RouteAccess } from '#access';
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
  readonly problems: readonly ErrorCode[];
  readonly takesBody: boolean;
  readonly takesQuery: boolean;
  readonly handler: Handler;
}

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
  const args = Object.keys(Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, methodName) ?? {});
  return {
    name,
    method: RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod],
    paths: pathsOf(controller, handler),
    access: access ?? { kind: 'public' },
    authLimit: (Reflect.getMetadata(ROUTE_AUTH_THROTTLE, handler) as AuthLimit | undefined) ?? null,
    problems: (Reflect.getMetadata(ROUTE_PROBLEMS, handler) as ErrorCode[] | undefined) ?? [],
    takesBody: args.some((key) => key.startsWith(`${BODY}:`)),
    takesQuery: args.some((key) => key.startsWith(`${QUERY}:`)),
    handler,
  };
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
