import { asSealed, newId } from '#kernel';
import type { SensitiveRecord } from '../domain/sensitive-record.js';

const NOW = 1_790_000_000_000;

/** A sealed piece of personal data. */
export function aSensitiveRecord(overrides: Partial<SensitiveRecord> = {}): SensitiveRecord {
  return {
    id: newId(),
    ownerId: newId(),
    dataType: 'credit-card',
    sealed: asSealed('c2VhbGVk'),
    version: 1,
    reseals: 0,
    createdAt: NOW,
    updatedAt: NOW,
    ...overrides,
  };
}
