/**
 * Keeps undici out of this process, until fetch or WebSocket is used. Node's http module hands on three of its classes by
 * getters, and an `import` of http reads them all: 13 MiB of memory and a thirtieth of a start. Call it before anything that
 * imports http is loaded. The classes stay as globals.
 */
export function keepUndiciOut(): void {
  const http = process.getBuiltinModule('node:http');
  for (const name of ['WebSocket', 'CloseEvent', 'MessageEvent']) Reflect.deleteProperty(http, name);
}
