import { randomBytes } from 'node:crypto';
import { newId } from '#kernel';
import type { Creation } from '../domain/creation.js';

const NOW = 1_790_000_000_000;

/** The record of a request with an Idempotency-Key. */
export function aCreation(overrides: Partial<Creation> = {}): Creation {
  return {
    id: aHash(),
    owner: aHash(),
    requestHash: aHash(),
    keyVersion: 1,
    objectId: newId(),
    madeAt: null,
    createdAt: NOW,
    expiresAt: NOW + 86_400_000,
    ...overrides,
  };
}

function aHash(): string {
  return randomBytes(32).toString('base64url');
}
