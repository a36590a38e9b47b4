import { timestamp } from '#access';
import type { IssuedReset } from '../application/passwords/admin-reset.js';
import type { IssuedResetResponse } from './dto/password.answers.js';

export function issuedResetResponse({ token, expiresAt }: IssuedReset): IssuedResetResponse {
  return {
    delivery: token === null ? 'mail' : 'response',
    reset_token: token,
    expires_at: timestamp(expiresAt),
  };
}
