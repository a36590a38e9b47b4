import { asSealed, newId } from '#kernel';
import { completeMetadata } from '../domain/metadata.js';
import type { Secret } from '../domain/secret.js';

const NOW = 1_790_000_000_000;

/** A live secret at its own path. Stores see only sealed text, so any text stands for a sealed value. */
export function aSecret(overrides: Partial<Secret> = {}): Secret {
  const id = overrides.id ?? newId();
  return {
    id,
    path: `team/${id}`,
    ...completeMetadata({ tags: ['a', 'b'] }),
    state: 'live',
    version: 1,
    versions: [{ version: 1, createdAt: NOW, createdBy: newId(), state: 'kept' }],
    createdAt: NOW,
    createdBy: newId(),
    updatedAt: NOW,
    deletedAt: null,
    reseals: 0,
    current: asSealed('c2VhbGVk'),
    ...overrides,
  };
}
