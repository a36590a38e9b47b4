import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { KvPath } from './kv-path.js';

class Secrets {
  read(@KvPath('The path.') _path: string): void {}
}

type Taken = { readonly data: string; readonly pipes: readonly { transform(value: string): string }[] };
const [taken] = Object.values(Reflect.getMetadata(ROUTE_ARGS_METADATA, Secrets, 'read') as Record<string, Taken>);
const pathOf = (text: string) => taken?.pipes[0]?.transform(text);

describe('the path of a secret behind a mount', () => {
  it.each(['.', '..', 'prod/../db', 'prod/./db', '../db', 'prod/..', '/..'])('is refused: %s', (text) => {
    expect(() => pathOf(text)).toThrow('path has a level "." or "..".');
  });

  it.each(['prod/db', '', 'prod/', 'prod//db', '...', 'a..b/.env', '%2e%2e'])('is left to the services: %j', (text) => {
    expect(pathOf(text)).toBe(text);
  });

  it('belongs on a parameter of a route', () => {
    expect(taken?.data).toBe('*');
    expect(() => KvPath('The path.')({}, 'absent', 0)).toThrow('parameter of a route');
  });
});
