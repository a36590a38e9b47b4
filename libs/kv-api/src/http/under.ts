import { Controller, RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner } from '@nestjs/core';
import { DECORATORS } from '@nestjs/swagger';
import { type Dialect, ROUTE_DIALECT } from '#access';

type Handler = (...args: unknown[]) => unknown;

/**
 * A controller of `v1/<place>`, in a dialect. It is a class of its own for each application, because the mount is a
 * setting and not known when the class is written. It keeps the name, from which the document makes names of operations.
 * What takes a POST takes a PUT too: some clients of Vault send the one, some the other.
 */
export function under(controller: Type, place: string, dialect: Dialect): Type {
  const placed = class extends controller {};
  Object.defineProperty(placed, 'name', { value: controller.name });
  Reflect.defineMetadata(ROUTE_DIALECT, dialect, placed);
  Controller(`v1/${place}`)(placed);
  for (const name of new MetadataScanner().getAllMethodNames(controller.prototype)) addPut(placed, name);
  return placed;
}

function addPut(placed: Type, name: string): void {
  const post = (placed.prototype as Record<string, Handler>)[name] as Handler;
  if (Reflect.getMetadata(METHOD_METADATA, post) !== RequestMethod.POST) return;
  const put = function (this: unknown, ...args: unknown[]): unknown {
    return post.apply(this, args);
  };
  for (const key of Reflect.getMetadataKeys(post)) Reflect.defineMetadata(key, Reflect.getMetadata(key, post), put);
  Reflect.defineMetadata(METHOD_METADATA, RequestMethod.PUT, put);
  const operation = Reflect.getMetadata(DECORATORS.API_OPERATION, post) as { readonly summary: string };
  const summary = `${operation.summary} (by PUT)`;
  Reflect.defineMetadata(DECORATORS.API_OPERATION, { summary, description: 'The same as by POST.' }, put);
  const twin = `${name}ByPut`;
  Object.defineProperty(put, 'name', { value: twin });
  Object.defineProperty(placed.prototype, twin, { value: put, configurable: true });
  for (const key of ['design:type', 'design:paramtypes', 'design:returntype']) {
    const types: unknown = Reflect.getMetadata(key, placed.prototype as object, name);
    Reflect.defineMetadata(key, types, placed.prototype as object, twin);
  }
  Reflect.defineMetadata(ROUTE_ARGS_METADATA, Reflect.getMetadata(ROUTE_ARGS_METADATA, placed, name), placed, twin);
}
