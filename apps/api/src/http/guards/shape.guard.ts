import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { invalidFields, unknownField } from '#kernel';
import { malformed } from '../body/malformed.js';
import { shownName } from '../body/names.js';
import type { ApiRequest } from '../context/api-request.js';
import { factsOf } from './route.guard.js';

/** The last guard. Refuses parameters or a body on a route that declares none: no validation pipe runs for these. */
@Injectable()
export class ShapeGuard implements CanActivate {
  canActivate(execution: ExecutionContext): boolean {
    const request = execution.switchToHttp().getRequest<ApiRequest>();
    const { takesBody, takesQuery } = factsOf(request);
    if (!takesQuery) {
      for (const name in request.query as object) {
        throw invalidFields([unknownField('parameter', shownName(name), [])]);
      }
    }
    if (!takesBody) {
      for (const _ in request.body as object | undefined) throw malformed('This route does not accept a body.');
    }
    return true;
  }
}
