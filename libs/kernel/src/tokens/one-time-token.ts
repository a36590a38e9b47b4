import type { KeyObject } from 'node:crypto';
import { ID_BYTES, idAt, idBytes, makeOpaqueToken, type OpaqueToken, readOpaqueToken } from './opaque-token.js';

/** A new token for the document `id`: 108 characters. It is valid for `purpose` alone [R24] [R42]. */
export function makeOneTimeToken(key: KeyObject, purpose: string, id: string): OpaqueToken {
  return makeOpaqueToken(key, purpose, idBytes(id));
}

/** Null: `token` is no genuine token of `purpose`. A genuine token may be used or expired: the caller checks. */
export function readOneTimeToken(
  key: KeyObject,
  purpose: string,
  token: string,
): { readonly id: string; readonly hash: string } | null {
  const genuine = readOpaqueToken(key, purpose, ID_BYTES, token);
  return genuine && { id: idAt(genuine.label), hash: genuine.hash };
}
