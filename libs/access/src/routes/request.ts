import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type Caller, CofferError, type RequestContext } from '#kernel';

/** What the hooks and guards of the api add to a request before a controller gets it. */
export interface CofferRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  context: RequestContext;
  /** Set by the authentication guard; absent on public routes. */
  caller?: Caller;
  /** When it was last asked who calls, by our clock. Absent: nobody was asked for. */
  identifiedAt?: number;
}

/**
 * The request that a guard or a parameter is asked about. Nest's `switchToHttp` makes three closures each time, and a dozen
 * guards and parameters ask.
 */
export function requestOf<T = CofferRequest>(execution: Pick<ExecutionContext, 'getArgByIndex'>): T {
  return execution.getArgByIndex<T>(0);
}

/** The authenticated caller of a route that is not public. */
export const CurrentCaller = createParamDecorator((_: unknown, execution: ExecutionContext): Caller => {
  const { caller } = requestOf(execution);
  if (!caller) throw new CofferError('unauthenticated', 'Send an access token: `Authorization: Bearer <token>`.');
  return caller;
});

/** The request's context, on any route. */
export const CurrentRequest = createParamDecorator(
  (_: unknown, execution: ExecutionContext): RequestContext => requestOf(execution).context,
);
