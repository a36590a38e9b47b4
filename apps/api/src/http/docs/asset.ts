import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { FastifyInstance, onRequestHookHandler } from 'fastify';
import { SHARED_ANSWER } from '../connections/request-budget.js';

/** A file or text that is the same for everybody. */
export interface Asset {
  readonly type: string;
  /** Called once, at the first request. */
  readonly read: () => Buffer;
}

export const JAVASCRIPT = 'text/javascript; charset=utf-8';
export const CSS = 'text/css; charset=utf-8';
export const HTML = 'text/html; charset=utf-8';
export const PNG = 'image/png';
export const JSON_TYPE = 'application/json; charset=utf-8';

export function fileAsset(path: string, type: string): Asset {
  return { type, read: () => readFileSync(path) };
}

export function textAsset(text: () => string, type: string): Asset {
  return { type, read: () => Buffer.from(text()) };
}

/**
 * Serves one buffer to all requests: neither a request nor a client that does not read costs a copy or a descriptor.
 * A client that has the present bytes gets 304. `before` runs before each answer.
 */
export function serveAsset(
  server: FastifyInstance,
  url: string,
  { type, read }: Asset,
  before: readonly onRequestHookHandler[] = [],
): void {
  let kept: { readonly bytes: Buffer; readonly etag: string } | null = null;
  server.get(url, { config: SHARED_ANSWER, onRequest: [...before] }, (request, reply) => {
    kept ??= withTag(read());
    reply.type(type).headers({ 'cache-control': 'no-cache', etag: kept.etag });
    if (request.headers['if-none-match'] === kept.etag) return reply.code(304).send();
    return reply.send(kept.bytes);
  });
}

function withTag(bytes: Buffer) {
  return { bytes, etag: `"${createHash('sha256').update(bytes).digest('base64url')}"` };
}
