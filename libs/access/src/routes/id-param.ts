import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { canonicalId } from '#kernel';
import { requestOf } from './request.js';
import { ROUTE_BY_NAME } from './route-access.js';

/**
 * The id in a route's path, as a documented parameter of its handler. A UUID in upper case becomes the same in lower
 * case. It is not validated: a text that is no id gets the same 404 as an id that does not exist.
 *
 * @example
 * find(@IdParam('The id of the secret.') id: string): Promise<MaskedSecret>
 */
export function IdParam(description: string, name = 'id'): ParameterDecorator {
  return documented({ name, format: 'uuid', description });
}

/** As {@link IdParam}, for objects that a path may also name by their names: a text in the form of an id is an id. */
export function NameOrIdParam(description: string): ParameterDecorator {
  const document = documented({ name: 'id', description });
  return (target, key, index) => {
    document(target, key, index);
    const handler = key === undefined ? undefined : Object.getOwnPropertyDescriptor(target, key)?.value;
    Reflect.defineMetadata(ROUTE_BY_NAME, true, handler);
  };
}

/** Takes the text as {@link canonicalId} writes it. `Param` with a pipe would do the same by five promises a request. */
const FromPath = createParamDecorator((name: string, execution: ExecutionContext): string =>
  canonicalId(requestOf<{ params: Record<string, string> }>(execution).params[name] ?? ''),
);

function documented(param: { name: string; format?: string; description: string }): ParameterDecorator {
  return (target, key, index) => {
    const handler = key === undefined ? undefined : Object.getOwnPropertyDescriptor(target, key);
    if (key === undefined || !handler) throw new Error('IdParam belongs on a parameter of a route');
    FromPath(param.name)(target, key, index);
    ApiParam(param)(target, key, handler);
  };
}
