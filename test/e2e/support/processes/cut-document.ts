type Json = Record<string, unknown>;

/** The OpenAPI document with these operations alone, and with what they refer to. */
export function cutTo(operationIds: readonly string[], document: Json): Json {
  const kept = new Set(operationIds);
  const isKept = ([, operation]: [string, Json]) => kept.has(String(operation.operationId));
  const paths = Object.entries(document.paths as Record<string, Record<string, Json>>)
    .map(([path, operations]) => [path, Object.fromEntries(Object.entries(operations).filter(isKept))] as const)
    .filter(([, operations]) => Object.keys(operations).length > 0);
  const components = document.components as Record<string, Json>;
  const parts: Record<string, Json> = { securitySchemes: components.securitySchemes ?? {} };
  for (const [, kind = '', name = ''] of referencesIn(paths, components)) {
    parts[kind] = { ...parts[kind], [name]: components[kind]?.[name] };
  }
  return { ...document, paths: Object.fromEntries(paths), components: parts };
}

/** The names of all components that `node` needs, each as `[, kind, name]`. */
function referencesIn(node: unknown, components: Record<string, Json>): string[][] {
  const found = new Map<string, string[]>();
  const look = (at: unknown): void => {
    for (const match of JSON.stringify(at).matchAll(/"#\/components\/(\w+)\/([^"/]+)"/g)) {
      const [reference, kind = '', name = ''] = match;
      if (found.has(reference)) continue;
      found.set(reference, [...match]);
      look(components[kind]?.[name]);
    }
  };
  look(node);
  return [...found.values()];
}
