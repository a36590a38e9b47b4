import { SESSION_FORMAT } from '#auth';
import { jsonMapper } from '../engine/json-documents.js';

export const sessionMapper = jsonMapper('sessions', SESSION_FORMAT, {
  user_id: ({ userId }) => userId,
  revoked_at: ({ revokedAt }) => revokedAt,
  absolute_expires_at: ({ absoluteExpiresAt }) => absoluteExpiresAt,
});
