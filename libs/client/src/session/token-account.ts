import { fromUtf8 } from '../crypto/bytes.js';
import { SessionEnded } from '../errors.js';

/** The account of an access token: the claim `sub` of a JWT (RFC 7519, 4.1.2). Null: the token is no JWT, such as a key. */
export function accountOf(token: string): string | null {
  const [, claims = '', signature] = token.split('.');
  if (signature === undefined) return null;
  try {
    const text = atob(claims.replaceAll('-', '+').replaceAll('_', '/'));
    const { sub } = JSON.parse(fromUtf8(Uint8Array.from(text, (sign) => sign.charCodeAt(0)))) as { sub?: unknown };
    return typeof sub === 'string' ? sub : null;
  } catch {
    return null;
  }
}

/** True unless the token says that it is of another account. */
export function isOfAccount(token: string, account: string): boolean {
  return (accountOf(token) ?? account) === account;
}

/** Returns the token. Errors: SessionEnded `other_account`, since another account may have logged in meanwhile. */
export function tokenOf(account: string | undefined, token: string): string {
  if (account !== undefined && !isOfAccount(token, account)) throw new SessionEnded('other_account');
  return token;
}
