import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { collectRoutes, type RouteFacts } from './route-facts.js';

/** The declarations of all routes, by handler. A route without a declaration stops the start [R44]. */
@Injectable()
export class RouteTable implements OnModuleInit {
  private readonly byHandler = new Map<unknown, RouteFacts>();

  constructor(private readonly modules: ModulesContainer) {}

  onModuleInit(): void {
    for (const facts of collectRoutes(this.modules)) this.byHandler.set(facts.handler, facts);
  }

  /** Throws for an unknown handler, so that no route is served without a declaration. */
  of(handler: unknown): RouteFacts {
    const facts = this.byHandler.get(handler);
    if (!facts) throw new Error('this route was not declared at the start');
    return facts;
  }
}
