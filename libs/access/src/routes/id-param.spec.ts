import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { IdParam } from './id-param.js';

/** Where @nestjs/swagger keeps the documented parameters of a handler. */
const SWAGGER_PARAMETERS = 'swagger/apiParameters';

class Things {
  find(@IdParam('The id of the thing.') _id: string): void {}

  move(@IdParam('The id of the shelf.', 'shelf') _shelf: string): void {}
}

/** The names of the parameters that Nest takes from the path for a handler. */
function taken(handler: keyof Things): unknown[] {
  const args: Record<string, { data: unknown }> = Reflect.getMetadata(ROUTE_ARGS_METADATA, Things, handler);
  return Object.values(args).map(({ data }) => data);
}

const documented = (handler: keyof Things) => Reflect.getMetadata(SWAGGER_PARAMETERS, Things.prototype[handler]);

describe('the id in a path', () => {
  it('is taken from the path and documented, under its name', () => {
    expect([taken('find'), taken('move')]).toEqual([['id'], ['shelf']]);
    const path = { in: 'path', required: true, format: 'uuid' };
    expect(documented('find')).toEqual([{ ...path, name: 'id', description: 'The id of the thing.' }]);
    expect(documented('move')).toEqual([{ ...path, name: 'shelf', description: 'The id of the shelf.' }]);
  });

  it('belongs on a parameter of a route', () => {
    expect(() => IdParam('The id.')({}, 'absent', 0)).toThrow('parameter of a route');
  });
});
