import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { collectRoutes, type RouteFacts } from './route-facts.js';

/** What each route declares, looked up by its handler; a route that declares nothing stops the start [R44]. */
@Injectable()
export class RouteTable implements OnModuleInit {
  private readonly byHandler = new Map<unknown, RouteFacts>();

  constructor(private readonly modules: ModulesContainer) {}

  onModuleInit(): void {
    for (const facts of collectRoutes(this.modules)) this.byHandler.set(facts.handler, facts);
  }

  /** Throws for a handler that was not there at the start: nothing is served on a guess. */
  of(handler: unknown): RouteFacts {
    const facts = this.byHandler.get(handler);
    if (!facts) throw new Error('a route that was not declared at the start');
    return facts;
  }
}
