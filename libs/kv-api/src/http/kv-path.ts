import { Param } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { invalidField } from '#kernel';

const DOTS: ReadonlySet<string> = new Set(['.', '..']);

/**
 * The path of a secret: what is behind the place of a route that ends with `*`, decoded once. It is a documented parameter.
 * It may be empty, and may end with `/`. Whether it is a path is for the services to say. A level `.` or `..` is refused:
 * clients and proxies resolve it, so nobody could know which secret is meant.
 *
 * @example
 * read(@KvPath('The path of the secret.') path: string)
 */
export function KvPath(description: string): ParameterDecorator {
  return (target, key, index) => {
    const handler = key === undefined ? undefined : Object.getOwnPropertyDescriptor(target, key);
    if (key === undefined || !handler) throw new Error('KvPath belongs on a parameter of a route');
    Param('*', { transform: withoutDots })(target, key, index);
    ApiParam({ name: 'path', description, example: 'prod/db/password' })(target, key, handler);
  };
}

function withoutDots(path: string): string {
  if (!path.split('/').some((level) => DOTS.has(level))) return path;
  throw invalidField('path', 'dots', 'path has a level "." or "..". The API below /api/v1 takes such a path.');
}
