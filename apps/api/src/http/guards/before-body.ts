import type { CanActivate } from '@nestjs/common';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { CofferError } from '#kernel';
import type { ApiReply, ApiRequest } from '../context/api-request.js';
import type { RouteTable } from '../routes/route-table.js';

/**
 * Runs guards before the body of a request is read: a caller without a valid token, or over a limit, costs no body
 * [R98]. They are Nest guards and get what Nest would give them.
 */
export class BeforeBody {
  constructor(
    private readonly routes: RouteTable,
    private readonly guards: readonly CanActivate[],
  ) {}

  /**
   * Puts the declaration of the route on the request. Throws, or rejects, what the first refusing guard throws. Returns
   * without a promise if no guard needs one.
   */
  check(request: ApiRequest, reply: ApiReply): Promise<void> | void {
    const facts = this.routes.at(request.method, request.route?.url);
    if (!facts) return;
    request.facts = facts;
    return this.runFrom(0, new ExecutionContextHost([request, reply], facts.controller, facts.handler));
  }

  private runFrom(first: number, execution: ExecutionContextHost): Promise<void> | void {
    for (let at = first; at < this.guards.length; at += 1) {
      const verdict = this.guards[at]?.canActivate(execution);
      if (verdict === true) continue;
      if (verdict instanceof Promise) return verdict.then((passes) => this.goOn(passes, at + 1, execution));
      throw refused();
    }
  }

  private goOn(passes: boolean, next: number, execution: ExecutionContextHost): Promise<void> | void {
    if (!passes) throw refused();
    return this.runFrom(next, execution);
  }
}

function refused(): CofferError {
  return new CofferError('forbidden', 'You may not do this.');
}
