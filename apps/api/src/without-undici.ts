/**
 * Keeps undici out of this process, until fetch or WebSocket is used. Node's http module hands on three of its classes by
 * getters, and an `import` of http reads them all: 3 MiB of the heap of a server. Call it before anything that imports http is
 * loaded. The classes stay as globals.
 */
export function keepUndiciOut(): void {
  const http = process.getBuiltinModule('node:http');
  for (const name of ['WebSocket', 'CloseEvent', 'MessageEvent']) Reflect.deleteProperty(http, name);
}
