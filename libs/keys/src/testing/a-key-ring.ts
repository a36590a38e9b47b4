import { newId } from '#kernel';
import type { KeyRing } from '../domain/key-ring.js';
import type { Rotation } from '../domain/rotation.js';

const NOW = 1_790_000_000_000;

/** A user's ring with one active version. */
export function aKeyRing(overrides: Partial<KeyRing> = {}): KeyRing {
  return {
    id: `user:${newId()}`,
    versions: [{ version: 1, state: 'active', createdAt: NOW, retiredAt: null }],
    epoch: 1,
    canary: null,
    storeId: null,
    pepperCheck: null,
    createdAt: NOW,
    ...overrides,
  };
}

/** A rotation of a user's ring that has just begun. */
export function aRotation(overrides: Partial<Rotation> = {}): Rotation {
  return {
    id: newId(),
    ring: `user:${newId()}`,
    phase: 'preparing',
    state: 'running',
    version: 2,
    progress: { done: 0, total: 0, failed: 0 },
    place: null,
    passStartedAt: null,
    passMoved: 0,
    startedAt: NOW,
    startedBy: { id: newId(), name: 'ada' },
    finishedAt: null,
    nextAt: NOW,
    worker: null,
    workerUntil: 0,
    ...overrides,
  };
}
