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
   * without a promise if no guard needs one. If the client goes while a guard works, the promise never settles: nothing
   * more is done for the request.
   */
  check(request: ApiRequest, reply: ApiReply): Promise<void> | void {
    const facts = this.routes.at(request.method, request.route?.url);
    if (!facts) return;
    request.facts = facts;
    return this.runFrom(0, request, new ExecutionContextHost([request, reply], facts.controller, facts.handler));
  }

  private runFrom(first: number, request: ApiRequest, execution: ExecutionContextHost): Promise<void> | void {
    for (let at = first; at < this.guards.length; at += 1) {
      const verdict = this.guards[at]?.canActivate(execution);
      if (verdict === true) continue;
      if (!(verdict instanceof Promise)) throw refused();
      return verdict.then((passes) => {
        if (!passes) throw refused();
        return request.isOver ? new Promise<void>(() => {}) : this.runFrom(at + 1, request, execution);
      });
    }
  }
}

function refused(): CofferError {
  return new CofferError('forbidden', 'You may not do this.');
}
