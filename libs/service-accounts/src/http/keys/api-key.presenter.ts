import { timestamp } from '#access';
import type { IssuedKey } from '../../application/keys/issued-key.js';
import type { KeyOverview, ListedKey } from '../../application/keys/key-listing.js';
import { keyStart } from '../../domain/keys/key-text.js';
import type { ApiKeyResponse, CreatedApiKeyResponse, ListedApiKeyResponse } from './dto/api-key.answers.js';

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

export function createdApiKeyResponse({ text, wrap, ...overview }: IssuedKey): CreatedApiKeyResponse {
  const handed = { wrap_token: wrap?.token ?? null, wrap_expires_at: timestamp(wrap?.expiresAt ?? null) };
  return { ...apiKeyResponse(overview), key: text, ...handed };
}

export function listedApiKeyResponse({ handedOver, ...overview }: ListedKey): ListedApiKeyResponse {
  const handed = handedOver && {
    state: handedOver.state,
    opened_at: timestamp(handedOver.openedAt),
    tried_again_at: timestamp(handedOver.triedAgainAt),
    expires_at: timestamp(handedOver.expiresAt),
  };
  return { ...apiKeyResponse(overview), handed_over: handed };
}
