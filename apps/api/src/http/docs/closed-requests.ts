import type { OpenAPIObject } from '@nestjs/swagger';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

const REFERENCE = /"#\/components\/schemas\/(\w+)"/g;

/**
 * States of every object in a request that it takes no other fields [R72]. Answers stay open: they may get more fields
 * later. Changes the given document.
 */
export function closeRequests({ paths, components }: OpenAPIObject): void {
  const schemas: Schemas = components?.schemas ?? {};
  const operations = Object.values(paths).flatMap(({ post, put, patch }) => [post, put, patch]);
  const reached = new Set(namesIn(operations.map((operation) => operation?.requestBody)));
  // A set is walked on into what is added meanwhile.
  for (const name of reached) {
    const schema = schemas[name];
    for (const inner of namesIn(schema)) reached.add(inner);
    if (schema && 'properties' in schema) schema.additionalProperties ??= false;
  }
}

function namesIn(part: unknown): string[] {
  return [...(JSON.stringify(part) ?? '').matchAll(REFERENCE)].map(([, name]) => name as string);
}
