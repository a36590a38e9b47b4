import { createSecretKey, randomBytes } from 'node:crypto';
import { Roots } from '../roots.js';

/** Roots with one JWT key and one pepper, both random. */
export function someRoots(): Roots {
  const key = () => createSecretKey(randomBytes(32));
  return new Roots([{ kid: 'k1', key: key() }], [{ version: 1, key: key() }]);
}
