import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { FastifyInstance, onRequestHookHandler } from 'fastify';
import { SHARED_ANSWER } from '../connections/request-budget.js';

/** A file or text that is the same for everybody. */
export interface Asset {
  readonly type: string;
  /** Called at the first request, and again until it succeeds. */
  readonly read: () => Buffer | Promise<Buffer>;
}

export const JAVASCRIPT = 'text/javascript; charset=utf-8';
export const CSS = 'text/css; charset=utf-8';
export const HTML = 'text/html; charset=utf-8';
export const PNG = 'image/png';
export const JSON_TYPE = 'application/json; charset=utf-8';

export function fileAsset(path: string, type: string): Asset {
  return { type, read: () => readFileSync(path) };
}

export function textAsset(text: () => string | Promise<string>, type: string): Asset {
  return { type, read: async () => Buffer.from(await text()) };
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
  let kept: Promise<Tagged> | null = null;
  server.get(url, { config: SHARED_ANSWER, onRequest: [...before] }, async (request, reply) => {
    kept ??= withTag(read).catch((error) => {
      kept = null;
      throw error;
    });
    const { bytes, etag } = await kept;
    reply.type(type).headers({ 'cache-control': 'no-cache', etag });
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    return reply.send(bytes);
  });
}

interface Tagged {
  readonly bytes: Buffer;
  readonly etag: string;
}

async function withTag(read: Asset['read']): Promise<Tagged> {
  const bytes = await read();
  return { bytes, etag: `"${createHash('sha256').update(bytes).digest('base64url')}"` };
}
