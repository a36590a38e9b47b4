import { MIMEType } from 'node:util';

/** `charset` as the name of a parameter. */
const CHARSET = /;\s*charset\s*=/gi;

/**
 * Whether a body of this type is JSON in UTF-8. Other parameters mean nothing for JSON (RFC 8259 section 11), and an
 * empty one is none (RFC 9110 section 5.6.6). Two charsets are refused, because two readers may take different ones.
 *
 * @example
 * isJsonInUtf8('application/json; version=1; charset="UTF-8";'); // true
 */
export function isJsonInUtf8(contentType: string | undefined): boolean {
  if (contentType === 'application/json') return true;
  if (contentType === undefined || (contentType.match(CHARSET)?.length ?? 0) > 1) return false;
  try {
    const { essence, params } = new MIMEType(contentType);
    return essence === 'application/json' && new TextDecoder(params.get('charset') ?? 'utf-8').encoding === 'utf-8';
  } catch {
    return false;
  }
}
