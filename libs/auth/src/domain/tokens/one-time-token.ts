import type { KeyObject } from 'node:crypto';
import { ID_BYTES, idAt, idBytes, makeOpaqueToken, type OpaqueToken, readOpaqueToken } from './opaque-token.js';

/** A new token for the document `id`, in the name space of `purpose` [R24] [R42]: 108 characters. */
export function makeOneTimeToken(key: KeyObject, purpose: string, id: string): OpaqueToken {
  return makeOpaqueToken(key, purpose, idBytes(id));
}

/** Null for everything that is no genuine token of `purpose`. Says nothing about whether it was used. */
export function readOneTimeToken(
  key: KeyObject,
  purpose: string,
  token: string,
): { readonly id: string; readonly hash: string } | null {
  const genuine = readOpaqueToken(key, purpose, ID_BYTES, token);
  return genuine && { id: idAt(genuine.label), hash: genuine.hash };
}
