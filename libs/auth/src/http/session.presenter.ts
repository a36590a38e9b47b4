import { timestamp } from '#access';
import type { Session } from '../domain/session.js';
import type { FreshResponse, SessionResponse } from './dto/session.answers.js';

export function sessionResponse(session: Session, currentId: string): SessionResponse {
  return {
    id: session.id,
    created_at: timestamp(session.createdAt),
    last_refreshed_at: timestamp(session.rotatedAt),
    expires_at: timestamp(session.idleExpiresAt),
    ip: session.ip,
    user_agent: session.userAgent,
    second_factor: session.mfaAt !== null,
    current: session.id === currentId,
  };
}

/** `until` in milliseconds since 1970. */
export function freshResponse(until: number): FreshResponse {
  return { fresh_until: timestamp(until) };
}
