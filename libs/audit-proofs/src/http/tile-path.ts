import { Param } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { parseTilePath, type TilePath } from '../domain/tree/tiles.js';

const PLACE =
  'Its place, counted from 0, in groups of three digits, all but the last after an `x`: `000`, or `x001/x234/067`. With ' +
  '`.p/` and a number from 1 to 255 behind it: only so many of its 256, such as `000.p/17`.';
/** The longest place: six groups, and a partial width. */
const MAX_PLACE = 64;

/** The place of a tile, which is what is behind a route that ends with `*`. It is a documented parameter. */
export function TilePlace(): ParameterDecorator {
  return (target, key, index) => {
    const handler = key === undefined ? undefined : Object.getOwnPropertyDescriptor(target, key);
    if (key === undefined || !handler) throw new Error('TilePlace belongs on a parameter of a route');
    Param('*')(target, key, index);
    ApiParam({ name: 'path', description: PLACE, example: '000.p/1' })(target, key, handler);
  };
}

/** What the path names. Null if it is not exactly one. `level`: `entries`, or the level of a tile. */
export function tileAt(level: string, place: string): TilePath | null {
  return level.length + place.length > MAX_PLACE ? null : parseTilePath(`tile/${level}/${place}`);
}
