import { hkdfSync, type KeyObject } from 'node:crypto';
import { KEY_BYTES, requireSecretKey, secretKeyOf } from './secret-key.js';

/**
 * A key for keyed hashes of one purpose, derived from a version of a ring by HKDF-SHA-256 (RFC 5869). It opens nothing
 * that the ring seals. Once the ring is shredded, nobody can make it again.
 */
export function hashKeyOf(ringKey: KeyObject, purpose: string): KeyObject {
  requireSecretKey(ringKey);
  const label = `coffer/hash-key/${purpose}/v1`;
  return secretKeyOf(Buffer.from(hkdfSync('sha256', ringKey, Buffer.alloc(0), label, KEY_BYTES)));
}
