import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { requestOf } from '#access';
import { invalidFields, shownName, unknownField } from '#kernel';
import { malformed } from '../body/malformed.js';
import type { ApiRequest } from '../context/api-request.js';
import { StrictValidationPipe } from '../errors/validation.js';
import type { RouteFacts } from '../routes/route-facts.js';
import { factsOf } from './route.guard.js';

/**
 * The last guard. Refuses parameters or a body on a route that declares none, and validates those that it declares. The
 * handler gets them as instances of their classes.
 *
 * A global pipe of Nest would do the same, but it runs on each argument of a handler, the caller and the id too. That
 * costs a reveal a tenth of what it allocates.
 */
@Injectable()
export class ShapeGuard implements CanActivate {
  constructor(private readonly validation: StrictValidationPipe) {}

  canActivate(execution: ExecutionContext): boolean | Promise<boolean> {
    const request = requestOf<ApiRequest>(execution);
    const { body, query, takesText } = factsOf(request);
    if (!query) requireNoQuery(request);
    if (!body && !takesText) requireNoBody(request);
    if (body) return this.validateBody(request, body, query);
    return (query && this.validateQuery(request, query)) ?? true;
  }

  /** Null if the parameters need no wait. */
  private validateQuery(request: ApiRequest, metatype: NonNullable<RouteFacts['query']>): Promise<true> | null {
    const valid = this.validation.query(request.query, metatype);
    if (valid instanceof Promise)
      return valid.then((instance) => {
        request.query = instance;
        return true;
      });
    request.query = valid;
    return null;
  }

  private async validateBody(
    request: ApiRequest,
    metatype: NonNullable<RouteFacts['body']>,
    query: RouteFacts['query'],
  ): Promise<true> {
    request.body = await this.validation.transform(request.body, { type: 'body', metatype });
    if (query) await this.validateQuery(request, query);
    return true;
  }
}

function requireNoQuery({ query }: ApiRequest): void {
  for (const name in query as object) throw invalidFields([unknownField('parameter', shownName(name), [])]);
}

function requireNoBody({ body }: ApiRequest): void {
  for (const _ in body as object | undefined) throw malformed('This route does not accept a body.');
}
