import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { Dialect } from '#access';
import { servedPath } from './prefix.js';
import { collectRoutes, type RouteFacts } from './route-facts.js';

/** What a request to a proxy begins with (RFC 9112 section 3.2.2). The router drops it too. */
const ORIGIN = /^[a-z]+:\/\/[^/?#]*/i;

/** The part of Fastify's request that tells its path: as the route has it, with parameters, and as the client sent it. */
interface Asked {
  readonly route?: { readonly url?: string };
  readonly url: string;
}

interface Tables {
  readonly byHandler: ReadonlyMap<unknown, RouteFacts>;
  /** By served path, such as `/api/v1/secrets/:id`, and by method: to join the two takes a microsecond of each request. */
  readonly byPath: ReadonlyMap<string, ReadonlyMap<string, RouteFacts>>;
  readonly dialects: readonly Dialect[];
}

/** The declarations of all routes. A route without a declaration stops the start [R44]. */
@Injectable()
export class RouteTable implements OnModuleInit {
  private tables: Tables | null = null;

  constructor(private readonly modules: ModulesContainer) {}

  onModuleInit(): void {
    this.read();
  }

  /** Throws for an unknown handler, so that no route is served without a declaration. */
  of(handler: unknown): RouteFacts {
    const facts = this.read().byHandler.get(handler);
    if (!facts) throw new Error('this route was not declared at the start');
    return facts;
  }

  /** `path` as Fastify has it, with its parameters. Undefined for what is no route of a controller. A HEAD is a GET. */
  at(method: string, path: string | undefined): RouteFacts | undefined {
    return path === undefined
      ? undefined
      : this.read()
          .byPath.get(path)
          ?.get(method === 'HEAD' ? 'GET' : method);
  }

  /**
   * The paths of this API that are served, such as `/api/v1/secrets/:id`. One with several methods is there several times.
   */
  paths(): string[] {
    return [...this.read().byPath].flatMap(([path, methods]) =>
      [...methods.values()].filter(({ dialect }) => dialect === null).map(() => path),
    );
  }

  /** The dialect in which a request is answered: that of its route, or of the path that no route has. Null: none. */
  dialectOf({ route, url }: Asked): Dialect | null {
    const path = route?.url ?? url.replace(ORIGIN, '');
    return this.read().dialects.find(({ prefix }) => path.startsWith(prefix)) ?? null;
  }

  /** Nest adds the routes to Fastify before it calls `onModuleInit`, and they are needed then already. */
  private read(): Tables {
    this.tables ??= tablesOf(collectRoutes(this.modules));
    return this.tables;
  }
}

function tablesOf(routes: readonly RouteFacts[]): Tables {
  const byPath = new Map<string, Map<string, RouteFacts>>();
  for (const facts of routes) {
    for (const path of facts.paths.map(servedPath)) {
      byPath.set(path, (byPath.get(path) ?? new Map<string, RouteFacts>()).set(facts.method, facts));
    }
  }
  const byHandler = new Map(routes.map((facts) => [facts.handler, facts]));
  const dialects = new Set(routes.flatMap(({ dialect }) => dialect ?? []));
  return { byHandler, byPath, dialects: [...dialects] };
}
