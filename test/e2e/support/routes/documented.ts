import type { Body, Method } from '../processes/api.js';

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly description?: string;
  readonly example?: unknown;
  readonly schema: { readonly example?: unknown; readonly default?: unknown };
}

/** One route of the document. */
export interface Operation {
  readonly operationId: string;
  readonly method: Method;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { content: Record<string, { example?: Body; examples?: Record<string, { value: string }> }> };
  readonly responses: Readonly<Record<string, unknown>>;
}

export function operationsOf({ paths }: Body): Operation[] {
  return Object.entries(paths as Record<string, Record<string, Omit<Operation, 'method' | 'path'>>>).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, of]) => ({
        ...of,
        path,
        method: method as Method,
        parameters: of.parameters ?? [],
      })),
  );
}

/** The body that the page would send, or undefined. */
export function exampleBody({ requestBody }: Pick<Operation, 'requestBody'>): Body | undefined {
  return requestBody?.content['application/json']?.example;
}

/** The text that the page would send to a route that takes no JSON, or undefined. */
export function exampleText({ requestBody }: Pick<Operation, 'requestBody'>): string | undefined {
  return requestBody?.content['text/plain']?.examples?.first?.value;
}

export function namesOf(operations: readonly Operation[]): string[] {
  return operations.map(({ operationId }) => operationId);
}
