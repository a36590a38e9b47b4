import { createSecretKey, hash, type KeyObject } from 'node:crypto';
import type { RootsConfig } from '#config';
import { Roots, StartError } from '#kernel';

/** Roots from the environment. Previous keys still verify. A `kid` is a hash of its key, so all nodes agree on it. */
export function givenRoots(given: RootsConfig, settled?: () => void): Roots {
  const { jwtSecret, pepper } = given;
  if (!jwtSecret || !pepper) throw new StartError('JWT_SECRET and PEPPER are missing');
  const jwt = [jwtSecret, given.jwtSecretPrevious].filter((secret) => secret !== null);
  const peppers = [pepper, given.pepperPrevious].filter((secret) => secret !== null);
  return new Roots(
    jwt.map((secret) => ({
      kid: hash('sha256', `coffer/kid/${secret}`, 'base64url').slice(0, 16),
      key: keyOf(secret),
    })),
    peppers.map((secret, age) => ({ version: given.pepperVersion - age, key: keyOf(secret) })),
    settled,
  );
}

function keyOf(secret: string): KeyObject {
  return createSecretKey(secret, 'utf8');
}
