import { timestamp } from '#access';
import type { IssuedKey } from '../../application/keys/issued-key.js';
import type { KeyOverview } from '../../application/keys/key-listing.js';
import { keyStart } from '../../domain/keys/key-text.js';
import type { ApiKeyResponse, CreatedApiKeyResponse } from './dto/api-key.answers.js';

export function apiKeyResponse({ key, state, lastUse }: KeyOverview): ApiKeyResponse {
  return {
    id: key.id,
    name: key.name,
    prefix: keyStart(key.id),
    state,
    allowed_ips: key.allowedIps,
    scope: key.scope === null ? null : (JSON.parse(key.scope) as object[]),
    expires_at: timestamp(key.expiresAt),
    last_used_at: timestamp(lastUse?.at ?? null),
    last_used_ip: lastUse?.ip ?? null,
    predecessor: key.predecessorId,
    successor: key.successorId,
    ended_at: timestamp(key.endedAt),
    ended_because: key.endedBecause,
    created_by: key.createdBy,
    created_at: timestamp(key.createdAt),
  };
}

export function createdApiKeyResponse({ text, ...overview }: IssuedKey): CreatedApiKeyResponse {
  return { ...apiKeyResponse(overview), key: text };
}
