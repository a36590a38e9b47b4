import { newId } from '#kernel';
import { type ApiKey, makeKey } from '../domain/keys/api-key.js';

const NOW = 1_790_000_000_000;
const DAY_MS = 86_400_000;

/** A live key of 90 days. */
export function anApiKey(overrides: Partial<ApiKey> = {}): ApiKey {
  const made = makeKey(
    {
      ...{ id: newId(), accountId: newId(), name: 'deploy', createdBy: newId(), expiresAt: NOW + 90 * DAY_MS },
      digest: 'iA5QkwU4g_CNyzRMvtbzmluJQXjNMUtJgHQXA2yv6Rg',
      ...{ scope: null, allowedIps: null },
    },
    NOW,
  );
  return { ...made, ...overrides };
}
