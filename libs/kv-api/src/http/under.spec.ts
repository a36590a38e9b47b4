import { Body, Get, Post } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { ApiOperation } from '@nestjs/swagger';
import { Public, ROUTE_ACCESS, ROUTE_DIALECT } from '#access';
import { under } from './under.js';
import { vaultDialect } from './vault-dialect.js';

class Given {}

class ThingController {
  readonly made: string[] = [];

  @Get('thing')
  @Public()
  show(): void {}

  @Post('thing')
  @Public()
  @ApiOperation({ summary: 'Make a thing' })
  make(@Body() _given: Given): string {
    this.made.push('made');
    return 'made';
  }
}

const dialect = vaultDialect('secret');
const placed = under(ThingController, 'team/kv', dialect);
type Handlers = Record<string, (given: Given) => string>;
const handlers = placed.prototype as Handlers;

it('places a class of its own, and leaves the given one as it is', () => {
  expect([placed.name, Reflect.getMetadata(PATH_METADATA, placed)]).toEqual(['ThingController', 'v1/team/kv']);
  expect(Reflect.getMetadata(ROUTE_DIALECT, placed)).toBe(dialect);
  expect(Reflect.getMetadata(PATH_METADATA, ThingController)).toBeUndefined();
  expect(Object.hasOwn(ThingController.prototype, 'makeByPut')).toBe(false);
});

it('lets a PUT do what a POST does, with the same access and shapes, and nothing else', () => {
  expect(Object.getOwnPropertyNames(handlers)).toEqual(['constructor', 'makeByPut']);
  const [post, put] = [handlers.make, handlers.makeByPut] as [Handlers[string], Handlers[string]];
  const of = (key: string, handler: object) => Reflect.getMetadata(key, handler) as unknown;
  expect(of(METHOD_METADATA, put)).not.toBe(of(METHOD_METADATA, post));
  for (const key of [PATH_METADATA, ROUTE_ACCESS]) expect(of(key, put)).toEqual(of(key, post));
  expect(of('design:paramtypes', handlers)).toBeUndefined();
  expect(Reflect.getMetadata('design:paramtypes', placed.prototype as object, 'makeByPut')).toEqual([Given]);
  expect(Reflect.getMetadata(ROUTE_ARGS_METADATA, placed, 'makeByPut')).toEqual(
    Reflect.getMetadata(ROUTE_ARGS_METADATA, placed, 'make'),
  );
  const instance = new placed() as ThingController & Handlers;
  expect([instance.makeByPut?.({}), instance.made]).toEqual(['made', ['made']]);
});
