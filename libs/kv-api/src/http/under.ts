import { Controller, type Type } from '@nestjs/common';
import { type Dialect, ROUTE_DIALECT } from '#access';

/**
 * A controller of `v1/<place>`, in a dialect. It is a class of its own for each application, because the mount is a
 * setting and not known when the class is written. It keeps the name, from which the document makes names of operations.
 */
export function under(controller: Type, place: string, dialect: Dialect): Type {
  const placed = class extends controller {};
  Object.defineProperty(placed, 'name', { value: controller.name });
  Reflect.defineMetadata(ROUTE_DIALECT, dialect, placed);
  Controller(`v1/${place}`)(placed);
  return placed;
}
