import type { FastifyInstance, onRequestHookHandler } from 'fastify';
import { CSS, HTML, JAVASCRIPT, serveAsset, textAsset } from '../docs/asset.js';
import { SHARE_PAGE, SHARE_SCRIPT, SHARE_STYLE } from './share-page.js';

/** Its script and its style are files of this server, and it talks to this server alone. Nothing on it is made of text. */
const SHARE_CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/**
 * Serves the page that opens a share: the same for everybody, without cookies. The token of a link stands behind `#`, so
 * no request for the page has it. `limit` runs before every request.
 */
export function addSharePage(server: FastifyInstance, limit: onRequestHookHandler): void {
  const policy: onRequestHookHandler = (_, reply, done) => {
    reply.header('content-security-policy', SHARE_CSP);
    done();
  };
  server.get('/share', { onRequest: limit }, (_, reply) => void reply.redirect('share/'));
  serveAsset(
    server,
    '/share/',
    textAsset(() => SHARE_PAGE, HTML),
    [limit, policy],
  );
  serveAsset(
    server,
    '/share/share.css',
    textAsset(() => SHARE_STYLE, CSS),
    [limit],
  );
  serveAsset(
    server,
    '/share/share.js',
    textAsset(() => SHARE_SCRIPT, JAVASCRIPT),
    [limit],
  );
}
