/**
 * True for `prototype` and for names that every object inherits, such as `constructor`. Careless code could reach a
 * prototype by the first. class-transformer would drop the others before the pipe could refuse them as unknown fields.
 * No field of a DTO has such a name [R72][R76].
 */
export function isForbiddenName(name: string): boolean {
  return name === 'prototype' || name in Object.prototype;
}
