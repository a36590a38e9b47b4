import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { CofferError } from '#kernel';

/** The methods that Fastify knows. Another method gets 404. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'] as const;

/** Answers a known path with another method by 405 and the header Allow (RFC 9110 section 15.5.6). */
@Injectable()
export class AllowedMethods implements OnModuleInit {
  private readonly byPath = new Map<string, Set<string>>();

  constructor(private readonly host: HttpAdapterHost) {}

  /** Call it before the first route is added. */
  watch(server: FastifyInstance): void {
    server.addHook('onRoute', (route) => this.note(route));
  }

  /** Nest has added the routes, and adds nothing but its answer for unknown paths. */
  onModuleInit(): void {
    const server = this.host.httpAdapter?.getInstance() as FastifyInstance | undefined;
    for (const [url, allowed] of [...this.byPath]) {
      const others = METHODS.filter((method) => !allowed.has(method));
      if (others.length > 0) server?.route({ method: others, url, ...refusing([...allowed].sort().join(', ')) });
    }
  }

  private note({ url, method }: RouteOptions): void {
    // Plugins answer such paths for all others.
    if (url === '*' || url === '/*') return;
    const known = this.byPath.get(url) ?? new Set();
    for (const one of [method].flat()) known.add(one);
    this.byPath.set(url, known);
  }
}

/** Refuses before the body is read. The handler is never reached. */
function refusing(allow: string): Pick<RouteOptions, 'onRequest' | 'handler'> {
  return {
    onRequest: (request, reply, done) => {
      // Nest serves no route with an empty parameter.
      if (Object.values(request.params as object).includes('')) return void reply.callNotFound();
      reply.header('allow', allow);
      done(new CofferError('method_not_allowed', `This path takes ${allow}.`));
    },
    handler: (_, reply) => void reply.callNotFound(),
  };
}
